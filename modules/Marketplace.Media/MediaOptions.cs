using System.ComponentModel.DataAnnotations;

namespace Marketplace.Media;

/// <summary>Section <c>Media</c>: what may be uploaded and what a picture may cost.</summary>
public sealed class MediaOptions
{
    public const string Section = "Media";

    /// <summary>Largest picture that may be uploaded, in MiB.</summary>
    [Range(1, 100)] public int ImageMegabytes { get; set; } = 10;

    /// <summary>Largest attachment that may be uploaded, in MiB.</summary>
    [Range(1, 1024)] public int AttachmentMegabytes { get; set; } = 50;

    /// <summary>Most pixels of a picture, in millions.</summary>
    [Range(1, 200)] public int Megapixels { get; set; } = 50;

    /// <summary>Everything that one organization may keep, in MiB.</summary>
    [Range(1, int.MaxValue)] public int OrganizationMegabytes { get; set; } = 20 * 1024;

    /// <summary>Uploads of one person in a minute; a burst of three times as many is let through.</summary>
    [Range(1, 10_000)] public int UploadsPerMinute { get; set; } = 40;

    /// <summary>Seconds after which the process that renders a picture is killed.</summary>
    [Range(1, 300)] public int RenderSeconds { get; set; } = 10;

    /// <summary>Memory of the process that renders a picture, in MiB.</summary>
    [Range(64, 8192)] public int RenderMegabytes { get; set; } = 1024;

    internal long ImageBytes => (long)ImageMegabytes << 20;
    internal long AttachmentBytes => (long)AttachmentMegabytes << 20;
    internal long Pixels => Megapixels * 1_000_000L;
}
