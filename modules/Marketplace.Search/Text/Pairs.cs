namespace Marketplace.Search.Text;

/// <summary>Two characters, or one, as a text. Those met of late are kept, since the same ones come again and again.</summary>
internal static class Pairs
{
    private const int Bits = 16;
    private static readonly string?[] Met = new string?[1 << Bits];
    private static readonly string?[] Ones = new string?[char.MaxValue + 1];

    public static string One(char character) => Ones[character] ??= character.ToString();

    public static string Of(char first, char second)
    {
        ref var place = ref Met[((uint)((first << 16) | second) * 2_654_435_769u) >> (32 - Bits)];
        var known = place;
        return known is not null && known[0] == first && known[1] == second ? known : place = new string([first, second]);
    }
}
