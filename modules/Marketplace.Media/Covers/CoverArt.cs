using Marketplace.Modularity;
using Marketplace.Theme;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace Marketplace.Media;

/// <summary>
/// The theme's drawing for a technology field as a JPEG of 1200 by 630 pixels, for link previews, which know no SVG. Sixteen for each motif, so that no asker can fill the disk.
/// </summary>
internal sealed class CoverArt(SiteFolder folder)
{
    public const int Width = 1200, Height = 630;
    private const int Variants = 16;
    private const int Edition = 1;
    private readonly SemaphoreSlim one = new(1);
    private readonly string kept = Directory.CreateDirectory(Path.Combine(folder.Sub("files"), "covers")).FullName;

    /// <summary>Path of the picture; drawn when it is asked for first.</summary>
    public async Task<string> PathOfAsync(string field, string seed, CancellationToken cancel)
    {
        var variant = seed.Aggregate(17u, (hash, letter) => (hash ^ letter) * 16777619u) % Variants;
        var path = Path.Combine(kept, $"{Edition}-{CoverDrawing.Motif(field)}-{variant}.jpg");
        if (File.Exists(path)) { return path; }
        await one.WaitAsync(cancel);
        try
        {
            if (!File.Exists(path)) { Draw(CoverDrawing.Svg(field, $"{variant}"), path); }
            return path;
        }
        finally { one.Release(); }
    }

    private static void Draw(string svg, string path)
    {
        var drawing = new LineDrawing(Width, Height, paper: (0xE3, 0xF0, 0xEF), ink: (0x0B, 0x5F, 0x63));
        drawing.Draw(svg, viewWidth: 320, viewHeight: 180);
        using var picture = Image.LoadPixelData<Rgb24>(drawing.Pixels, Width, Height);
        var beside = $"{path}.{Guid.NewGuid():N}";
        using (var target = File.Create(beside)) { picture.Save(target, new JpegEncoder { Quality = 85 }); }
        File.Move(beside, path, overwrite: true);
    }
}
