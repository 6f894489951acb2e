using System.Diagnostics.CodeAnalysis;
using Marketplace.Modularity;

namespace Marketplace.Media;

/// <summary>Every reason for which an upload is refused. The text is <c>media.refused.{name}</c>.</summary>
public enum FileRefusal
{
    Missing, Empty, TooBig, WrongType, NotAnImage, NameDisagrees, TooManyPixels, Animated, Damaged, NotText, Bomb, TooMany, Full, Busy, NotStored,
}

/// <summary>What became of an upload: a file, or the reason why not.</summary>
public sealed class FileOutcome
{
    private readonly object[] arguments = [];

    private FileOutcome(StoredFile? file, FileRefusal? refusal, object[] arguments) => (File, Refusal, this.arguments) = (file, refusal, arguments);

    public StoredFile? File { get; }
    public FileRefusal? Refusal { get; }

    [MemberNotNullWhen(true, nameof(File)), MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsStored => File is not null;

    /// <summary>Why it was refused and what to do, in the reader's language; empty where it was stored.</summary>
    public string Message(Texts texts) => Refusal is { } why ? texts[TextKey(why), arguments] : "";

    public static string TextKey(FileRefusal why)
    {
        var name = why.ToString();
        return $"media.refused.{char.ToLowerInvariant(name[0])}{name[1..]}";
    }

    internal static FileOutcome Stored(StoredFile file) => new(file, null, []);

    internal static FileOutcome Refused(FileRefusal why, MediaOptions options, FileKind kind) => new(null, why, why switch
    {
        FileRefusal.TooBig => [kind == FileKind.Image ? options.ImageMegabytes : options.AttachmentMegabytes],
        FileRefusal.TooManyPixels => [options.Megapixels],
        FileRefusal.Full => [options.OrganizationMegabytes],
        _ => [],
    });
}
