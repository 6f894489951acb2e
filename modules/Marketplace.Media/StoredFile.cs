using Marketplace.Data;

namespace Marketplace.Media;

public enum FileKind { Image, Attachment }

/// <summary><c>Pending</c>: uploaded, nothing shows it yet. <c>Orphaned</c>: what showed it let it go. Both are removed after a while.</summary>
public enum FileState { Pending, Attached, Orphaned }

/// <summary>A file that somebody uploaded. Its content lies on disk under its hash, once for all rows with the same content.</summary>
public sealed class StoredFile : Entity, IAudited
{
    /// <summary>Longest name in UTF-16 units, extension included.</summary>
    public const int LongestName = 120;
    private readonly List<FileUse> uses = [];

    private StoredFile() { }

    internal StoredFile(FileOwner owner, FileKind kind, string name, StoredContent content, DateTimeOffset now)
    {
        (OrganizationId, UploadedBy, Kind, Name) = (owner.OrganizationId, owner.PersonId, kind, name);
        (ContentType, Sha256, Size, Width, Height) = (content.Type, content.Sha256, content.Size, content.Width, content.Height);
        ShortId = Data.ShortId.From(Id);
        Created = Changed = now;
    }

    public string ShortId { get; private set; } = "";

    /// <summary>The organization it belongs to; null where it belongs to the person alone.</summary>
    public Guid? OrganizationId { get; private set; }
    public Guid UploadedBy { get; private set; }
    public FileKind Kind { get; private set; }

    /// <summary>The uploader's name for it, cleaned: no path, no control characters, extension agreeing with the content.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Bytes.</summary>
    public long Size { get; private set; }

    /// <summary>Found from the content, never taken from the uploader.</summary>
    public string ContentType { get; private set; } = "";

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>Pixels as shown, after turning upright; null for what is not a picture.</summary>
    public int? Width { get; private set; }
    public int? Height { get; private set; }
    public DateTimeOffset Created { get; private set; }
    public FileState State { get; private set; }

    /// <summary>When the state changed last.</summary>
    public DateTimeOffset Changed { get; private set; }

    /// <summary>What shows it: ids of listings, messages, organizations.</summary>
    public IReadOnlyList<FileUse> Uses => uses;

    /// <summary>True where <paramref name="subject"/> (a listing, a message, an organization) shows the file.</summary>
    public bool IsUsedBy(Guid subject) => uses.Any(u => u.Subject == subject);

    internal void Attach(Guid subject, DateTimeOffset now)
    {
        if (!IsUsedBy(subject)) { uses.Add(new FileUse { FileId = Id, Subject = subject }); }
        if (State != FileState.Attached) { (State, Changed) = (FileState.Attached, now); }
    }

    internal void Release(Guid subject, DateTimeOffset now)
    {
        uses.RemoveAll(u => u.Subject == subject);
        if (State == FileState.Attached && uses.Count == 0) { (State, Changed) = (FileState.Orphaned, now); }
    }
}

/// <summary>Something that shows a file.</summary>
public sealed class FileUse
{
    public Guid FileId { get; init; }
    public Guid Subject { get; init; }
}

/// <summary>Whom an upload belongs to. Without organization only the person may read and attach it.</summary>
public sealed record FileOwner(Guid? OrganizationId, Guid PersonId);

/// <summary>What the content of an upload turned out to be.</summary>
internal sealed record StoredContent(string Type, string Sha256, long Size, int? Width, int? Height);
