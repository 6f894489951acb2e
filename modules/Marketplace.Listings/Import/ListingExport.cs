using System.Globalization;
using System.Text;
using CsvHelper;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Listings.Import;

/// <summary>A listing as everybody may see it, in the form that <c>import</c> takes whole.</summary>
/// <param name="Id">Short id; by it a second import knows the row again.</param>
/// <param name="Organization">Null where the owner stays unnamed.</param>
/// <param name="Content">What everybody may read, in both languages, without pictures and attachments, which are this site's.</param>
public sealed record ExportedListing(string Id, ListingKind Kind, string Url, ExportedOwner? Organization, DateTimeOffset? Published, DateTimeOffset? Updated, ListingContent Content);

public sealed record ExportedOwner(string Id, Bilingual Name, string? CreditCode);

/// <summary>Reads what is public, row by row, so that any number needs little memory.</summary>
public sealed class ListingExport(IServiceScopeFactory scopes, SiteAddress site)
{
    /// <summary>Columns of a table: those that <c>import</c> knows, then what tells where a row is from.</summary>
    private static readonly string[] Columns =
    [
        "id", "title.zh", "title.en", "summary.zh", "summary.en", "text.zh", "text.en", "keywords.zh", "keywords.en", "fields", "industry", "region", "trl", "cooperation",
        "priceFrom", "priceTo", "deadline", "organization", "url", "published",
    ];

    public async IAsyncEnumerable<ExportedListing> ReadAsync(ListingKind kind, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>();
        var rows = from l in db.Set<Listing>().AsNoTracking()
                   where l.State == ListingState.Published && l.Visibility == Visibility.Public && l.Kind == kind && l.Approved != null
                   join o in db.Set<Organization>() on l.Organization equals o.Id
                   orderby l.Id
                   select new { l.ShortId, l.Slug, l.IsAnonymous, l.Approved, l.Published, l.ApprovedAt, Owner = o };
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancel))
        {
            var content = row.Approved!.For(Stage.Teaser) with { Pictures = [], Attachments = [] };
            yield return new ExportedListing(
                row.ShortId, kind, site.Absolute(Language.Zh, Addresses.Escaped(Listing.PathOf(kind, row.ShortId, row.Slug))),
                row.IsAnonymous ? null : new ExportedOwner(row.Owner.ShortId, row.Owner.Name, row.Owner.CreditCode?.ToString()),
                row.Published, row.ApprovedAt, row.IsAnonymous ? Unnamed.Of(content, row.Owner) : content);
        }
    }

    /// <summary>One JSON object a line.</summary>
    /// <returns>The number of rows.</returns>
    public static async Task<int> WriteLinesAsync(IAsyncEnumerable<ExportedListing> rows, Stream to, CancellationToken cancel)
    {
        await using var lines = new StreamWriter(to, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        var count = 0;
        await foreach (var row in rows.WithCancellation(cancel))
        {
            await lines.WriteLineAsync(JsonTextOptions.Write(row));
            count++;
        }
        return count;
    }

    /// <summary>A table for spreadsheets: texts and codes, the blocks of a text run together. Figures, rights and the like are in the JSON lines only.</summary>
    public static async Task<int> WriteTableAsync(IAsyncEnumerable<ExportedListing> rows, Stream to, CancellationToken cancel)
    {
        await using var text = new StreamWriter(to, new UTF8Encoding(true), leaveOpen: true);
        await using var csv = new CsvWriter(text, CultureInfo.InvariantCulture);
        foreach (var column in Columns) { csv.WriteField(column); }
        await csv.NextRecordAsync();
        var count = 0;
        await foreach (var row in rows.WithCancellation(cancel))
        {
            foreach (var value in Fields(row)) { csv.WriteField(value); }
            await csv.NextRecordAsync();
            count++;
        }
        return count;
    }

    private static string?[] Fields(ExportedListing row)
    {
        var c = row.Content;
        var trl = c switch { AchievementContent a => a.Trl, DemandContent d => d.TrlAtLeast, _ => null };
        var (from, to) = c.Price.Kind switch { PriceKind.Fixed => (c.Price.From, null), PriceKind.Range => (c.Price.From, c.Price.To), _ => ((decimal?)null, (decimal?)null) };
        return
        [
            row.Id, c.Title.Zh, c.Title.En, c.Summary.Zh, c.Summary.En, Text(c, t => t.Zh), Text(c, t => t.En), string.Join(';', c.Keywords.Zh), string.Join(';', c.Keywords.En),
            string.Join(';', c.Fields), c.Industry, c.Region, trl?.ToString(CultureInfo.InvariantCulture), string.Join(';', c.Cooperation),
            from?.ToString(CultureInfo.InvariantCulture), to?.ToString(CultureInfo.InvariantCulture), (c as DemandContent)?.Deadline?.ToString("O", CultureInfo.InvariantCulture),
            row.Organization?.Name.Zh ?? row.Organization?.Name.En, row.Url, row.Published?.ToString("O", CultureInfo.InvariantCulture),
        ];
    }

    private static string Text(ListingContent content, Func<Bilingual, string?> language) =>
        string.Join("\n\n", content.Blocks.Select(b => language(b.Text)).Where(t => !string.IsNullOrWhiteSpace(t)));
}
