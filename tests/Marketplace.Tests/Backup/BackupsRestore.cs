using System.IO.Compression;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Web.Backup;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Backup;

public sealed class BackupsRestore(CitySite site) : IClassFixture<CitySite>
{
    private static bool OnPostgres => SiteFactory.PostgresServer is not null;

    [Fact]
    public async Task What_was_backed_up_is_restored_row_by_row_and_file_by_file()
    {
        await WriteFileAsync("keys/key-1.xml", "<key/>");
        await WriteFileAsync("verifications/document", "%PDF-");
        var made = await BackUpAsync("whole.zip");
        await using var restored = await RestoredSite.MakeAsync(OnPostgres);
        await restored.RestoreAsync(FileOf("whole.zip"));
        Assert.Equal("%PDF-", await File.ReadAllTextAsync(Path.Combine(restored.Folder, "verifications", "document")));
        AssertSame(made, await restored.BackUpAsync(Path.Combine(restored.Folder, "again.zip")));
        Assert.Empty(await restored.DoctorAsync());
    }

    [SkippableFact]
    public async Task A_backup_of_one_database_restores_into_the_other_and_back()
    {
        Skip.IfNot(OnPostgres, "MARKETPLACE_TEST_POSTGRES names no server");
        var made = await BackUpAsync("across.zip");
        await using var sqlite = await RestoredSite.MakeAsync(postgres: false);
        await sqlite.RestoreAsync(FileOf("across.zip"));
        var between = Path.Combine(sqlite.Folder, "between.zip");
        AssertSame(made, await sqlite.BackUpAsync(between));
        await using var postgres = await RestoredSite.MakeAsync(postgres: true);
        await postgres.RestoreAsync(between);
        AssertSame(made, await postgres.BackUpAsync(Path.Combine(postgres.Folder, "again.zip")));
        Assert.Empty(await postgres.DoctorAsync());
    }

