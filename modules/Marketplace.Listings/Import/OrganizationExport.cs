using System.Text.Json;
using Marketplace.Accounts;
using Marketplace.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Listings.Import;

/// <summary>What everybody may see of the verified organizations, as a recipe: <c>seed FILE</c> makes them in another site, unverified, since each site verifies for itself.</summary>
public sealed class OrganizationExport(IServiceScopeFactory scopes, TimeProvider clock)
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JsonTextOptions.Options.Encoder };

    /// <returns>The number of organizations.</returns>
    public async Task<int> WriteAsync(Stream to, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = clock.GetUtcNow();
        var verified = scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>().Set<Organization>().AsNoTracking().Where(o => o.VerifiedUntil > now).OrderBy(o => o.Id);
        await using var json = new Utf8JsonWriter(to, Readable);
        json.WriteStartObject();
        json.WriteString("name", "organizations");
        json.WriteStartArray("steps");
        json.WriteStartObject();
        json.WriteString("name", "organizations");
        json.WriteBoolean("sample", false);
        json.WriteStartArray("organizations");
        var count = 0;
        await foreach (var organization in verified.AsAsyncEnumerable().WithCancellation(cancel))
        {
            JsonSerializer.Serialize(json, Row(organization), JsonTextOptions.Options);
            if (++count % 500 == 0) { await json.FlushAsync(cancel); }
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        return count;
    }

    private static object Row(Organization o) => new
    {
        Key = o.ShortId,
        o.Name,
        o.Kind,
        CreditCode = o.CreditCode?.ToString(),
        o.Country,
        o.RegistrationNumber,
        o.RorId,
        o.Region,
        o.Industry,
        About = o.About.IsEmpty ? null : o.About,
        o.Website,
        o.Levels,
    };
}
