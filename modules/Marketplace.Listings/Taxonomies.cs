using System.Collections.Frozen;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Listings;

/// <summary>A code list: data, versioned, in both languages. Filled from <c>seeds/taxonomies</c>.</summary>
public sealed class Taxonomy : Entity, IAudited, IVersioned
{
    private Taxonomy() { }

    public Taxonomy(string code) => Code = code;

    public int Version { get; private set; } = 1;
    public string Code { get; private set; } = "";
    public Bilingual Name { get; private set; } = Bilingual.Empty;

    /// <summary>Edition of the list itself, such as the year of the standard.</summary>
    public string Edition { get; private set; } = "";
    public IReadOnlyList<Term> Terms { get; private set; } = [];

    public void Become(Bilingual name, string edition, IReadOnlyList<Term> terms)
    {
        (Name, Edition, Terms) = (name, edition, terms);
        Raise(new TaxonomyChanged(Id, Code));
    }
}

/// <param name="Code">Unique in its list.</param>
/// <param name="Parent">Code of the term above, or null.</param>
/// <param name="Maps">Codes in a related list (strategic fields to high-tech fields, TRL to stage).</param>
public sealed record Term(string Code, Bilingual Name, string? Parent = null, IReadOnlyList<string>? Maps = null);

public sealed record TaxonomyChanged(Guid Taxonomy, string Code) : IEvent
{
    public Guid Subject => Taxonomy;
    public IEnumerable<string> Touches => ["taxonomies", "listings"];
}

/// <summary>All code lists in memory; they are some thousand terms and change rarely. Reloaded when one changes.</summary>
public sealed class Taxonomies(IServiceScopeFactory scopes)
{
    private volatile FrozenDictionary<string, TermList>? lists;

    /// <summary>The list, or an empty one where it is not filled yet.</summary>
    public TermList this[string list] => All.TryGetValue(list, out var found) ? found : TermList.Nothing;

    public IEnumerable<TermList> Lists => All.Values;

    public void Forget() => lists = null;

    private FrozenDictionary<string, TermList> All => lists ??= Load();

    private FrozenDictionary<string, TermList> Load()
    {
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>();
        return db.Set<Taxonomy>().AsNoTracking().ToList().ToFrozenDictionary(t => t.Code, t => new TermList(t.Code, t.Name, t.Terms));
    }
}

public sealed class TermList
{
    internal static readonly TermList Nothing = new("", Bilingual.Empty, []);
    private readonly FrozenDictionary<string, Term> byCode;

    internal TermList(string code, Bilingual name, IReadOnlyList<Term> terms)
    {
        (Code, Name, Terms) = (code, name, terms);
        byCode = terms.ToFrozenDictionary(t => t.Code);
    }

    public string Code { get; }
    public Bilingual Name { get; }
    public IReadOnlyList<Term> Terms { get; }

    public IEnumerable<Term> Top => Terms.Where(t => t.Parent is null);
    public IEnumerable<Term> Under(string parent) => Terms.Where(t => t.Parent == parent);
    public bool Has(string code) => byCode.ContainsKey(code);
    public Term? Find(string? code) => code is not null && byCode.TryGetValue(code, out var term) ? term : null;

    /// <summary>The term's name in the reader's language; an unknown code stands for itself.</summary>
    public string NameOf(string? code) => Find(code)?.Name.ToString() ?? code ?? "";
}

internal sealed class ForgetTaxonomies(Taxonomies taxonomies) : IHandle<TaxonomyChanged>
{
    public Task HandleAsync(TaxonomyChanged happened, CancellationToken cancel)
    {
        taxonomies.Forget();
        return Task.CompletedTask;
    }
}

internal sealed class TaxonomyMapping : IEntityTypeConfiguration<Taxonomy>
{
    public void Configure(EntityTypeBuilder<Taxonomy> taxonomy)
    {
        taxonomy.ToTable("Taxonomies");
        taxonomy.Property(t => t.Code).HasMaxLength(60);
        taxonomy.Property(t => t.Terms).AsJson();
        taxonomy.HasIndex(t => t.Code).IsUnique();
    }
}
