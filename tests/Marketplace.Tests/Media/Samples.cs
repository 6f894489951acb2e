using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;

namespace Marketplace.Tests.Media;

/// <summary>Files as people and attackers make them.</summary>
internal static class Samples
{
    /// <summary>Left half red, right half blue.</summary>
    public static byte[] Jpeg(int width = 320, int height = 200, Action<Image<Rgb24>>? change = null) => Encode(width, height, i => i.SaveAsJpeg, change);
    public static byte[] Png(int width = 320, int height = 200, Action<Image<Rgb24>>? change = null) => Encode(width, height, i => s => i.SaveAsPng(s, new PngEncoder()), change);
    public static byte[] Webp(int width = 320, int height = 200) => Encode(width, height, i => s => i.SaveAsWebp(s, new WebpEncoder()), null);

    /// <summary>Taken on a telephone held upright: turned by a quarter, with the place and the camera.</summary>
    public static byte[] Photograph(int width = 320, int height = 200) => Jpeg(width, height, picture =>
    {
        var exif = new ExifProfile();
        exif.SetValue(ExifTag.Orientation, (ushort)6);
        exif.SetValue(ExifTag.Make, "SECRETCAMERA");
        exif.SetValue(ExifTag.GPSLatitudeRef, "N");
        exif.SetValue(ExifTag.GPSLatitude, [new Rational(39), new Rational(7), new Rational(12)]);
        exif.SetValue(ExifTag.GPSLongitude, [new Rational(117), new Rational(12), new Rational(5)]);
        picture.Metadata.ExifProfile = exif;
    });

    private static byte[] Encode(int width, int height, Func<Image<Rgb24>, Action<Stream>> save, Action<Image<Rgb24>>? change)
    {
        using var picture = new Image<Rgb24>(width, height);
        picture.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < rows.Height; y++)
            {
                var row = rows.GetRowSpan(y);
                row[..(width / 2)].Fill(new Rgb24(220, 30, 30));
                row[(width / 2)..].Fill(new Rgb24(30, 30, 220));
            }
        });
        change?.Invoke(picture);
        using var target = new MemoryStream();
        save(picture)(target);
        return target.ToArray();
    }

    /// <summary>A PNG whose chunks are given; lengths and checksums are right.</summary>
    public static byte[] PngOf(params (string Type, byte[] Data)[] chunks)
    {
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        Span<byte> number = stackalloc byte[4];
        foreach (var (type, data) in chunks)
        {
            byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
            BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
            png.Write(number);
            png.Write(body);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(body));
            png.Write(number);
        }
        return png.ToArray();
    }

    private static uint Crc32(byte[] data)
    {
        var crc = ~0u;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) { crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1; }
        }
        return ~crc;
    }

    public static byte[] PngHeader(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        return header;
    }

    /// <summary>So many zeros, packed by zlib.</summary>
    public static byte[] Inflating(long zeros)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var block = new byte[1 << 20];
            for (var left = zeros; left > 0; left -= block.Length) { zlib.Write(block, 0, (int)Math.Min(left, block.Length)); }
        }
        return packed.ToArray();
    }

    public static byte[] Pdf(string body = "1 0 obj <<>> endobj") => Encoding.ASCII.GetBytes($"%PDF-1.7\n{body}\ntrailer <<>>\nstartxref\n0\n%%EOF\n");

    public static byte[] Zip(params (string Name, byte[] Data)[] entries)
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, data) in entries)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(data);
            }
        }
        return archive.ToArray();
    }

    public static byte[] Docx(params (string Name, byte[] Data)[] more) => Zip(
    [
        ("[Content_Types].xml", Encoding.UTF8.GetBytes("""<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>""")),
        ("word/document.xml", "<w:document/>"u8.ToArray()),
        .. more,
    ]);

    public static byte[] Xlsx() => Zip(
        ("[Content_Types].xml", Encoding.UTF8.GetBytes("""<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>""")),
        ("xl/workbook.xml", "<workbook/>"u8.ToArray()));

    public static Image<Rgb24> Decode(byte[] picture) => Image.Load<Rgb24>(picture);
}