    [Fact]
    public async Task A_backup_beside_two_hundred_saves_is_of_one_moment()
    {
        var owner = await site.WithDatabaseAsync(db => db.Set<Organization>().Where(o => o.VerifiedUntil != null).Select(o => o.Id).FirstAsync());
        var saving = Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                await site.WithDatabaseAsync(async db =>
                {
                    var listing = new Listing(owner, new AchievementContent { Title = new Bilingual($"同时保存 {i}", null) }, null, TimeProvider.System.GetUtcNow());
                    db.Add(listing);
                    db.Add(listing.PublishAtOnce(TimeProvider.System.GetUtcNow()));
                    return await db.SaveChangesAsync();
                });
            }
        });
        await BackUpAsync("beside.zip");
        await saving;
        await using var restored = await RestoredSite.MakeAsync(OnPostgres);
        await restored.RestoreAsync(FileOf("beside.zip"));
        Assert.Empty(await restored.DoctorAsync());
        var (listings, versions, events) = await restored.WithAsync(async services =>
        {
            var db = services.GetRequiredService<MarketplaceDbContext>();
            return (await db.Set<Listing>().CountAsync(l => l.ApprovedNumber > 0), await db.Set<ListingVersion>().Select(v => v.Listing).Distinct().CountAsync(), await db.Events.Where(e => e.Type == nameof(ListingPublished)).Select(e => e.Subject).Distinct().CountAsync());
        });
        Assert.Equal((listings, listings), (versions, events));
    }

    [Fact]
    public async Task A_damaged_or_foreign_archive_is_refused_and_its_part_named()
    {
        await BackUpAsync("sound.zip");
        await using var restored = await RestoredSite.MakeAsync(postgres: false);
        var changed = FileOf("changed.zip");
        File.Copy(FileOf("sound.zip"), changed);
        using (var archive = ZipFile.Open(changed, ZipArchiveMode.Update))
        {
            archive.GetEntry("tables/People.jsonl")!.Delete();
            await using var other = new StreamWriter(archive.CreateEntry("tables/People.jsonl").Open());
            await other.WriteAsync("[]\n");
        }
        await RefusedAsync(changed, "tables/People.jsonl");
        var bytes = await File.ReadAllBytesAsync(FileOf("sound.zip"));
        await File.WriteAllBytesAsync(FileOf("cut.zip"), bytes[..(bytes.Length / 2)]);
        await RefusedAsync(FileOf("cut.zip"), "damaged or not a backup");
        ZipFile.CreateFromDirectory(Directory.CreateDirectory(Path.Combine(site.Folder, "nothing")).FullName, FileOf("foreign.zip"));
        await RefusedAsync(FileOf("foreign.zip"), "not a backup of this program");
        Assert.Empty(Directory.EnumerateFiles(restored.Folder, "*", SearchOption.AllDirectories).Where(e => Path.GetFileName(e) != ServingMark.FileName));

        async Task RefusedAsync(string file, string because) => Assert.Contains(because, (await Assert.ThrowsAsync<BackupException>(() => restored.RestoreAsync(file))).Message);
    }

    [Fact]
    public async Task A_restore_waits_for_no_site_and_overwrites_nothing_unasked()
    {
        await BackUpAsync("careful.zip");
        await using var restored = await RestoredSite.MakeAsync(OnPostgres);
        using (ServingMark.TryTake(restored.Folder, shared: OnPostgres))
        {
            Assert.Contains("A site runs on", (await Assert.ThrowsAsync<BackupException>(() => restored.RestoreAsync(FileOf("careful.zip")))).Message);
        }
        await restored.RestoreAsync(FileOf("careful.zip"));
        Assert.Contains("--replace", (await Assert.ThrowsAsync<BackupException>(() => restored.RestoreAsync(FileOf("careful.zip")))).Message);
        await File.WriteAllTextAsync(Path.Combine(restored.Folder, "keys", "mine"), "kept");
        await restored.RestoreAsync(FileOf("careful.zip"), replace: true);
        var aside = Assert.Single(Directory.EnumerateDirectories(restored.Folder, "replaced-*"));
        Assert.Equal("kept", await File.ReadAllTextAsync(Path.Combine(aside, "keys", "mine")));
        Assert.False(File.Exists(Path.Combine(restored.Folder, "keys", "mine")));
        Assert.Empty(await restored.DoctorAsync());
    }

    [Fact]
    public async Task A_restore_that_was_cut_off_while_switching_is_finished_by_the_next_start()
    {
        await BackUpAsync("cut-off.zip");
        await using var restored = await RestoredSite.MakeAsync(postgres: false);
        await restored.RestoreAsync(FileOf("cut-off.zip"));
        var place = Restoring.Begin(restored.Folder);
        foreach (var name in (string[])["marketplace.db", "keys"]) { await CopyAsync(Path.Combine(restored.Folder, name), Path.Combine(place, name)); }
        await File.WriteAllTextAsync(Path.Combine(place, "keys", "new"), "");
        var decision = Restoring.Decide(restored.Folder, "replaced-test", null);
        // Half of the old is aside when the power goes.
        Directory.CreateDirectory(Path.Combine(restored.Folder, "replaced-test"));
        Directory.Move(Path.Combine(restored.Folder, "keys"), Path.Combine(restored.Folder, "replaced-test", "keys"));
        Assert.Empty(await restored.DoctorAsync());
        Assert.Contains("marketplace.db", decision.Old);
        Assert.True(File.Exists(Path.Combine(restored.Folder, "keys", "new")));
        Assert.True(File.Exists(Path.Combine(restored.Folder, "replaced-test", "marketplace.db")));
        Assert.False(Directory.Exists(Path.Combine(restored.Folder, Restoring.Folder)));
    }

    private static async Task CopyAsync(string from, string to)
    {
        if (File.Exists(from)) { File.Copy(from, to); return; }
        Directory.CreateDirectory(to);
        foreach (var entry in Directory.EnumerateFileSystemEntries(from)) { await CopyAsync(entry, Path.Combine(to, Path.GetFileName(entry))); }
    }

    /// <summary>Equal digests: equal rows. Numbers of PostgreSQL's transactions are not restored.</summary>
    private static void AssertSame(BackupManifest made, BackupManifest again)
    {
        Assert.Equal(made.Tables.Select(t => (t.Name, t.Rows)), again.Tables.Select(t => (t.Name, t.Rows)));
        Assert.True(made.Tables.Sum(t => t.Rows) > 500);
        var compared = made.Tables.Where(t => t.Name != "Events" || made.Database == "Sqlite").Select(t => t.Name).ToHashSet();
        Assert.Equal(made.Tables.Where(t => compared.Contains(t.Name)).Select(t => (t.Name, t.Sha256)), again.Tables.Where(t => compared.Contains(t.Name)).Select(t => (t.Name, t.Sha256)));
        Assert.Equal(made.Files.Where(f => !f.Path.EndsWith(".zip", StringComparison.Ordinal)), again.Files.Where(f => !f.Path.EndsWith(".zip", StringComparison.Ordinal)));
    }

    private string FileOf(string name) => Path.Combine(Directory.CreateDirectory(Path.Combine(site.Folder, "mail")).FullName, name);

    private Task<BackupManifest> BackUpAsync(string name) =>
        site.InScopeAsync(services => new BackupWriter(services.GetRequiredService<MarketplaceDbContext>(), site.Folder, TimeProvider.System).RunAsync(FileOf(name), (_, _) => { }, default));

    private async Task WriteFileAsync(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(site.Folder, path))!);
        await File.WriteAllTextAsync(Path.Combine(site.Folder, path), text);
    }
}
