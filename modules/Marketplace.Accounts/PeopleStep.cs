using System.Text.Json;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace Marketplace.Accounts;

/// <summary>Step <c>people</c>: makes people by their e-mail address, confirmed, with the demonstration's password, and their memberships. What people changed since stays.</summary>
internal sealed class PeopleStep(MarketplaceDbContext db, ILookupNormalizer normalizer, IPasswordHasher<Person> hasher, IConfiguration configuration, TimeProvider clock) : IRecipeStep
{
    public string Name => "people";

    public async Task RunAsync(JsonElement step, RecipeContext context, CancellationToken cancel)
    {
        var count = 0;
        string? hash = null;
        foreach (var value in new RecipeValue(step, "").Items("people"))
        {
            var person = await FindOrMakeAsync(value, cancel);
            if (person.PasswordHash is null && configuration["Marketplace:Demo:Password"] is { Length: > 0 } password)
            {
                // Hashed once: they all have the same one, and hashing takes long on purpose.
                person.PasswordHash = hash ??= hasher.HashPassword(person, password);
            }
            if (value.TextOrNull("siteRole") is { } role)
            {
                if (!SiteRole.All.Contains(role)) { throw value.Wrong("siteRole", $"'{role}' is none of {string.Join(", ", SiteRole.All)}"); }
                person.TakeSiteRole(role);
            }
            foreach (var membership in value.Items("memberships")) { await JoinAsync(person, membership, cancel); }
            await db.SaveChangesAsync(cancel);
            count++;
        }
        context.Report($"{count} people");
    }

    private async Task<Person> FindOrMakeAsync(RecipeValue value, CancellationToken cancel)
    {
        var email = value.Text("email");
        if (!email.Contains('@', StringComparison.Ordinal) || email.Length > Person.LongestEmail) { throw value.Wrong("email", $"'{email}' is no e-mail address"); }
        var normalized = normalizer.NormalizeEmail(email);
        if (await db.Set<Person>().SingleOrDefaultAsync(p => p.NormalizedEmail == normalized, cancel) is { } found) { return found; }
        var person = new Person(email, value.NeededWords("name"), Language.Zh, clock.GetUtcNow()) { NormalizedEmail = normalized, SecurityStamp = Guid.NewGuid().ToString("N") };
        person.Confirm();
        db.Add(person);
        return person;
    }

    private async Task JoinAsync(Person person, RecipeValue value, CancellationToken cancel)
    {
        var key = value.Text("organization");
        var role = value.Name<OrganizationRole>("role");
        var organizationId = await db.Set<Organization>().Where(o => o.RecipeKey == key).Select(o => (Guid?)o.Id).SingleOrDefaultAsync(cancel)
            ?? throw value.Wrong("organization", $"'{key}' is no organization of a recipe that has run");
        if (await db.Set<Membership>().AnyAsync(m => m.PersonId == person.Id && m.OrganizationId == organizationId, cancel)) { return; }
        db.Add(new Membership(person.Id, organizationId, role, MembershipState.Active, clock.GetUtcNow()));
        if (person.ActiveOrganizationId is null) { person.ActFor(organizationId); }
    }
}
