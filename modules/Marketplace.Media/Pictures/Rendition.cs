namespace Marketplace.Media;

/// <summary>A size in which pictures are shown. Smaller pictures are never blown up; cropped ones keep the proportion.</summary>
/// <param name="Name">Part of the URL.</param>
/// <param name="Width">Pixels, at most.</param>
/// <param name="Height">Pixels, at most.</param>
/// <param name="Cropped">Cut from the middle to exactly this proportion.</param>
public sealed record Rendition(string Name, int Width, int Height, bool Cropped)
{
    public static readonly Rendition Thumb = new("thumb", 160, 160, true);
    public static readonly Rendition Card = new("card", 480, 270, true);
    public static readonly Rendition CardTwice = new("card2x", 960, 540, true);
    public static readonly Rendition Cover = new("cover", 1600, 900, true);
    public static readonly Rendition Page = new("page", 800, 800, false);
    public static readonly Rendition Full = new("full", 1600, 1600, false);
    public static readonly IReadOnlyList<Rendition> All = [Thumb, Card, CardTwice, Cover, Page, Full];

    public static Rendition? Named(string name) => All.FirstOrDefault(r => r.Name == name);
}
