using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Marketplace.Media;

/// <summary>
/// The table of contents of a ZIP archive, read by hand: the framework's reader makes an object for every entry that a crafted archive claims.
/// </summary>
internal sealed class ZipDirectory
{
    private const int MostEntries = 20_000;
    private const long MostUnpacked = 2L << 30;
    private const long RatioMattersFrom = 64L << 20;
    private const int LargestRatio = 100;

    private ZipDirectory(Stream archive, Dictionary<string, Entry> entries) => (this.archive, this.entries) = (archive, entries);

    private readonly Stream archive;
    private readonly Dictionary<string, Entry> entries;

    public enum Verdict { Good, Broken, Bomb }

    public bool Has(string name) => entries.ContainsKey(name);
    public bool HasUnder(string suffix) => entries.Keys.Any(k => k.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads the whole directory or says why not. Bombs: too many entries, entries that lie over one another, and far more content than bytes.</summary>
    public static Verdict Read(Stream archive, out ZipDirectory? directory)
    {
        directory = null;
        if (FindEnd(archive) is not { } end) { return Verdict.Broken; }
        // ZIP64 is for archives larger than any that may be uploaded.
        if (end.Count == 0xFFFF || end.Offset == 0xFFFFFFFF) { return Verdict.Bomb; }
        if (end.Count > MostEntries) { return Verdict.Bomb; }
        if (end.Offset + (long)end.Size > archive.Length) { return Verdict.Broken; }
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        long packed = 0, unpacked = 0;
        archive.Position = end.Offset;
        Span<byte> header = stackalloc byte[46];
        for (var i = 0; i < end.Count; i++)
        {
            if (archive.ReadAtLeast(header, 46, throwOnEndOfStream: false) < 46 || BinaryPrimitives.ReadUInt32LittleEndian(header) != 0x02014B50) { return Verdict.Broken; }
            var entry = Entry.Of(header);
            var name = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header[28..])];
            if (archive.ReadAtLeast(name, name.Length, throwOnEndOfStream: false) < name.Length) { return Verdict.Broken; }
            archive.Position += BinaryPrimitives.ReadUInt16LittleEndian(header[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
            (packed, unpacked) = (packed + entry.Packed, unpacked + entry.Unpacked);
            entries[Encoding.UTF8.GetString(name)] = entry;
        }
        if (archive.Position != end.Offset + end.Size) { return Verdict.Broken; }
        if (packed > archive.Length || unpacked > MostUnpacked || (unpacked > RatioMattersFrom && unpacked > archive.Length * LargestRatio)) { return Verdict.Bomb; }
        directory = new ZipDirectory(archive, entries);
        return Verdict.Good;
    }

    /// <summary>The first bytes of an entry, unpacked, never more than asked for; null where it is missing or broken.</summary>
    public byte[]? ReadStart(string name, int most)
    {
        if (!entries.TryGetValue(name, out var entry) || entry.Method is not (0 or 8) || entry.Encrypted) { return null; }
        Span<byte> local = stackalloc byte[30];
        archive.Position = Math.Min(entry.Offset, archive.Length);
        if (archive.ReadAtLeast(local, 30, throwOnEndOfStream: false) < 30 || BinaryPrimitives.ReadUInt32LittleEndian(local) != 0x04034B50) { return null; }
        archive.Position += BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        var into = new byte[most];
        try
        {
            if (entry.Method == 0) { return into[..archive.ReadAtLeast(into.AsSpan(0, (int)Math.Min(most, entry.Packed)), (int)Math.Min(most, entry.Packed), throwOnEndOfStream: false)]; }
            using var inflate = new DeflateStream(archive, CompressionMode.Decompress, leaveOpen: true);
            return into[..inflate.ReadAtLeast(into, most, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException) { return null; }
    }

    private static (int Count, uint Size, uint Offset)? FindEnd(Stream archive)
    {
        var tail = new byte[Math.Min(archive.Length, 65_535 + 22)];
        archive.Position = archive.Length - tail.Length;
        archive.ReadExactly(tail);
        for (var at = tail.Length - 22; at >= 0; at--)
        {
            var record = tail.AsSpan(at);
            if (BinaryPrimitives.ReadUInt32LittleEndian(record) != 0x06054B50) { continue; }
            return (BinaryPrimitives.ReadUInt16LittleEndian(record[10..]), BinaryPrimitives.ReadUInt32LittleEndian(record[12..]), BinaryPrimitives.ReadUInt32LittleEndian(record[16..]));
        }
        return null;
    }

    private readonly record struct Entry(ushort Method, bool Encrypted, uint Packed, uint Unpacked, uint Offset)
    {
        public static Entry Of(ReadOnlySpan<byte> header) => new(
            BinaryPrimitives.ReadUInt16LittleEndian(header[10..]),
            (BinaryPrimitives.ReadUInt16LittleEndian(header[8..]) & 1) != 0,
            BinaryPrimitives.ReadUInt32LittleEndian(header[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[24..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[42..]));
    }
}
