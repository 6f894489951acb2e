using Marketplace.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Marketplace.Media;

/// <summary>
/// Takes files in and ties them to what shows them. A file is checked, on disk and in the database when a save returns, in a transaction of its own;
/// until something attaches it, it is pending and goes after a day.
/// </summary>
public sealed class FileStore
{
    private readonly MarketplaceDbContext db;
    private readonly Blobs blobs;
    private readonly PictureRenderer pictures;
    private readonly UploadLimit limit;
    private readonly IServiceScopeFactory scopes;
    private readonly Actor actor;
    private readonly TimeProvider clock;
    private readonly MediaOptions options;
    private readonly ILogger<FileStore> logger;

    internal FileStore(IServiceProvider services, MarketplaceDbContext db)
    {
        this.db = db;
        blobs = services.GetRequiredService<Blobs>();
        pictures = services.GetRequiredService<PictureRenderer>();
        limit = services.GetRequiredService<UploadLimit>();
        scopes = services.GetRequiredService<IServiceScopeFactory>();
        actor = services.GetRequiredService<Actor>();
        clock = services.GetRequiredService<TimeProvider>();
        options = services.GetRequiredService<IOptions<MediaOptions>>().Value;
        logger = services.GetRequiredService<ILogger<FileStore>>();
    }

    /// <summary>A picture from a form: <c>await files.SaveImageAsync(Input.Cover, owner, cancel)</c>.</summary>
    public Task<FileOutcome> SaveImageAsync(IFormFile? upload, FileOwner owner, CancellationToken cancel) => SaveFormAsync(FileKind.Image, upload, owner, cancel);

    public Task<FileOutcome> SaveAttachmentAsync(IFormFile? upload, FileOwner owner, CancellationToken cancel) => SaveFormAsync(FileKind.Attachment, upload, owner, cancel);

    /// <param name="content">Read once, from where it stands; never further than the limit.</param>
    /// <param name="name">As the uploader has it; cleaned here.</param>
    /// <param name="owner">Whom it will belong to.</param>
    /// <param name="length">Bytes announced, where known: too many are refused before anything is read.</param>
    /// <param name="cancel">Nothing stays behind.</param>
    public Task<FileOutcome> SaveImageAsync(Stream content, string name, FileOwner owner, long? length, CancellationToken cancel) =>
        SaveAsync(FileKind.Image, content, name, owner, length, cancel);

    /// <inheritdoc cref="SaveImageAsync(Stream, string, FileOwner, long?, CancellationToken)"/>
    public Task<FileOutcome> SaveAttachmentAsync(Stream content, string name, FileOwner owner, long? length, CancellationToken cancel) =>
        SaveAsync(FileKind.Attachment, content, name, owner, length, cancel);

    /// <summary>Says that <paramref name="subject"/> shows these files, which belong to the organization or to the person. Saved with the caller's next save.</summary>
    /// <returns>Those that were found; ids of others' files and of missing ones are left out.</returns>
    public async Task<IReadOnlyList<StoredFile>> AttachAsync(Guid subject, FileOwner owner, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var found = await db.Set<StoredFile>().Where(f => ids.Contains(f.Id)
            && (f.OrganizationId == null ? f.UploadedBy == owner.PersonId : f.OrganizationId == owner.OrganizationId)).ToListAsync(cancel);
        foreach (var file in found) { file.Attach(subject, clock.GetUtcNow()); }
        return found;
    }

    /// <summary>Says that <paramref name="subject"/> shows these files no more; those that nothing shows go after a week. Saved with the caller's next save.</summary>
    public async Task ReleaseAsync(Guid subject, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        foreach (var file in await db.Set<StoredFile>().Where(f => ids.Contains(f.Id)).ToListAsync(cancel)) { file.Release(subject, clock.GetUtcNow()); }
    }

    /// <summary>What <paramref name="subject"/> shows, oldest first.</summary>
    public async Task<IReadOnlyList<StoredFile>> OfAsync(Guid subject, CancellationToken cancel) =>
        await db.Set<StoredFile>().Where(f => f.Uses.Any(u => u.Subject == subject)).OrderBy(f => f.Id).ToListAsync(cancel);

    /// <summary>The content, for reading and seeking.</summary>
    /// <exception cref="FileNotFoundException">It is missing on disk; <c>doctor</c> says so too.</exception>
    public Stream Open(StoredFile file) => File.OpenRead(blobs.PathOf(file.Sha256));

    private async Task<FileOutcome> SaveFormAsync(FileKind kind, IFormFile? upload, FileOwner owner, CancellationToken cancel)
    {
        if (upload is null) { return FileOutcome.Refused(FileRefusal.Missing, options, kind); }
        await using var content = upload.OpenReadStream();
        return await SaveAsync(kind, content, upload.FileName, owner, upload.Length, cancel);
    }

