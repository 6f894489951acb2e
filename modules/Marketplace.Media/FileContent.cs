using System.Text;

namespace Marketplace.Media;

/// <summary>What may be attached: the content decides, and the name's extension has to agree.</summary>
internal static class FileContent
{
    public const string Pdf = "application/pdf", Zip = "application/zip", Text = "text/plain", Csv = "text/csv";
    public const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    public const string Pptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation";

    private static readonly Dictionary<string, string> ByExtension = new(StringComparer.Ordinal)
    {
        [".pdf"] = Pdf,
        [".docx"] = Docx,
        [".xlsx"] = Xlsx,
        [".pptx"] = Pptx,
        [".zip"] = Zip,
        [".txt"] = Text,
        [".csv"] = Csv,
        [".jpg"] = PictureHeader.Jpeg,
        [".jpeg"] = PictureHeader.Jpeg,
        [".png"] = PictureHeader.Png,
        [".webp"] = PictureHeader.Webp,
    };

    private static readonly (string Type, string Part, string Declared)[] OfficeParts =
    [
        (Docx, "word/document.xml", "wordprocessingml.document.main+xml"),
        (Xlsx, "xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
        (Pptx, "ppt/presentation.xml", "presentationml.presentation.main+xml"),
    ];

    /// <summary>What the extension promises; null where nothing with it may be uploaded.</summary>
    public static string? Promised(string name) => ByExtension.GetValueOrDefault(FileName.Extension(name));

    public static bool IsPicture(string contentType) => contentType is PictureHeader.Jpeg or PictureHeader.Png or PictureHeader.Webp;

    /// <summary>The refusal, or null where the content keeps what the name promises. Pictures are judged by their <see cref="PictureHeader"/>.</summary>
    public static FileRefusal? Check(Stream content, string promised)
    {
        if (content.Length == 0) { return FileRefusal.Empty; }
        Span<byte> start = stackalloc byte[8];
        content.Position = 0;
        start = start[..content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        var isZip = start.StartsWith("PK\u0003\u0004"u8);
        var isPdf = start.StartsWith("%PDF-"u8);
        return promised switch
        {
            Pdf => !isPdf ? FileRefusal.NameDisagrees : EndsAsPdf(content) ? null : FileRefusal.Damaged,
            Text or Csv => isPdf || isZip ? FileRefusal.NameDisagrees : CheckText(content),
            _ => isZip ? CheckZip(content, promised) : FileRefusal.NameDisagrees,
        };
    }

    private static bool EndsAsPdf(Stream content)
    {
        var tail = new byte[Math.Min(content.Length, 2048)];
        content.Position = content.Length - tail.Length;
        content.ReadExactly(tail);
        return tail.AsSpan().IndexOf("%%EOF"u8) >= 0;
    }

    private static FileRefusal? CheckZip(Stream content, string promised)
    {
        switch (ZipDirectory.Read(content, out var zip))
        {
            case ZipDirectory.Verdict.Broken: return FileRefusal.Damaged;
            case ZipDirectory.Verdict.Bomb: return FileRefusal.Bomb;
        }
        var office = OfficeParts.FirstOrDefault(p => zip!.Has(p.Part));
        if (promised == Zip) { return null; }
        if (office.Type != promised || zip!.HasUnder("vbaProject.bin")) { return FileRefusal.NameDisagrees; }
        var types = zip.ReadStart("[Content_Types].xml", 1 << 20);
        return types is not null && Encoding.UTF8.GetString(types).Contains(office.Declared, StringComparison.Ordinal) ? null : FileRefusal.Damaged;
    }

    /// <summary>UTF-8 without control characters that reads as no markup: a browser that ignores our headers must not find a page in it.</summary>
    private static FileRefusal? CheckText(Stream content)
    {
        content.Position = 0;
        using var reader = new StreamReader(content, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var buffer = new char[8192];
        var first = true;
        try
        {
            int read;
            while ((read = reader.ReadBlock(buffer)) > 0)
            {
                var text = buffer.AsSpan(0, read);
                if (first && IsMarkup(text)) { return FileRefusal.NameDisagrees; }
                first = false;
                foreach (var letter in text)
                {
                    if (letter < ' ' && letter is not ('\t' or '\n' or '\r' or '\f')) { return FileRefusal.NotText; }
                }
            }
            return null;
        }
        catch (DecoderFallbackException) { return FileRefusal.NotText; }
    }

    private static bool IsMarkup(ReadOnlySpan<char> text)
    {
        var start = text.TrimStart('\uFEFF').TrimStart();
        if (!start.StartsWith("<")) { return false; }
        foreach (var tag in (string[])["<!doctype", "<html", "<head", "<body", "<script", "<svg", "<?xml", "<iframe", "<!--", "<img", "<a ", "<p", "<div", "<style", "<table"])
        {
            if (start.StartsWith(tag, StringComparison.OrdinalIgnoreCase)) { return true; }
        }
        return false;
    }
}
