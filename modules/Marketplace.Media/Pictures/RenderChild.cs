using System.Globalization;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace Marketplace.Media;

/// <summary>
/// The verb <c>render</c>, a process of its own and the only place where pictures are decoded: <c>render MEGABYTES PIXELS SOURCE FOLDER [card.webp ...]</c>.
/// Answers one line: <c>ok WIDTH HEIGHT</c> or <c>refused REASON</c>. SOURCE is a path, or <c>-</c> for standard input.
/// </summary>
public static class RenderChild
{
    private const int MostFromInput = 64 << 20;
    private const int JpegQuality = 82, WebpQuality = 80;

    public static int Run(string[] args)
    {
        if (args is not [var megabytes, var pixels, var source, var folder, .. var names])
        {
            Console.Error.WriteLine("render MEGABYTES PIXELS SOURCE FOLDER [NAME.webp|NAME.jpg ...]");
            return 2;
        }
        try
        {
            var memory = int.Parse(megabytes, CultureInfo.InvariantCulture);
            LimitMemory(memory);
            using Stream picture = source == "-" ? ReadInput() : File.OpenRead(source);
            Console.Out.WriteLine(Render(picture, memory, long.Parse(pixels, CultureInfo.InvariantCulture), folder, names));
            return 0;
        }
        catch (Exception problem) when (problem is UnknownImageFormatException or InvalidImageContentException or ImageFormatException or EndOfStreamException
            or IndexOutOfRangeException or ArgumentException or NotSupportedException or InvalidDataException or OverflowException or NullReferenceException or ImageProcessingException)
        {
            // A decoder that stumbles over crafted content throws whatever it stumbled with.
            Console.Error.WriteLine($"{problem.GetType().Name}: {problem.Message}");
            Console.Out.WriteLine($"refused {FileRefusal.Damaged}");
            return 0;
        }
    }

    private static string Render(Stream source, int memory, long mostPixels, string folder, string[] names)
    {
        if (PictureHeader.Read(source) is not { } header) { return $"refused {FileRefusal.NotAnImage}"; }
        if (header.Pixels > mostPixels) { return $"refused {FileRefusal.TooManyPixels}"; }
        if (header.Animated) { return $"refused {FileRefusal.Animated}"; }
        source.Position = 0;
        using var picture = Image.Load<Rgba32>(Decoders(memory, header), source);
        if ((long)picture.Width * picture.Height > mostPixels) { return $"refused {FileRefusal.TooManyPixels}"; }
        picture.Mutate(p => p.AutoOrient());
        Strip(picture);
        var (width, height) = (picture.Width, picture.Height);
        var wanted = names.Select(n => (Rendition: Rendition.Named(Path.GetFileNameWithoutExtension(n)) ?? throw new ArgumentException($"No rendition {n}"), Name: n)).ToList();
        if (wanted.Count > 1) { ShrinkOnce(picture, wanted.ConvertAll(w => w.Rendition)); }
        foreach (var (rendition, name) in wanted)
        {
            using var rendered = picture.Clone(p => Fit(p, rendition));
            using var target = new FileStream(Path.Combine(folder, name), FileMode.CreateNew);
            rendered.Save(target, Encoder(name, rendered));
            target.Flush(flushToDisk: true);
        }
        return string.Create(CultureInfo.InvariantCulture, $"ok {width} {height}");
    }

    private static Configuration Decoders(int memory, PictureHeader header) => new(header.ContentType switch
    {
        PictureHeader.Jpeg => new JpegConfigurationModule(),
        PictureHeader.Png => new PngConfigurationModule(),
        _ => (IConfigurationModule)new WebpConfigurationModule(),
    })
    {
        MaxDegreeOfParallelism = 1,
        MemoryAllocator = MemoryAllocator.Create(new MemoryAllocatorOptions { AllocationLimitMegabytes = memory / 2, MaximumPoolSizeMegabytes = 64 }),
    };