    private async Task<FileOutcome> SaveAsync(FileKind kind, Stream content, string givenName, FileOwner owner, long? length, CancellationToken cancel)
    {
        var most = kind == FileKind.Image ? options.ImageBytes : options.AttachmentBytes;
        var name = FileName.Clean(givenName);
        if (length > most) { return Refused(FileRefusal.TooBig); }
        if (length == 0) { return Refused(FileRefusal.Empty); }
        if (FileContent.Promised(name) is not { } promised || (kind == FileKind.Image && !FileContent.IsPicture(promised)))
        {
            return Refused(kind == FileKind.Image ? FileRefusal.NotAnImage : FileRefusal.WrongType);
        }
        if (!limit.TryTake(owner.PersonId)) { return Refused(FileRefusal.TooMany); }
        try
        {
            using var incoming = await blobs.ReceiveAsync(content, most, cancel);
            if (incoming is null) { return Refused(FileRefusal.TooBig); }
            var (refusal, width, height) = await CheckAsync(kind, incoming, promised, cancel);
            if (refusal is { } why) { return Refused(why); }
            if (await IsFullAsync(owner, incoming.Size, cancel)) { return Refused(FileRefusal.Full); }
            blobs.Keep(incoming);
            var file = new StoredFile(owner, kind, name, new StoredContent(promised, incoming.Sha256, incoming.Size, width, height), clock.GetUtcNow());
            await AddAsync(file, cancel);
            return FileOutcome.Stored(file);
        }
        catch (IOException problem) when (problem is not (FileNotFoundException or Microsoft.AspNetCore.Connections.ConnectionResetException) && problem is not BadHttpRequestException)
        {
            logger.LogError(problem, "An upload of {Kind} could not be stored", kind);
            return Refused(FileRefusal.NotStored);
        }

        FileOutcome Refused(FileRefusal why) => FileOutcome.Refused(why, options, kind);
    }

    private async Task<(FileRefusal? Refusal, int? Width, int? Height)> CheckAsync(FileKind kind, Incoming incoming, string promised, CancellationToken cancel)
    {
        await using var content = File.OpenRead(incoming.Path);
        if (content.Length == 0) { return (FileRefusal.Empty, null, null); }
        if (!FileContent.IsPicture(promised)) { return (FileContent.Check(content, promised), null, null); }
        if (PictureHeader.Read(content) is not { } header) { return (kind == FileKind.Image ? FileRefusal.NotAnImage : FileRefusal.NameDisagrees, null, null); }
        if (header.ContentType != promised) { return (FileRefusal.NameDisagrees, null, null); }
        if (header.Pixels > options.Pixels) { return (FileRefusal.TooManyPixels, null, null); }
        if (header.Animated) { return (FileRefusal.Animated, null, null); }
        if (!header.IsWhole) { return (FileRefusal.Damaged, null, null); }
        if (kind == FileKind.Attachment) { return (null, header.Width, header.Height); }
        var rendered = await RenderFirstAsync(incoming, cancel);
        return (rendered.Refusal, rendered.Width, rendered.Height);
    }

    /// <summary>Decoding is the only sure check; what pages show is made on the way, so that no first visitor waits for it.</summary>
    private async Task<Rendered> RenderFirstAsync(Incoming incoming, CancellationToken cancel)
    {
        var folder = Directory.CreateDirectory(blobs.NewTemporaryPath());
        try
        {
            var rendered = await pictures.RenderAsync(incoming.Path, folder.FullName, ["cover.webp", "card2x.webp", "card.webp", "thumb.webp"], cancel);
            if (rendered.Refusal is null)
            {
                foreach (var made in folder.EnumerateFiles()) { blobs.KeepRendition(made.FullName, incoming.Sha256, made.Name); }
            }
            return rendered;
        }
        finally { folder.Delete(recursive: true); }
    }

    private async Task<bool> IsFullAsync(FileOwner owner, long size, CancellationToken cancel)
    {
        if (owner.OrganizationId is not { } organization) { return false; }
        var kept = await db.Set<StoredFile>().Where(f => f.OrganizationId == organization).SumAsync(f => f.Size, cancel);
        return kept + size > (long)options.OrganizationMegabytes << 20;
    }

    /// <summary>In a scope of its own: an upload outlives a form that is refused for something else, and saves nothing of the caller's.</summary>
    private async Task AddAsync(StoredFile file, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Actor>().IsPerson(file.UploadedBy, actor.Name, file.OrganizationId, actor.Address);
        var own = scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>();
        own.Add(file);
        await own.SaveChangesAsync(cancel);
    }
}
