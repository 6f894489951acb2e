using System.Text;
using Marketplace.Media;

namespace Marketplace.Tests.Media;

public sealed class UploadsAreChecked(MediaSite site) : IClassFixture<MediaSite>
{
    private static readonly byte[] Gb18030 = [0xD6, 0xD0, 0xCE, 0xC4];

    public static TheoryData<string, byte[]> Good => new()
    {
        { "方案.pdf", Samples.Pdf() }, { "a.docx", Samples.Docx() }, { "a.xlsx", Samples.Xlsx() }, { "a.zip", Samples.Zip(("读我.txt", "hi"u8.ToArray())) },
        { "a.txt", Encoding.UTF8.GetBytes("技术方案，第一版\n") }, { "a.csv", Encoding.UTF8.GetBytes("\uFEFF名称,价格\r\n膜,3\r\n") },
        { "a.JPG", Samples.Jpeg() }, { "a.jpeg", Samples.Jpeg() }, { "a.png", Samples.Png() }, { "a.webp", Samples.Webp() },
    };

    [Theory, MemberData(nameof(Good))]
    public async Task A_file_whose_content_keeps_what_its_name_promises_is_taken(string name, byte[] content)
    {
        var outcome = await site.SaveAttachmentAsync(content, name);
        Assert.Null(outcome.Refusal);
        Assert.Equal(content.Length, outcome.File!.Size);
    }

