using Marketplace.Data;
using Marketplace.Media;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Media;

public sealed class FilesAreKept : IAsyncLifetime
{
    private readonly MediaSite site = new();

    public Task InitializeAsync() => site.InitializeAsync();
    public Task DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task The_same_content_lies_on_disk_once_and_goes_with_its_last_file()
    {
        var pdf = Samples.Pdf("the same");
        var (first, second) = ((await site.SaveAttachmentAsync(pdf, "a.pdf")).File!, (await site.SaveAttachmentAsync(pdf, "b.pdf")).File!);
        Assert.Equal(first.Sha256, second.Sha256);
        Assert.Single(site.Blobs.AllHashes());
        var subject = await site.AttachAsync(first, shown: false);

        site.Clock.Later = TimeSpan.FromDays(2);
        await site.SweepAsync();
        Assert.Null(await site.FindAsync(second.Id));
        Assert.True(File.Exists(site.Blobs.PathOf(first.Sha256)));

        await ReleaseAsync(subject, first);
        site.Clock.Later = TimeSpan.FromDays(10);
        await site.SweepAsync();
        Assert.Null(await site.FindAsync(first.Id));
        Assert.False(File.Exists(site.Blobs.PathOf(first.Sha256)));
        Assert.Empty(await site.DoctorAsync());
    }

    [Fact]
    public async Task A_picture_s_renditions_go_with_it()
    {
        var file = (await site.SaveImageAsync(Samples.Png(), "a.png")).File!;
        Assert.Equal(["card.webp", "card2x.webp", "cover.webp", "thumb.webp"], Directory.EnumerateFiles(site.Blobs.RenditionsOf(file.Sha256)).Select(Path.GetFileName).Order());
        site.Clock.Later = TimeSpan.FromDays(2);
        await site.SweepAsync();
        Assert.False(Directory.Exists(site.Blobs.RenditionsOf(file.Sha256)));
    }

    [Fact]
    public async Task A_file_that_two_things_show_stays_until_both_let_it_go()
    {
        var file = (await site.SaveAttachmentAsync(Samples.Pdf(), "a.pdf")).File!;
        var (one, two) = (await site.AttachAsync(file, shown: false), await site.AttachAsync(file, shown: false));
        await ReleaseAsync(one, file);
        Assert.Equal(FileState.Attached, (await site.FindAsync(file.Id))!.State);
        await ReleaseAsync(two, file);
        Assert.Equal(FileState.Orphaned, (await site.FindAsync(file.Id))!.State);
        await site.AttachAsync(file, shown: false);
        Assert.Equal(FileState.Attached, (await site.FindAsync(file.Id))!.State);
    }

    [Fact]
    public async Task Nobody_attaches_a_file_of_another_organization()
    {
        var theirs = (await site.SaveAttachmentAsync(Samples.Pdf(), "a.pdf", new FileOwner(Guid.CreateVersion7(), Guid.CreateVersion7()))).File!;
        var found = await site.InScopeAsync(s => s.GetRequiredService<FileStore>().AttachAsync(Guid.CreateVersion7(), new FileOwner(Guid.CreateVersion7(), theirs.UploadedBy), [theirs.Id], CancellationToken.None));
        Assert.Empty(found);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => site.InScopeAsync(s =>
            s.GetRequiredService<FileStore>().SaveAttachmentAsync(new BreaksOff(), "a.pdf", MediaSite.Nobody, null, CancellationToken.None)));
        Assert.Empty(site.TemporaryFiles);
        Assert.Empty(site.Blobs.AllHashes());
        Assert.Equal(0, await site.WithDatabaseAsync(db => db.Set<StoredFile>().CountAsync()));
    }

    [Fact]
    public async Task A_content_left_by_a_crash_before_its_row_is_seen_and_swept()
    {
        using (var incoming = (await site.Blobs.ReceiveAsync(new MemoryStream(Samples.Pdf("lost")), 1 << 20, CancellationToken.None))!) { site.Blobs.Keep(incoming); }
        await site.Blobs.ReceiveAsync(new MemoryStream([1, 2, 3]), 1 << 20, CancellationToken.None);
        Assert.Empty(await site.DoctorAsync());
        site.Clock.Later = TimeSpan.FromHours(7);
        Assert.Single(await site.DoctorAsync());
        await site.SweepAsync();
        Assert.Empty(site.Blobs.AllHashes());
        Assert.Empty(site.TemporaryFiles);
    }

    [Fact]
    public async Task The_sweep_leaves_a_content_that_was_uploaded_again_meanwhile()
    {
        using (var incoming = (await site.Blobs.ReceiveAsync(new MemoryStream(Samples.Pdf()), 1 << 20, CancellationToken.None))!) { site.Blobs.Keep(incoming); }
        var hash = site.Blobs.AllHashes().Single();
        Assert.False(await site.Blobs.TryRemoveAsync(hash, DateTimeOffset.UtcNow.AddHours(1), () => Task.FromResult(true)));
        Assert.False(await site.Blobs.TryRemoveAsync(hash, DateTimeOffset.UtcNow.AddHours(-1), () => Task.FromResult(false)));
        Assert.True(File.Exists(site.Blobs.PathOf(hash)));
    }

    [Fact]
    public async Task Doctor_tells_of_a_missing_a_shortened_and_a_changed_content()
    {
        var files = new List<StoredFile>();
        foreach (var text in new[] { "one", "two", "six" }) { files.Add((await site.SaveAttachmentAsync(Samples.Pdf(text), $"{text}.pdf")).File!); }
        File.Delete(site.Blobs.PathOf(files[0].Sha256));
        await File.WriteAllBytesAsync(site.Blobs.PathOf(files[1].Sha256), Samples.Pdf("two longer"));
        await File.WriteAllBytesAsync(site.Blobs.PathOf(files[2].Sha256), Samples.Pdf("SIX"));
        var problems = await site.DoctorAsync();
        Assert.Contains(problems, p => p.Contains("one.pdf") && p.Contains("no content"));
        Assert.Contains(problems, p => p.Contains("two.pdf") && p.Contains("bytes"));
        Assert.Contains(problems, p => p.Contains("six.pdf") && p.Contains("changed"));
    }

    [Fact]
    public async Task Many_uploads_at_once_all_arrive()
    {
        var owner = MediaSite.Nobody;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => site.SaveAttachmentAsync(Samples.Pdf(i % 2 == 0 ? "same" : $"{i}"), $"{i}.pdf", owner)));
        Assert.All(outcomes, o => Assert.True(o.IsStored));
        Assert.Equal(13, site.Blobs.AllHashes().Count());
        Assert.Equal(24, await site.WithDatabaseAsync(db => db.Set<StoredFile>().CountAsync()));
        Assert.Empty(site.TemporaryFiles);
        Assert.Empty(await site.DoctorAsync());
    }

    private Task ReleaseAsync(Guid subject, StoredFile file) => site.InScopeAsync(async services =>
    {
        await services.GetRequiredService<FileStore>().ReleaseAsync(subject, [file.Id], CancellationToken.None);
        await services.GetRequiredService<MarketplaceDbContext>().SaveChangesAsync();
    });

    private sealed class BreaksOff : MemoryStream
    {
        private int reads;
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            reads++ < 3 ? ValueTask.FromResult(buffer.Length) : throw new InvalidOperationException("The line is cut.");
    }
}
