using System.Text.Json;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts.Auditing;

/// <summary>One entry of the audit trail in the reader's words.</summary>
/// <param name="Who">The person's name now, or the program's.</param>
/// <param name="WhoPath">The person's page for staff; null for programs.</param>
/// <param name="Did">A verb: "published".</param>
/// <param name="Kind">What sort of thing: "listing".</param>
/// <param name="Thing">Its name; null where it is gone.</param>
public sealed record AuditSentence(AuditEntry Entry, string Who, string? WhoPath, string Did, string Kind, AuditName? Thing, IReadOnlyList<AuditChange> Changes);

/// <summary>A field that changed, in words; empty where it had no value.</summary>
public sealed record AuditChange(string Field, string Before, string After)
{
    private const int Short = 80;

    /// <summary>Fits into a line: old → new.</summary>
    public bool IsShort => Before.Length + After.Length <= Short && !Before.Contains('\n') && !After.Contains('\n');
}

/// <summary>Turns entries into sentences: names instead of ids, labels instead of properties, words instead of values.</summary>
internal sealed class AuditSentences(MarketplaceDbContext db, IEnumerable<IAuditNames> namers, AuditWords words, Texts texts)
{
    public async Task<IReadOnlyList<AuditSentence>> OfAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancel)
    {
        var changes = entries.ToDictionary(e => e.Id, e => JsonSerializer.Deserialize<Dictionary<string, string?[]>>(e.Changes)!);
        var ids = entries.SelectMany(e => new[] { e.SubjectId, e.PersonId ?? Guid.Empty })
            .Concat(changes.Values.SelectMany(c => c.Values).SelectMany(v => v).Select(v => Guid.TryParse(v, out var id) ? id : Guid.Empty)).Where(id => id != Guid.Empty).ToHashSet();
        var names = new Dictionary<Guid, AuditName>();
        foreach (var namer in namers) { await namer.NameAsync(ids, names, cancel); }
        return [.. entries.Select(e => Sentence(e, changes[e.Id], names))];
    }

    private AuditSentence Sentence(AuditEntry entry, Dictionary<string, string?[]> changes, Dictionary<Guid, AuditName> names)
    {
        var person = entry.PersonId is { } id ? names.GetValueOrDefault(id) : null;
        var type = db.Model.GetEntityTypes().FirstOrDefault(t => t.ClrType.Name == entry.SubjectKind);
        var told = changes.Where(c => !AuditWords.IsTechnical(c.Key)).Select(c =>
        {
            var of = type?.FindProperty(c.Key)?.ClrType;
            return new AuditChange(words.Field(entry.SubjectKind, c.Key), Value(c.Value[0]), Value(c.Value[1]));
            string Value(string? value) => words.Value(entry.SubjectKind, c.Key, of, value, names);
        }).Where(c => c.Before != c.After).ToList();
        return new AuditSentence(entry, person?.Name.ToString() ?? words.Program(entry.ActorName), person?.Path, words.Did(Verb(entry, changes)), words.Kind(entry.SubjectKind), names.GetValueOrDefault(entry.SubjectId), told);
    }

    /// <summary>An event that says "changed" of what came or went: people say that it was added or deleted.</summary>
    private static string Verb(AuditEntry entry, Dictionary<string, string?[]> changes) =>
        !entry.Action.EndsWith("Changed", StringComparison.Ordinal) || !changes.TryGetValue(nameof(Entity.Id), out var id) ? entry.Action : id[0] is null ? "added" : "deleted";

    /// <summary>The kinds of things that are audited, by their words, for the filter.</summary>
    public IEnumerable<(string Kind, string Words)> Kinds() => db.Model.GetEntityTypes().Where(t => t.ClrType.IsAssignableTo(typeof(IAudited)))
        .Select(t => (t.ClrType.Name, texts[$"audit.kind.{t.ClrType.Name}"].Value)).OrderBy(k => k.Value, StringComparer.CurrentCulture);
}
