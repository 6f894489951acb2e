using System.Text.Json;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings.Recipes;

/// <summary>
/// <c>{ "name": "listings", "listings": [ { "key", "kind", "organization", "state", "publishedDaysAgo", "content" } ] }</c>.
/// A listing that is there already is left as its owner keeps it.
/// </summary>
internal sealed class ListingsStep(MarketplaceDbContext db, Taxonomies taxonomies, TimeProvider clock) : IRecipeStep
{
    private sealed record ListingInRecipe(string Key, ListingKind Kind, string Organization, JsonElement Content, int PublishedDaysAgo = 0, ListingState State = ListingState.Published, string? Contact = null);

    public string Name => "listings";

    public async Task RunAsync(JsonElement step, RecipeContext context, CancellationToken cancel)
    {
        var given = step.GetProperty("listings").Deserialize<List<ListingInRecipe>>(JsonTextOptions.Options)!;
        var organizations = await db.Set<Organization>().Where(o => o.RecipeKey != null).ToDictionaryAsync(o => o.RecipeKey!, o => o.Id, cancel);
        var people = await db.Set<Person>().Where(p => p.NormalizedEmail != null).ToDictionaryAsync(p => p.NormalizedEmail!, p => p.Id, cancel);
        var keys = given.Select(l => KeyOf(l.Key)).ToList();
        var there = await db.Set<Listing>().Where(l => keys.Contains(l.ImportKey!)).Select(l => l.ImportKey).ToHashSetAsync(cancel);
        var made = 0;
        for (var i = 0; i < given.Count; i++)
        {
            if (there.Contains(KeyOf(given[i].Key))) { continue; }
            var at = $"/listings/{i}";
            if (!organizations.TryGetValue(given[i].Organization, out var owner)) { throw new RecipeException($"There is no organization '{given[i].Organization}'.", at + "/organization"); }
            Guid? contact = null;
            if (given[i].Contact is { } email)
            {
                contact = people.TryGetValue(email.ToUpperInvariant(), out var person) ? person : throw new RecipeException($"There is no person '{email}'.", at + "/contact");
            }
            Make(given[i], owner, contact, at);
            made++;
        }
        await db.SaveChangesAsync(cancel);
        context.Report($"{made} listings ({given.Count - made} were there) from {Path.GetFileName(context.File)}");
    }

    private static string KeyOf(string key) => $"recipe:{key}";

    private void Make(ListingInRecipe given, Guid owner, Guid? contact, string at)
    {
        var content = Read(given, at);
        var when = clock.GetUtcNow() - TimeSpan.FromDays(given.PublishedDaysAgo);
        var listing = new Listing(owner, content, author: contact, when);
        listing.CameFrom(KeyOf(given.Key), isSample: true);
        listing.SetContact(contact);
        listing.Edit(content, when);
        db.Add(listing);
        if (given.State == ListingState.Draft) { return; }
        if (given.State == ListingState.InReview) { listing.Submit(organizationIsVerified: true, when); return; }
        db.Add(listing.PublishAtOnce(when));
        if (given.State == ListingState.Paused) { listing.Pause(); }
        if (given.State == ListingState.Concluded) { listing.Conclude(when + Concluding(when)); }
    }

    /// <summary>Half of the time that has passed since it was published.</summary>
    private TimeSpan Concluding(DateTimeOffset published) => (clock.GetUtcNow() - published) / 2;

    private ListingContent Read(ListingInRecipe given, string at)
    {
        ListingContent content = given.Kind switch
        {
            ListingKind.Achievement => given.Content.Deserialize<AchievementContent>(JsonTextOptions.Options)!,
            ListingKind.Demand => given.Content.Deserialize<DemandContent>(JsonTextOptions.Options)!,
            _ => given.Content.Deserialize<ServiceContent>(JsonTextOptions.Options)!,
        };
        foreach (var (list, code, pointer) in Codes(content))
        {
            if (taxonomies[list].Terms.Count > 0 && !taxonomies[list].Has(code)) { throw new RecipeException($"'{code}' is not in list {list}.", $"{at}/content/{pointer}"); }
        }
        return content;
    }

    private static IEnumerable<(string List, string Code, string Pointer)> Codes(ListingContent content) =>
    [
        .. content.Fields.Select((code, i) => ("fields", code, $"fields/{i}")),
        .. content.HighTechFields.Select((code, i) => ("high-tech-fields", code, $"highTechFields/{i}")),
        .. content.Cooperation.Select((code, i) => ("cooperation", code, $"cooperation/{i}")),
        .. content.Region is { } region ? [("regions", region, "region")] : Array.Empty<(string, string, string)>(),
        .. content.Industry is { } industry ? [("industries", industry, "industry")] : Array.Empty<(string, string, string)>(),
    ];
}
