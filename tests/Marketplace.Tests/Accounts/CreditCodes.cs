using Marketplace.Accounts;

namespace Marketplace.Tests.Accounts;

public sealed class CreditCodes
{
    [Theory]
    [InlineData("91350100M000100Y43")]
    [InlineData("12120104400071297U")]
    [InlineData("91120111578202362F")]
    [InlineData(" 9112 0111-578202362f ")]
    public void A_code_with_its_check_character_is_taken(string text) => Assert.True(CreditCode.TryParse(text, out _, out _));

    [Theory]
    [InlineData(null, CreditCodeProblem.Empty)]
    [InlineData("  ", CreditCodeProblem.Empty)]
    [InlineData("91350100M000100Y4", CreditCodeProblem.Length)]
    [InlineData("91350100M000100Y433", CreditCodeProblem.Length)]
    [InlineData("91350100I000100Y43", CreditCodeProblem.Character)]
    [InlineData("9135010XM000100Y43", CreditCodeProblem.RegionDigits)]
    [InlineData("91350100M000100Y44", CreditCodeProblem.CheckCharacter)]
    public void A_wrong_code_is_refused_with_the_reason(string? text, CreditCodeProblem expected)
    {
        Assert.False(CreditCode.TryParse(text, out _, out var problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void Whatever_the_first_seventeen_characters_exactly_one_check_character_fits()
    {
        foreach (var first in RandomBodies(2000))
        {
            Assert.Single(CreditCode.Alphabet, check => CreditCode.TryParse(first + check, out _, out _));
        }
    }

    [Fact]
    public void Any_single_wrong_character_and_any_two_swapped_neighbours_are_noticed()
    {
        var random = new Random(7);
        foreach (var first in RandomBodies(500))
        {
            var code = (first + CreditCode.CheckCharacterOf(first)).ToCharArray();
            var at = random.Next(18);
            var wrong = (char[])code.Clone();
            wrong[at] = CreditCode.Alphabet[(CreditCode.Alphabet.IndexOf(wrong[at]) + random.Next(1, 31)) % 31];
            Assert.False(CreditCode.TryParse(new string(wrong), out _, out _), new string(wrong));
            var from = random.Next(16);
            var swapped = (char[])code.Clone();
            (swapped[from], swapped[from + 1]) = (swapped[from + 1], swapped[from]);
            if (swapped[from] != swapped[from + 1]) { Assert.False(CreditCode.TryParse(new string(swapped), out _, out _), new string(swapped)); }
        }
    }

    private static IEnumerable<string> RandomBodies(int count)
    {
        var random = new Random(31);
        for (var i = 0; i < count; i++)
        {
            yield return string.Concat(Enumerable.Range(0, 17).Select(at => at is >= 2 and < 8 ? (char)('0' + random.Next(10)) : CreditCode.Alphabet[random.Next(31)]));
        }
    }
}
