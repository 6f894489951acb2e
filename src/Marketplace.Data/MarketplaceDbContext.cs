using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Marketplace.Data;

/// <summary>
/// The one database of the site. Modules bring their mappings as <see cref="IEntityTypeConfiguration{T}"/>. Saving writes state, audit trail and event log in one transaction.
/// </summary>
public sealed class MarketplaceDbContext(DbContextOptions<MarketplaceDbContext> options, ModuleCatalog catalog, Actor actor, TimeProvider clock, EventSignal signal)
    : DbContext(options)
{
    public DbSet<LoggedEvent> Events => Set<LoggedEvent>();
    public DbSet<AuditEntry> Audit => Set<AuditEntry>();
    public DbSet<ReaderPosition> ReaderPositions => Set<ReaderPosition>();
    public DbSet<ParkedEvent> ParkedEvents => Set<ParkedEvent>();

    public bool IsPostgres => Database.ProviderName!.EndsWith("PostgreSQL", StringComparison.Ordinal);

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        if (!IsPostgres) { conventions.Properties<DateTimeOffset>().HaveConversion<UtcTicks>(); }
        conventions.Properties<Bilingual>().HaveConversion<JsonText<Bilingual>, JsonComparer<Bilingual>>();
        conventions.Properties<decimal>().HavePrecision(18, 2);
        conventions.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
    }

    protected override void OnModelCreating(ModelBuilder model)
    {
        foreach (var module in catalog.Modules) { model.ApplyConfigurationsFromAssembly(module.Assembly); }
        ConfigureLog(model.Entity<LoggedEvent>());
        model.Entity<ReaderPosition>().HasKey(p => p.Reader);
        model.Entity<AuditEntry>(audit =>
        {
            audit.HasIndex(a => new { a.SubjectId, a.At });
            audit.HasIndex(a => a.At);
            audit.HasIndex(a => new { a.PersonId, a.At });
        });
        foreach (var versioned in model.Model.GetEntityTypes().Where(t => t.BaseType is null && t.ClrType.IsAssignableTo(typeof(IVersioned))))
        {
            model.Entity(versioned.ClrType).Property(nameof(IVersioned.Version)).IsConcurrencyToken();
        }
        // Ids are made by the entity, never by the database: a new child with an id is new, not changed.
        foreach (var type in model.Model.GetEntityTypes().Where(t => t.BaseType is null && t.FindProperty("Id")?.ClrType == typeof(Guid)))
        {
            model.Entity(type.ClrType).Property("Id").ValueGeneratedNever();
        }
    }

    private void ConfigureLog(EntityTypeBuilder<LoggedEvent> log)
    {
        log.HasKey(e => e.Position);
        log.Property(e => e.Position).ValueGeneratedOnAdd();
        log.Property(e => e.Type).HasMaxLength(100);
        log.HasIndex(e => e.Subject);
        var transaction = log.Property(e => e.Transaction);
        if (IsPostgres) { transaction.HasDefaultValueSql("(pg_current_xact_id()::text::bigint)"); } else { transaction.HasDefaultValue(0L); }
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess) => throw new NotSupportedException("Save asynchronously.");

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        var changed = ChangeTracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted).ToList();
        foreach (var entry in changed.Where(e => e is { Entity: IVersioned, State: EntityState.Modified }))
        {
            var version = entry.Property(nameof(IVersioned.Version));
            version.CurrentValue = (int)version.OriginalValue! + 1;
        }
        var audit = changed.Where(e => e.Entity is IAudited).Select(e => AuditEntry.Of(e, actor, now)).OfType<AuditEntry>().ToList();
        // An entity may raise without a change of its own (a reminder was due): all tracked ones are asked.
        var raising = ChangeTracker.Entries<Entity>().Select(e => e.Entity).Where(e => e.Raised.Count > 0).ToList();
        var events = raising.SelectMany(e => e.Raised).Select(e => LoggedEvent.Of(e, now)).ToList();
        AddRange(audit);
        AddRange(events);
        try
        {
            var rows = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellation);
            foreach (var entity in raising) { entity.ForgetRaised(); }
            if (events.Count > 0) { signal.Raise(); }
            return rows;
        }
        catch
        {
            // A caller that mends and saves again must not write the rows of the failed try as well.
            foreach (var row in audit.Concat<object>(events)) { Entry(row).State = EntityState.Detached; }
            throw;
        }
    }

    private sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(t => t.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
}

/// <summary>A value kept as JSON text in a column; Chinese stays readable. The value is never changed in place, only replaced, so its snapshot is itself.</summary>
public sealed class JsonText<T>() : ValueConverter<T, string>(value => JsonTextOptions.Write(value), text => JsonTextOptions.Read<T>(text));

public sealed class JsonComparer<T>() : ValueComparer<T>(
    (a, b) => ReferenceEquals(a, b) || JsonTextOptions.Write(a) == JsonTextOptions.Write(b),
    value => JsonTextOptions.Write(value).GetHashCode(StringComparison.Ordinal),
    value => value);

public static class JsonTextOptions
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        AllowOutOfOrderMetadataProperties = true,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);
    public static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, Options)!;

    /// <summary>Maps a property to a JSON text column.</summary>
    public static PropertyBuilder<T> AsJson<T>(this PropertyBuilder<T> property) => property.HasConversion(new JsonText<T>(), new JsonComparer<T>());
}
