using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Marketplace.Content;

/// <summary>The one row of settings that operators change on the site; what the machine needs is in the configuration.</summary>
public sealed class SiteSettings : Entity, IAudited, IVersioned
{
    public int Version { get; private set; } = 1;
    public SiteProfile Profile { get; private set; } = SiteProfile.Fresh;

    public void Become(SiteProfile profile)
    {
        if (JsonTextOptions.Write(profile) == JsonTextOptions.Write(Profile)) { return; }
        Profile = profile;
        Raise(new SettingsChanged(Id));
    }
}

public sealed record SettingsChanged(Guid Settings) : IEvent
{
    public Guid Subject => Settings;
    public IEnumerable<string> Touches => ["site"];
}

/// <summary>Other processes of the site take the new settings as well.</summary>
internal sealed class TakeSettings(MarketplaceDbContext db, CurrentProfile current) : IHandle<SettingsChanged>
{
    public async Task HandleAsync(SettingsChanged happened, CancellationToken cancel) =>
        current.Value = (await db.Set<SiteSettings>().AsNoTracking().SingleAsync(cancel)).Profile;
}

internal sealed class SiteSettingsMapping : IEntityTypeConfiguration<SiteSettings>
{
    public void Configure(EntityTypeBuilder<SiteSettings> settings)
    {
        settings.ToTable("Settings");
        settings.Property(s => s.Profile).AsJson();
    }
}
