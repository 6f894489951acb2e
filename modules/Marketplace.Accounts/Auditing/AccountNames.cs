using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts.Auditing;

/// <summary>People and organizations, and what ties them together.</summary>
internal sealed class AccountNames(MarketplaceDbContext db, CodeLists lists, Texts texts) : IAuditNames
{
    public async Task NameAsync(IReadOnlyCollection<Guid> ids, IDictionary<Guid, AuditName> names, CancellationToken cancel)
    {
        await foreach (var p in db.Set<Person>().AsNoTracking().Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Name }).AsAsyncEnumerable().WithCancellation(cancel))
        {
            names[p.Id] = new AuditName(p.Name, $"/admin/people/{p.Id}");
        }
        await foreach (var o in db.Set<Organization>().AsNoTracking().Where(o => ids.Contains(o.Id)).Select(o => new { o.Id, o.Name, o.ShortId, o.Slug }).AsAsyncEnumerable().WithCancellation(cancel))
        {
            names[o.Id] = new AuditName(o.Name, $"/organizations/{o.ShortId}/{o.Slug}");
        }
        await foreach (var m in db.Set<Membership>().AsNoTracking().Where(m => ids.Contains(m.Id)).Select(m => new { m.Id, m.PersonId, Person = m.Person.Name, Organization = m.Organization.Name }).AsAsyncEnumerable().WithCancellation(cancel))
        {
            names[m.Id] = new AuditName(new Bilingual($"{m.Person.In(Language.Zh)} · {m.Organization.In(Language.Zh)}", $"{m.Person.In(Language.En)} · {m.Organization.In(Language.En)}"), $"/admin/people/{m.PersonId}");
        }
        await foreach (var i in db.Set<Invitation>().AsNoTracking().Where(i => ids.Contains(i.Id)).Select(i => new { i.Id, i.Email }).AsAsyncEnumerable().WithCancellation(cancel))
        {
            names[i.Id] = new AuditName(new Bilingual(i.Email, i.Email), null);
        }
        var verifications = db.Set<Verification>().AsNoTracking().Where(v => ids.Contains(v.Id)).Join(db.Set<Organization>(), v => v.OrganizationId, o => o.Id, (v, o) => new { v.Id, o.Name });
        await foreach (var v in verifications.AsAsyncEnumerable().WithCancellation(cancel)) { names[v.Id] = new AuditName(v.Name, $"/admin/verifications/{v.Id}"); }
    }

    public string? Word(string kind, string field, string value) => field switch
    {
        nameof(Person.SiteRole) => Text($"admin.role.{value}"),
        nameof(Person.Language) => Text($"audit.language.{value}"),
        nameof(Organization.Region) => lists.Region(value),
        nameof(Organization.Industry) => lists.Industry(value),
        nameof(Organization.Country) => lists.Country(value),
        _ => null,
    };

    private string? Text(string key) => texts.Has(key) ? texts[key].Value : null;
}
