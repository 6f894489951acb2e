using Marketplace.Data;
using Marketplace.Listings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Marketplace.Deals;

/// <summary>Other modules open enquiries of the acting member by it; the limits against spam hold as on the contact page.</summary>
public sealed class Asking(IServiceProvider services, MarketplaceDbContext db)
{
    /// <summary>Listings that may be asked the very same thing in 24 hours.</summary>
    public int MostAtOnce => services.GetRequiredService<IOptions<EnquiryOptions>>().Value.SameTextADay;

    /// <param name="listing">What is asked about.</param>
    /// <param name="subject">At most <see cref="Enquiry.LongestSubject"/> characters.</param>
    /// <param name="text">At most <see cref="Words.Longest"/> characters.</param>
    /// <param name="also">What is saved with the enquiry or not at all, given its id.</param>
    /// <param name="cancel">Ends it; nothing is sent then.</param>
    /// <exception cref="RuleBroken">A limit is reached, or the listing cannot be asked.</exception>
    /// <exception cref="DbUpdateConcurrencyException">What was to be saved with it was changed by another; nothing was sent.</exception>
    public Task<Guid> OpenAsync(Listing listing, string subject, string text, Action<Guid> also, CancellationToken cancel) =>
        services.GetRequiredService<EnquiryDesk>().OpenAsync(listing, subject, text, [], cancel, also);

    /// <summary>The address of a conversation, without language prefix.</summary>
    public static string PathOf(Guid enquiry) => EnquiryPaths.Thread(enquiry);

    /// <summary>Open conversations of an organization about some listings: the listing, and the enquiry.</summary>
    public async Task<Dictionary<Guid, Guid>> GoingAsync(Guid organization, IReadOnlyCollection<Guid> listings, CancellationToken cancel) =>
        (await db.Set<Enquiry>().AsNoTracking().Where(e => e.FromOrganization == organization && listings.Contains(e.Listing) && e.State != EnquiryState.Closed)
            .Select(e => new { e.Listing, e.Id }).ToListAsync(cancel)).GroupBy(e => e.Listing).ToDictionary(g => g.Key, g => g.First().Id);
}
