using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Media;
using Marketplace.Theme;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings.Editing;

/// <summary>What became of a form that was sent.</summary>
/// <param name="Result">The form as read.</param>
/// <param name="Theirs">What somebody else has saved meanwhile; then nothing was kept.</param>
/// <param name="IsTooLong">More text than a listing can hold; then nothing was kept.</param>
internal sealed record Kept(FormResult Result, ListingContent? Theirs = null, bool IsTooLong = false)
{
    public bool IsConflict => Theirs is not null;
    public bool IsKept => !IsConflict && !IsTooLong;
}

/// <summary>Keeps what the editor's form says as the draft of a listing of the acting organization.</summary>
internal sealed class DraftKeeping(MarketplaceDbContext db, CurrentMember member, Taxonomies taxonomies, FileStore files, TimeProvider clock)
{
    public DateOnly Today => DateOnly.FromDateTime(Moments.Here(clock.GetUtcNow()).DateTime);

    /// <summary>Null where the acting organization has no such listing.</summary>
    public async Task<Listing?> FindAsync(string shortId, CancellationToken cancel)
    {
        var organization = member.Organization?.Id;
        return organization is null ? null : await db.Set<Listing>().SingleOrDefaultAsync(l => l.ShortId == shortId && l.Organization == organization, cancel);
    }

    public FormResult Check(Listing listing) => FormReading.Check(listing, taxonomies, Today);

    public FormResult Read(ListingForm form, ListingKind kind) => FormReading.Read(form, kind, taxonomies, Today);

    /// <exception cref="RuleBroken">The listing can no longer be edited.</exception>
    public async Task<Kept> KeepAsync(Listing listing, ListingForm form, CancellationToken cancel)
    {
        var result = Read(form, listing.Kind);
        if (JsonTextOptions.Write(result.Content).Length > FormReading.MostCharacters) { return new Kept(result, IsTooLong: true); }
        while (true)
        {
            if (form.Version != DraftMark.Of(listing.Draft) && JsonTextOptions.Write(listing.Draft) != JsonTextOptions.Write(result.Content)) { return new Kept(result, Theirs: listing.Draft); }
            var content = await WithOwnFilesAsync(listing, result.Content, cancel);
            Write(listing, content, result.Unread, await ContactAsync(form.Contact, cancel));
            try
            {
                await db.SaveChangesAsync(cancel);
                return new Kept(result with { Content = content });
            }
            catch (DbUpdateConcurrencyException)
            {
                // Somebody was faster. If the text is still the one this form began with, only the state moved, and the form may have its way.
                await db.Entry(listing).ReloadAsync(cancel);
            }
        }
    }

    private void Write(Listing listing, ListingContent content, IReadOnlyDictionary<string, string> unread, Guid? contact)
    {
        if (JsonTextOptions.Write(listing.Draft) != JsonTextOptions.Write(content)) { listing.Edit(content, clock.GetUtcNow()); }
        if (!listing.IsEditable) { throw new RuleBroken("listings.rule.closed"); }
        listing.KeepUnread(unread);
        listing.SetContact(contact);
    }

    /// <summary>Only a member of the organization can be asked about its listings.</summary>
    private async Task<Guid?> ContactAsync(string? typed, CancellationToken cancel) =>
        Guid.TryParse(typed, out var person) && await db.Set<Membership>().AnyAsync(m => m.PersonId == person && m.OrganizationId == member.OrganizationId && m.State == MembershipState.Active, cancel) ? person : null;

    /// <summary>The content without files that are not the organization's; those that came are attached, those that went are released unless readers still see them.</summary>
    private async Task<ListingContent> WithOwnFilesAsync(Listing listing, ListingContent content, CancellationToken cancel)
    {
        var (now, before) = (FilesOf(content), FilesOf(listing.Draft));
        if (now.SetEquals(before)) { return content; }
        var came = now.Except(before).ToList();
        var found = came.Count == 0 ? [] : await files.AttachAsync(listing.Id, new FileOwner(member.OrganizationId, member.PersonId), came, cancel);
        var missing = came.Except(found.Select(f => f.Id)).ToHashSet();
        var shown = listing.Approved is null ? [] : FilesOf(listing.Approved);
        await files.ReleaseAsync(listing.Id, [.. before.Except(now).Except(shown)], cancel);
        return content with
        {
            Pictures = [.. content.Pictures.Where(p => !missing.Contains(p.File))],
            Attachments = [.. content.Attachments.Where(a => !missing.Contains(a.File))],
        };
    }

    internal static HashSet<Guid> FilesOf(ListingContent content) => [.. content.Pictures.Select(p => p.File), .. content.Attachments.Select(a => a.File)];
}
