using System.Reflection;
using Marketplace.Accounts.Auditing;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Tests.House;

/// <summary>The audit trail speaks in words of everything that is audited, in every module.</summary>
public sealed class AuditIsTold(SiteFactory site) : IClassFixture<SiteFactory>
{
    [Fact]
    public async Task Every_audited_thing_field_state_and_event_has_words()
    {
        var texts = (Texts)site.Services.GetService(typeof(Texts))!;
        var missing = await site.WithDatabaseAsync(db =>
        {
            var found = new List<string>();
            foreach (var type in db.Model.GetEntityTypes().Where(t => t.ClrType.IsAssignableTo(typeof(IAudited))))
            {
                var kind = type.ClrType.Name;
                Need($"audit.kind.{kind}");
                foreach (var property in type.GetProperties().Where(p => p.PropertyInfo?.GetCustomAttribute<NotAuditedAttribute>() is null && !p.IsConcurrencyToken && !AuditWords.IsTechnical(p.Name)))
                {
                    if (!texts.Has($"audit.{kind}.{property.Name}")) { Need($"audit.field.{property.Name}"); }
                    var value = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
                    if (value.IsEnum) { foreach (var name in Enum.GetNames(value)) { if (!texts.Has($"listings.{Camel(value.Name)}.{Camel(name)}")) { Need($"audit.value.{value.Name}.{name}"); } } }
                }
            }
            foreach (var happened in AppDomain.CurrentDomain.GetAssemblies().Where(a => a.GetName().Name!.StartsWith("Marketplace.", StringComparison.Ordinal) && !a.GetName().Name!.Contains("Tests", StringComparison.Ordinal)).SelectMany(a => a.GetTypes()).Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IEvent))))
            {
                Need($"audit.did.{happened.Name}");
            }
            return Task.FromResult(found.Distinct().ToList());

            void Need(string key) { if (!texts.Has(key)) { found.Add(key); } }
        });
        Assert.Empty(missing);
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
