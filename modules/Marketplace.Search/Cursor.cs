using System.Buffers.Binary;
using System.Buffers.Text;

namespace Marketplace.Search;

/// <summary>Where the next page begins: behind the last hit's sort key and tie-breaker.</summary>
internal readonly record struct Cursor(SearchSort Sort, double Key, long Tie)
{
    private const int Length = 17;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = (byte)Sort;
        BinaryPrimitives.WriteDoubleBigEndian(bytes[1..], Key);
        BinaryPrimitives.WriteInt64BigEndian(bytes[9..], Tie);
        return Base64Url.EncodeToString(bytes);
    }

    /// <exception cref="BadCursorException">Not a cursor, or one of another sort.</exception>
    public static Cursor? Read(string? text, SearchSort sort)
    {
        if (string.IsNullOrEmpty(text)) { return null; }
        Span<byte> bytes = stackalloc byte[Length + 3];
        if (text.Length > 24 || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != Length || bytes[0] != (byte)sort) { throw new BadCursorException(); }
        var key = BinaryPrimitives.ReadDoubleBigEndian(bytes[1..]);
        return !double.IsFinite(key) ? throw new BadCursorException() : new Cursor(sort, key, BinaryPrimitives.ReadInt64BigEndian(bytes[9..]));
    }

    /// <summary>Orders equals the same on every host, in every engine and after every merge.</summary>
    public static long TieOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var (time, random) = (BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        return (long)((time ^ (random * 0x9E3779B97F4A7C15)) * 0xD6E8FEB86659FD93);
    }
}
