using System.Diagnostics;
using System.Globalization;
using System.Text;
using Marketplace.Media;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SixLabors.ImageSharp;

namespace Marketplace.Tests.Media;

public sealed class PicturesAreRendered(MediaSite site) : IClassFixture<MediaSite>
{
    private PictureRenderer Renderer => site.Services.GetRequiredService<PictureRenderer>();

    [Fact]
    public async Task A_photograph_is_shown_upright_and_without_place_and_camera()
    {
        var outcome = await site.SaveImageAsync(Samples.Photograph(320, 200), "海边.jpg");
        Assert.Equal((200, 320), (outcome.File!.Width, outcome.File.Height));
        foreach (var name in new[] { "full.jpg", "full.webp", "card.webp" })
        {
            var bytes = await RenditionAsync(outcome.File, name);
            using var shown = Samples.Decode(bytes);
            Assert.Null(shown.Metadata.ExifProfile);
            Assert.True(bytes.AsSpan().IndexOf("SECRETCAMERA"u8) < 0 && bytes.AsSpan().IndexOf("Exif"u8) < 0);
            if (name.StartsWith("full")) { Assert.Equal(new Size(200, 320), shown.Size()); }
            // Orientation 6: what was left is on top.
            Assert.True(shown[shown.Width / 2, 4].R > 150 && shown[shown.Width / 2, shown.Height - 4].B > 150);
        }
    }

    [Theory]
    [InlineData("thumb", 160, 160)]
    [InlineData("card", 480, 270)]
    [InlineData("card2x", 960, 540)]
    [InlineData("cover", 1600, 900)]
    [InlineData("page", 800, 400)]
    [InlineData("full", 1600, 800)]
    public async Task Each_rendition_has_its_size(string rendition, int width, int height)
    {
        var outcome = await site.SaveImageAsync(Samples.Png(2000, 1000), "a.png");
        using var webp = Samples.Decode(await RenditionAsync(outcome.File!, rendition + ".webp"));
        using var jpeg = Samples.Decode(await RenditionAsync(outcome.File!, rendition + ".jpg"));
        Assert.Equal(new Size(width, height), webp.Size());
        Assert.Equal(new Size(width, height), jpeg.Size());
    }

    [Fact]
    public async Task A_small_picture_is_cut_to_the_proportion_and_never_blown_up()
    {
        var outcome = await site.SaveImageAsync(Samples.Png(90, 90), "small.png");
        using var cover = Samples.Decode(await RenditionAsync(outcome.File!, "cover.webp"));
        Assert.Equal(new Size(90, 50), cover.Size());
        using var full = Samples.Decode(await RenditionAsync(outcome.File!, "full.webp"));
        Assert.Equal(new Size(90, 90), full.Size());
    }

    [Fact]
    public async Task A_picture_that_claims_too_many_pixels_is_refused_without_decoding()
    {
        var crafted = Samples.PngOf(("IHDR", Samples.PngHeader(30_000, 30_000)), ("IDAT", Samples.Inflating(1 << 20)), ("IEND", []));
        Assert.Equal(FileRefusal.TooManyPixels, (await site.SaveImageAsync(crafted, "a.png")).Refusal);
        Assert.Equal(FileRefusal.TooManyPixels, await RenderAsync(crafted));
    }

