using Marketplace.Modularity;

namespace Marketplace.Data;

/// <param name="Name">What people call the thing.</param>
/// <param name="Path">Where staff look at it, without language prefix; null where it has no page.</param>
public sealed record AuditName(Bilingual Name, string? Path);

/// <summary>How the audit trail speaks of a module's things. Each module that has audited entities registers one.</summary>
public interface IAuditNames
{
    /// <summary>Adds those of <paramref name="ids"/> that are the module's.</summary>
    Task NameAsync(IReadOnlyCollection<Guid> ids, IDictionary<Guid, AuditName> names, CancellationToken cancel);

    /// <summary>Words for a code in a field, or null where the module knows none.</summary>
    string? Word(string kind, string field, string value) => null;
}