    public static TheoryData<string, byte[], FileRefusal> Bad => new()
    {
        { "a.jpg", Samples.Pdf(), FileRefusal.NameDisagrees },
        { "a.pdf", Samples.Jpeg(), FileRefusal.NameDisagrees },
        { "a.png", Samples.Jpeg(), FileRefusal.NameDisagrees },
        { "a.pdf", "MZ\u0090\0not a pdf"u8.ToArray(), FileRefusal.NameDisagrees },
        { "a.pdf", "%PDF-1.7\n1 0 obj"u8.ToArray(), FileRefusal.Damaged },
        { "a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(), FileRefusal.WrongType },
        { "a.html", "<p>hi"u8.ToArray(), FileRefusal.WrongType },
        { "a.exe", "MZ"u8.ToArray(), FileRefusal.WrongType },
        { "a.pdf.exe", Samples.Pdf(), FileRefusal.WrongType },
        { "no-extension", Samples.Pdf(), FileRefusal.WrongType },
        { "a.txt", "\n <HTML><script>alert(1)</script>"u8.ToArray(), FileRefusal.NameDisagrees },
        { "a.txt", "<svg onload=alert(1)>"u8.ToArray(), FileRefusal.NameDisagrees },
        { "a.txt", Gb18030, FileRefusal.NotText },
        { "a.txt", "MZ\0\0"u8.ToArray(), FileRefusal.NotText },
        { "a.csv", Samples.Zip(("a", [1])), FileRefusal.NameDisagrees },
        { "a.docx", Samples.Xlsx(), FileRefusal.NameDisagrees },
        { "a.docx", Samples.Zip(("a.txt", [1])), FileRefusal.NameDisagrees },
        { "a.docx", Samples.Docx(("word/vbaProject.bin", [1])), FileRefusal.NameDisagrees },
        { "a.docx", Samples.Zip(("word/document.xml", [1])), FileRefusal.Damaged },
        { "a.docx", Samples.Docx()[..^30], FileRefusal.Damaged },
        { "a.zip", [], FileRefusal.Empty },
    };

    [Theory, MemberData(nameof(Bad))]
    public async Task A_file_that_is_not_what_it_says_is_refused(string name, byte[] content, FileRefusal why)
    {
        var outcome = await site.SaveAttachmentAsync(content, name);
        Assert.Equal(why, outcome.Refusal);
        Assert.Empty(site.TemporaryFiles.Where(f => File.GetLastWriteTimeUtc(f) < DateTime.UtcNow.AddSeconds(-30)));
    }

    [Fact]
    public async Task An_archive_that_unpacks_to_far_too_much_is_refused_under_any_name()
    {
        var zeros = new byte[80 << 20];
        Assert.Equal(FileRefusal.Bomb, (await site.SaveAttachmentAsync(Samples.Docx(("word/media/image1.bin", zeros)), "a.docx")).Refusal);
        Assert.Equal(FileRefusal.Bomb, (await site.SaveAttachmentAsync(Samples.Zip(("zeros", zeros)), "a.zip")).Refusal);
    }

    [Fact]
    public async Task An_archive_with_more_entries_than_it_admits_is_read_no_further()
    {
        var zip = Samples.Zip([.. Enumerable.Range(0, 30_000).Select(i => ($"{i}", Array.Empty<byte>()))]);
        Assert.Equal(FileRefusal.Bomb, (await site.SaveAttachmentAsync(zip, "a.zip")).Refusal);
        (zip[^12], zip[^11], zip[^14], zip[^13]) = (1, 0, 1, 0);
        Assert.Equal(FileRefusal.Damaged, (await site.SaveAttachmentAsync(zip, "a.zip")).Refusal);
    }

    [Fact]
    public async Task A_file_that_is_two_things_at_once_is_handed_out_only_as_the_one_it_was_taken_for()
    {
        byte[] both = [.. Samples.Jpeg(), .. Samples.Zip(("evil.html", "<script>"u8.ToArray()))];
        var outcome = await site.SaveImageAsync(both, "a.jpg");
        var shown = Directory.EnumerateFiles(site.Blobs.RenditionsOf(outcome.File!.Sha256)).Select(File.ReadAllBytes).ToList();
        Assert.NotEmpty(shown);
        Assert.All(shown, s => Assert.True(s.AsSpan().IndexOf("evil.html"u8) < 0));
        Assert.Equal(FileRefusal.NameDisagrees, (await site.SaveAttachmentAsync(both, "a.zip")).Refusal);
    }

    [Theory]
    [InlineData("../../etc/passwd.pdf", "passwd.pdf")]
    [InlineData(@"C:\Users\me\方案 (终稿).PDF", "方案 (终稿).pdf")]
    [InlineData("..\\..\\a.pdf", "a.pdf")]
    [InlineData("....pdf", "file.pdf")]
    [InlineData("a\0b\r\nc.pdf", "abc.pdf")]
    [InlineData("invoice\u202Efdp.exe", "invoicefdp.exe")]
    [InlineData("CON.pdf", "file-CON.pdf")]
    [InlineData("nul.txt.pdf", "file-nul.txt.pdf")]
    [InlineData("a<b>:\"c|?*.pdf", "a_b___c___.pdf")]
    [InlineData(" . .pdf", "file.pdf")]
    [InlineData("", "file")]
    [InlineData("cafe\u0301.pdf", "caf\u00e9.pdf")]
    public void A_name_becomes_fit_for_any_system(string given, string kept) => Assert.Equal(kept, FileName.Clean(given));

    [Fact]
    public void A_long_name_keeps_its_extension_and_whole_characters()
    {
        var name = FileName.Clean(string.Concat(Enumerable.Repeat("👩‍🔬", 60)) + ".pdf");
        Assert.EndsWith(".pdf", name);
        Assert.True(name.Length <= StoredFile.LongestName);
        Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)));
    }

    [Fact]
    public async Task Too_many_bytes_are_refused_by_what_is_announced_and_by_what_comes()
    {
        var endless = new Endless();
        Assert.Equal(FileRefusal.TooBig, (await Save(endless, announced: 2L << 30)).Refusal);
        Assert.Equal(0, endless.Given);
        Assert.Equal(FileRefusal.TooBig, (await Save(endless, announced: null)).Refusal);
        Assert.InRange(endless.Given, 10 << 20, 11 << 20);

        Task<FileOutcome> Save(Stream content, long? announced) => site.InScopeAsync(s =>
            ((FileStore)s.GetService(typeof(FileStore))!).SaveImageAsync(content, "a.png", MediaSite.Nobody, announced, CancellationToken.None));
    }

    private sealed class Endless : MemoryStream
    {
        public long Given { get; private set; }
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) { Given += buffer.Length; return ValueTask.FromResult(buffer.Length); }
    }
}