    private static void Strip(Image picture)
    {
        var metadata = picture.Metadata;
        (metadata.ExifProfile, metadata.IccProfile, metadata.IptcProfile, metadata.XmpProfile) = (null, null, null, null);
        foreach (var frame in picture.Frames)
        {
            (frame.Metadata.ExifProfile, frame.Metadata.IccProfile, frame.Metadata.IptcProfile, frame.Metadata.XmpProfile) = (null, null, null, null);
        }
    }

    /// <summary>Several renditions of a large picture are made from one that is half as large again as the largest of them.</summary>
    private static void ShrinkOnce(Image picture, List<Rendition> wanted)
    {
        var scale = 1.5 * wanted.Max(r => r.Cropped
            ? Math.Max((double)r.Width / picture.Width, (double)r.Height / picture.Height)
            : Math.Min((double)r.Width / picture.Width, (double)r.Height / picture.Height));
        if (scale < .7) { picture.Mutate(p => p.Resize(Math.Max(1, (int)(picture.Width * scale)), Math.Max(1, (int)(picture.Height * scale)), KnownResamplers.Triangle)); }
    }

    private static void Fit(IImageProcessingContext picture, Rendition rendition)
    {
        var size = picture.GetCurrentSize();
        var scale = rendition.Cropped
            ? Math.Max(1, Math.Max((double)rendition.Width / size.Width, (double)rendition.Height / size.Height))
            : Math.Max((double)rendition.Width / size.Width, (double)rendition.Height / size.Height);
        // A picture smaller than the rendition keeps its pixels: the box shrinks to the same proportion instead.
        var box = rendition.Cropped ? new Size(Math.Max(1, (int)(rendition.Width / scale)), Math.Max(1, (int)(rendition.Height / scale))) : new Size(rendition.Width, rendition.Height);
        if (!rendition.Cropped && scale >= 1 && size.Width <= box.Width && size.Height <= box.Height) { return; }
        picture.Resize(new ResizeOptions { Size = box, Mode = rendition.Cropped ? ResizeMode.Crop : ResizeMode.Max, Sampler = KnownResamplers.Bicubic });
    }

    private static IImageEncoder Encoder(string name, Image<Rgba32> rendered)
    {
        if (name.EndsWith(".webp", StringComparison.Ordinal)) { return new WebpEncoder { FileFormat = WebpFileFormatType.Lossy, Quality = WebpQuality, Method = WebpEncodingMethod.Level2 }; }
        // JPEG knows no transparency; what shines through is paper.
        rendered.Mutate(p => p.BackgroundColor(Color.White));
        return new JpegEncoder { Quality = JpegQuality, ColorType = JpegColorType.YCbCrRatio420 };
    }

    private static MemoryStream ReadInput()
    {
        var copy = new MemoryStream();
        using var input = Console.OpenStandardInput();
        var buffer = new byte[81_920];
        int read;
        while ((read = input.Read(buffer)) > 0)
        {
            if (copy.Length + read > MostFromInput) { throw new InvalidDataException("Too much input."); }
            copy.Write(buffer, 0, read);
        }
        return copy;
    }

    /// <summary>Pixel buffers lie outside the garbage-collected heap, so its limit alone would not hold them; Linux can limit both.</summary>
    private static void LimitMemory(int megabytes)
    {
        if (!OperatingSystem.IsLinux()) { return; }
        const int RlimitData = 2, RlimitCore = 4;
        var data = new Limit { Soft = (ulong)(megabytes + 256) << 20, Hard = (ulong)(megabytes + 256) << 20 };
        _ = setrlimit(RlimitData, ref data);
        var core = new Limit();
        _ = setrlimit(RlimitCore, ref core);
    }

    private struct Limit { public ulong Soft, Hard; }

#pragma warning disable IDE1006, SYSLIB1054, CA5392
    [DllImport("libc", SetLastError = true)] private static extern int setrlimit(int resource, ref Limit limit);
#pragma warning restore IDE1006, SYSLIB1054, CA5392
}