    [Fact]
    public async Task A_JPEG_cannot_hide_its_size_behind_a_smaller_one()
    {
        var small = Samples.Jpeg(16, 16);
        byte[] frame = [0xFF, 0xC0, 0, 17, 8, 0xFF, 0xFF, 0xFF, 0xFF, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
        Assert.Equal(FileRefusal.TooManyPixels, (await site.SaveImageAsync([.. small[..2], .. frame, .. small[2..]], "a.jpg")).Refusal);
    }

    [Fact]
    public async Task A_small_picture_that_inflates_without_end_costs_one_process_at_most()
    {
        var pixels = Samples.PngOf(("IHDR", Samples.PngHeader(64, 64)), ("IDAT", Samples.Inflating(512 << 20)), ("IEND", []));
        await site.SaveImageAsync(pixels, "a.png");
        var text = Samples.PngOf(("IHDR", Samples.PngHeader(64, 64)), ("zTXt", [.. "note\0\0"u8, .. Samples.Inflating(2000 << 20)]), ("iCCP", [.. "icc\0\0"u8, .. Samples.Inflating(2000 << 20)]), ("IDAT", Samples.Inflating(1 << 20)), ("IEND", []));
        await site.SaveImageAsync(text, "b.png");
        Assert.True((await site.SaveImageAsync(Samples.Png(), "good.png")).IsStored);
    }

    public static TheoryData<string, byte[], FileRefusal> Broken => new()
    {
        { "a.jpg", Samples.Jpeg(600, 400)[..2000], FileRefusal.Damaged },
        { "a.png", Samples.Png(600, 400)[..^40], FileRefusal.Damaged },
        { "a.webp", Samples.Webp()[..^40], FileRefusal.Damaged },
        { "a.png", Samples.PngOf(("IHDR", Samples.PngHeader(64, 64)), ("IDAT", [1, 2, 3]), ("IEND", [])), FileRefusal.Damaged },
        { "a.jpg", Samples.Pdf(), FileRefusal.NotAnImage },
        { "a.png", Samples.Jpeg(), FileRefusal.NameDisagrees },
        { "a.gif", "GIF89a"u8.ToArray(), FileRefusal.NotAnImage },
        { "a.svg", "<svg/>"u8.ToArray(), FileRefusal.NotAnImage },
        { "a.png", "x"u8.ToArray(), FileRefusal.NotAnImage },
        { "a.png", [], FileRefusal.Empty },
        { "a.png", Samples.PngOf(("IHDR", Samples.PngHeader(8, 8)), ("acTL", new byte[8]), ("IDAT", Samples.Inflating(1 << 20)), ("IEND", [])), FileRefusal.Animated },
    };

    [Theory, MemberData(nameof(Broken))]
    public async Task A_picture_that_is_none_or_not_whole_is_refused(string name, byte[] content, FileRefusal why) =>
        Assert.Equal(why, (await site.SaveImageAsync(content, name)).Refusal);

    [Fact]
    public async Task Nothing_that_a_picture_may_be_changed_into_stops_the_site()
    {
        var random = new Random(7);
        foreach (var original in new[] { Samples.Photograph(), Samples.Png(64, 48), Samples.Webp() })
        {
            for (var i = 0; i < 3; i++)
            {
                var changed = original.ToArray();
                for (var k = 0; k < 12; k++) { changed[random.Next(changed.Length)] = (byte)random.Next(256); }
                await RenderAsync(changed);
            }
        }
        Assert.Null(await RenderAsync(Samples.Png()));
    }

    [Fact]
    public async Task A_rendering_that_does_not_end_is_killed()
    {
        if (!OperatingSystem.IsLinux()) { return; }
        var (pipe, folder) = await HangingAsync();
        var renderer = Of(o => o.RenderSeconds = 2);
        var outcome = await renderer.RenderAsync(pipe, folder, [], CancellationToken.None);
        Assert.Equal(FileRefusal.Damaged, outcome.Refusal);
        await SiteFactory.EventuallyAsync(() => Task.FromResult(ProcessesNaming(pipe).Count == 0), "the process is gone");
    }

    [Fact]
    public async Task A_rendering_that_wants_too_much_memory_ends_alone()
    {
        var path = Path.Combine(site.Folder, $"{Guid.NewGuid():N}.png");
        await File.WriteAllBytesAsync(path, Samples.PngOf(("IHDR", Samples.PngHeader(6000, 6000)), ("IDAT", Samples.Inflating(6001L * 6000 * 3)), ("IEND", [])));
        var outcome = await Of(o => { o.RenderMegabytes = 64; o.RenderSeconds = 60; }).RenderAsync(path, Directory.CreateTempSubdirectory().FullName, [], CancellationToken.None);
        Assert.Equal(FileRefusal.Damaged, outcome.Refusal);
    }

    [Fact]
    public async Task The_rendering_process_knows_nothing_of_the_site_s_secrets()
    {
        if (!OperatingSystem.IsLinux()) { return; }
        Environment.SetEnvironmentVariable("Stripe__SecretKey", "hidden");
        var (pipe, folder) = await HangingAsync();
        using var stop = new CancellationTokenSource();
        var running = Of(o => o.RenderSeconds = 60).RenderAsync(pipe, folder, [], stop.Token);
        await SiteFactory.EventuallyAsync(() => Task.FromResult(ProcessesNaming(pipe).Count > 0), "the process runs");
        var environment = await File.ReadAllTextAsync($"/proc/{ProcessesNaming(pipe)[0]}/environ");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Environment.SetEnvironmentVariable("Stripe__SecretKey", null);
        Assert.DoesNotContain("Stripe", environment);
        Assert.DoesNotContain("HOME=", environment);
        Assert.Contains("DOTNET_GCHeapHardLimit=", environment);
        await SiteFactory.EventuallyAsync(() => Task.FromResult(ProcessesNaming(pipe).Count == 0), "the process is gone");
    }

    [Fact]
    public async Task Two_are_rendered_at_a_time()
    {
        if (!OperatingSystem.IsLinux()) { return; }
        var (pipe, folder) = await HangingAsync();
        using var stop = new CancellationTokenSource();
        var renderer = Of(o => o.RenderSeconds = 60);
        var running = Enumerable.Range(0, 5).Select(_ => renderer.RenderAsync(pipe, folder, [], stop.Token)).ToList();
        await SiteFactory.EventuallyAsync(() => Task.FromResult(ProcessesNaming(pipe).Count == 2), "two run");
        await Task.Delay(300);
        Assert.Equal(2, ProcessesNaming(pipe).Count);
        await stop.CancelAsync();
        foreach (var one in running) { await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one); }
    }

    private async Task<byte[]> RenditionAsync(StoredFile file, string name)
    {
        var (path, refusal) = await site.Services.GetRequiredService<PictureShelf>().PathOfAsync(file, name);
        Assert.Null(refusal);
        return await File.ReadAllBytesAsync(path!);
    }

    private async Task<FileRefusal?> RenderAsync(byte[] content)
    {
        var path = Path.Combine(site.Folder, Guid.NewGuid().ToString("N"));
        await File.WriteAllBytesAsync(path, content);
        var folder = Directory.CreateDirectory(path + ".out").FullName;
        return (await Renderer.RenderAsync(path, folder, ["thumb.webp"], CancellationToken.None)).Refusal;
    }

    private static PictureRenderer Of(Action<MediaOptions> change)
    {
        var options = new MediaOptions();
        change(options);
        return new PictureRenderer(Options.Create(options), NullLogger<PictureRenderer>.Instance);
    }

    /// <summary>A pipe that nobody writes to: whoever opens it waits.</summary>
    private async Task<(string Pipe, string Folder)> HangingAsync()
    {
        var pipe = Path.Combine(site.Folder, $"pipe{Guid.NewGuid():N}");
        using var made = Process.Start("mkfifo", pipe);
        await made.WaitForExitAsync();
        return (pipe, site.Folder);
    }

    private static List<int> ProcessesNaming(string text) => [.. Directory.EnumerateDirectories("/proc")
        .Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0 && CommandOf(id).Contains(text))];

    private static string CommandOf(int id)
    {
        try { return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{id}/cmdline")); }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException) { return ""; }
    }
}
