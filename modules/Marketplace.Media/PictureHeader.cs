using System.Buffers.Binary;

namespace Marketplace.Media;

/// <summary>
/// What a picture says of itself, read without decoding a pixel. Nothing is allocated by what it claims. Decoders fill in for what broke off, so whether it is whole is seen here.
/// </summary>
internal sealed record PictureHeader(string ContentType, int Width, int Height, bool Animated, bool IsWhole)
{
    public const string Jpeg = "image/jpeg", Png = "image/png", Webp = "image/webp";
    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    private const int Tail = 64 << 10;

    public long Pixels => (long)Width * Height;

    /// <summary>Null where it is no JPEG, PNG or WebP, or breaks off before its size is known.</summary>
    public static PictureHeader? Read(Stream picture)
    {
        picture.Position = 0;
        Span<byte> start = stackalloc byte[12];
        if (picture.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length) { return null; }
        if (start[..8].SequenceEqual(PngSignature)) { return ReadPng(picture); }
        if (start[0] == 0xFF && start[1] == 0xD8 && start[2] == 0xFF) { return ReadJpeg(picture); }
        return start[..4].SequenceEqual("RIFF"u8) && start[8..].SequenceEqual("WEBP"u8) ? ReadWebp(picture) : null;
    }

    /// <summary>IHDR is the first chunk; a chunk acTL before the pixels makes an animation.</summary>
    private static PictureHeader? ReadPng(Stream picture)
    {
        picture.Position = 8;
        Span<byte> chunk = stackalloc byte[16];
        if (!Fill(picture, chunk) || !chunk[4..8].SequenceEqual("IHDR"u8)) { return null; }
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(chunk[8..]), BinaryPrimitives.ReadUInt32BigEndian(chunk[12..]));
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue) { return null; }
        picture.Position = 8;
        var animated = false;
        while (Fill(picture, chunk[..8]) && !chunk[4..8].SequenceEqual("IDAT"u8))
        {
            animated |= chunk[4..8].SequenceEqual("acTL"u8);
            if (!Skip(picture, BinaryPrimitives.ReadUInt32BigEndian(chunk) + 4L)) { break; }
        }
        return new PictureHeader(Png, (int)width, (int)height, animated, EndsWith(picture, "IEND"u8, picture.Position));
    }

    /// <summary>The largest of all frame headers before the scan, so that a second one cannot hide its size.</summary>
    private static PictureHeader? ReadJpeg(Stream picture)
    {
        picture.Position = 2;
        Span<byte> segment = stackalloc byte[7];
        int width = 0, height = 0;
        while (true)
        {
            int marker;
            if (picture.ReadByte() != 0xFF) { break; }
            do { marker = picture.ReadByte(); } while (marker == 0xFF);
            if (marker is 0xDA or 0xD9 or < 0) { break; }
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8)) { continue; }
            if (!Fill(picture, segment[..2])) { break; }
            var length = BinaryPrimitives.ReadUInt16BigEndian(segment);
            if (length < 2) { break; }
            var isFrame = marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC) && length >= 7;
            if (isFrame)
            {
                if (!Fill(picture, segment[..5])) { break; }
                height = Math.Max(height, BinaryPrimitives.ReadUInt16BigEndian(segment[1..]));
                width = Math.Max(width, BinaryPrimitives.ReadUInt16BigEndian(segment[3..]));
            }
            if (!Skip(picture, length - 2 - (isFrame ? 5 : 0))) { break; }
        }
        return width > 0 && height > 0 ? new PictureHeader(Jpeg, width, height, Animated: false, EndsWith(picture, [0xFF, 0xD9], picture.Position)) : null;
    }

    /// <summary>The larger of what the container and the picture inside it claim.</summary>
    private static PictureHeader? ReadWebp(Stream picture)
    {
        picture.Position = 12;
        Span<byte> chunk = stackalloc byte[8];
        Span<byte> data = stackalloc byte[10];
        int width = 0, height = 0;
        var (animated, found, whole) = (false, false, true);
        for (var chunks = 0; chunks < 1000 && Fill(picture, chunk); chunks++)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            animated |= chunk[..4].SequenceEqual("ANIM"u8) || chunk[..4].SequenceEqual("ANMF"u8);
            var before = picture.Position;
            var (kind, size) = chunk[..4].SequenceEqual("VP8X"u8) ? ('X', 10) : chunk[..4].SequenceEqual("VP8 "u8) ? ('L', 10) : chunk[..4].SequenceEqual("VP8L"u8) ? ('N', 5) : (' ', 0);
            if (size > 0)
            {
                if (length < size || !Fill(picture, data[..size])) { break; }
                var (w, h) = WebpSize(kind, data);
                (width, height, found) = (Math.Max(width, w), Math.Max(height, h), found || kind != 'X');
                animated |= kind == 'X' && (data[0] & 2) != 0;
            }
            picture.Position = before;
            // The byte that makes a length even may be missing at the very end.
            whole &= before + length <= picture.Length;
            if (!Skip(picture, length + (length & 1L))) { break; }
        }
        return (found || animated) && width > 0 && height > 0 ? new PictureHeader(Webp, width, height, animated, whole) : null;
    }

    private static (int Width, int Height) WebpSize(char kind, ReadOnlySpan<byte> data) => kind switch
    {
        'X' => (1 + (data[4] | data[5] << 8 | data[6] << 16), 1 + (data[7] | data[8] << 8 | data[9] << 16)),
        'L' => (BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF),
        _ => (1 + (data[1] | (data[2] & 0x3F) << 8), 1 + (data[2] >> 6 | data[3] << 2 | (data[4] & 0x0F) << 10)),
    };

    /// <summary>The mark stands in the last part of the picture, after what was read; something may follow it.</summary>
    private static bool EndsWith(Stream picture, ReadOnlySpan<byte> mark, long after)
    {
        var tail = new byte[Math.Min(picture.Length - Math.Min(after, picture.Length), Tail)];
        picture.Position = picture.Length - tail.Length;
        picture.ReadExactly(tail);
        return tail.AsSpan().LastIndexOf(mark) >= 0;
    }

    private static bool Fill(Stream stream, Span<byte> into) => stream.ReadAtLeast(into, into.Length, throwOnEndOfStream: false) == into.Length;

    private static bool Skip(Stream stream, long bytes)
    {
        if (bytes < 0 || stream.Position + bytes > stream.Length) { return false; }
        stream.Position += bytes;
        return true;
    }
}
