namespace Marketplace.Search.Text;

internal static class Characters
{
    public static bool IsHan(char c) => c is >= '\u4e00' and <= '\u9fff' or >= '\u3400' and <= '\u4dbf' or '\u3005' or '\u3007' or >= '\uf900' and <= '\ufaff';

    /// <summary>Written without spaces: Han, kana. Cut into overlapping pairs.</summary>
    public static bool IsRunning(char c) => IsHan(c) || c is >= '\u3041' and <= '\u30ff';

    public static bool IsDigit(char c) => c is >= '0' and <= '9';

    /// <summary>A letter or digit of a script written with spaces.</summary>
    public static bool IsWord(char c) => c < 0x80 ? char.IsAsciiLetterOrDigit(c) : char.IsLetterOrDigit(c) && !IsRunning(c);

    public static bool IsLetter(char c) => IsWord(c) && !IsDigit(c);
}
