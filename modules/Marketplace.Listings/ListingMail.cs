using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings;

/// <summary>Tells the people behind a listing, by mail and notice, each in their language; goes out with the caller's save.</summary>
internal sealed class ListingMail(MarketplaceDbContext db, MailQueue mail, NoticeBoard notices, SiteAddress address, Texts texts)
{
    /// <summary>The author; where there is none any more the contact, else the organization's owners and managers (three at most).</summary>
    public async Task<IReadOnlyList<Person>> PeopleOfAsync(Listing listing, CancellationToken cancel)
    {
        var ids = new[] { listing.Author, listing.Contact }.OfType<Guid>().ToList();
        // Kept as words in the database, so they are named one by one.
        var leading = Enum.GetValues<OrganizationRole>().Where(r => r >= OrganizationRole.Manager).ToList();
        var members = await (
            from membership in db.Set<Membership>().AsNoTracking()
            where membership.OrganizationId == listing.Organization && membership.State == MembershipState.Active
                && (ids.Contains(membership.PersonId) || leading.Contains(membership.Role))
            join person in db.Set<Person>().AsNoTracking() on membership.PersonId equals person.Id
            where person.DeactivatedAt == null && person.EmailConfirmed
            orderby membership.Id
            select person).Take(50).ToListAsync(cancel);
        var own = ids.Select(id => members.FirstOrDefault(p => p.Id == id)).OfType<Person>().DistinctBy(p => p.Id).ToList();
        return own.Count > 0 ? own : [.. members.DistinctBy(p => p.Id).Take(3)];
    }

    /// <param name="listing">What it is about.</param>
    /// <param name="template">The mail is <c>mail.{template}</c>, the notice <c>{template}.notice</c>.</param>
    /// <param name="more">Values besides title and link, made for a language.</param>
    /// <param name="key">Names the occasion: nobody hears of it twice.</param>
    /// <param name="cancel">Ends with the request.</param>
    public async Task TellAsync(Listing listing, string template, Func<string, Dictionary<string, string>> more, string key, CancellationToken cancel)
    {
        foreach (var person in await PeopleOfAsync(listing, cancel))
        {
            using var language = Language.Use(person.Language);
            var values = more(person.Language);
            values["title"] = listing.Title.IsEmpty ? texts["listings.untitled"].Value : listing.Title.ToString();
            values.TryAdd("link", address.Absolute(person.Language, $"/workspace/listings/{listing.ShortId}"));
            mail.Enqueue(person.Email, person.Language, template, values, $"{key}:{person.Id:N}");
            notices.Post(person.Id, $"{template}.notice", new Dictionary<string, string> { ["title"] = values["title"] }, $"/workspace/listings/{listing.ShortId}", $"{key}:{person.Id:N}");
        }
    }
}
