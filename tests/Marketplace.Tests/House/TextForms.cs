using System.Text.RegularExpressions;
using Marketplace.Modularity;
using Marketplace.Theme;

namespace Marketplace.Tests.House;

/// <summary>English counts one thing and many; Chinese counts both alike.</summary>
public sealed partial class TextForms(SiteFactory site) : IClassFixture<SiteFactory>
{
    private readonly Texts texts = (Texts)site.Services.GetService(typeof(Texts))!;

    [Theory]
    [InlineData("search.count.achievement", 1, "1 achievement", "1 项成果")]
    [InlineData("search.count.achievement", 1200, "1,200 achievements", "1,200 项成果")]
    [InlineData("search.count.achievement", 0, "0 achievements", "0 项成果")]
    [InlineData("theme.errors", 1, "1 thing to correct:", "有 1 处需要修改：")]
    [InlineData("listings.public.daysLeft", 1, "1 day left", "还剩 1 天")]
    public void One_is_told_from_many(string key, int count, string en, string zh)
    {
        using (Language.Use(Language.En)) { Assert.Equal(en, texts[key, count].Value); }
        using (Language.Use(Language.Zh)) { Assert.Equal(zh, texts[key, count].Value); }
    }

    [Fact]
    public void A_median_reply_is_told_in_one_wording_and_not_at_all_from_few_answers()
    {
        using var _ = Language.Use(Language.En);
        Assert.Equal("Median first reply: 1 working hour", Marketplace.Accounts.ReplyTime.Told(texts, 60));
        Assert.Equal("Median first reply: 1.5 working days", Marketplace.Accounts.ReplyTime.Told(texts, 720));
        Assert.Equal("Median first reply: not enough answers yet", Marketplace.Accounts.ReplyTime.Told(texts, null));
    }

    /// <summary>Where a bare number stands before a plural noun, there must be a form for one.</summary>
    [Fact]
    public void Every_count_before_a_noun_has_a_form_for_one()
    {
        // Limits, figures that are never one, and shares.
        string[] fixedNumbers = ["at most", "least", "between", "choose", "million", "range"];
        var missing = texts.Keys.Where(key => !texts.HasOne(key) && CountBeforePlural().IsMatch(texts.Both(key).En!) && !fixedNumbers.Any(w => texts.Both(key).En!.Contains(w, StringComparison.OrdinalIgnoreCase) || key.Contains(w, StringComparison.OrdinalIgnoreCase))).ToList();
        Assert.Empty(missing);
    }

    [GeneratedRegex(@"\{0(:N0)?\} (working )?(achievements|demands|services|organizations|results|listings|terms|things|fields|checks|days|hours|minutes|months|weeks|years|points|people|files|rows|messages|enquiries|versions|members|words|lines|matches|searches)\b")]
    private static partial Regex CountBeforePlural();
}
