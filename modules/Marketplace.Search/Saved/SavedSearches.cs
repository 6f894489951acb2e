using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Search.Saved;

/// <summary>What has been found since the person last looked, of all their searches.</summary>
internal sealed class NewFinds(MarketplaceDbContext db, Actor actor) : IDeskCount
{
    public string Name => "searches";

    public async Task<int> CountAsync(CancellationToken cancel) => actor.PersonId is { } person ? await Of(db, person).CountAsync(cancel) : 0;

    /// <summary>The searches of the new finds of a person, one for each find.</summary>
    public static IQueryable<Guid> Of(MarketplaceDbContext db, Guid person) =>
        from search in db.Set<SavedSearch>()
        where search.PersonId == person
        join find in db.Set<SavedSearchFind>() on search.Id equals find.Search
        where find.At > search.Seen
        select search.Id;
}

/// <summary>What only served a person goes with the account.</summary>
internal sealed class ForgetSearches(MarketplaceDbContext db) : IHandle<PersonClosed>
{
    public Task HandleAsync(PersonClosed happened, CancellationToken cancel) => db.Set<SavedSearch>().Where(s => s.PersonId == happened.Person).ExecuteDeleteAsync(cancel);
}

/// <summary>What has been found and nobody told of.</summary>
internal static class WaitingFinds
{
    public static IQueryable<SavedSearchFind> Of(MarketplaceDbContext db, Guid search) => db.Set<SavedSearchFind>().Where(f => f.Search == search && f.Told == null);
}
