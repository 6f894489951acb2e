using System.Text.Json.Nodes;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;

namespace Marketplace.Listings;

/// <summary>JSON-LD in the words of schema.org, of nothing but what the page itself shows to everyone.</summary>
internal sealed class StructuredData(SiteAddress site, Taxonomies names, Texts texts)
{
    public string Of(ListingView view, string? image)
    {
        var thing = view.Content switch
        {
            AchievementContent achievement => Achievement(achievement, view),
            DemandContent demand => Demand(demand),
            ServiceContent service => Service(service, view),
            _ => [],
        };
        thing["name"] = view.Content.Title.ToString();
        thing["description"] = view.Content.Summary.ToString();
        thing["url"] = site.Absolute(Language.Current, view.Path);
        if (image is not null) { thing["image"] = site.Url + image; }
        var section = Listing.KindPath(view.Kind);
        return Graph(thing, Trail([(texts[$"theme.nav.{section}"].Value, "/" + section), (view.Content.Title.ToString(), view.Path)]));
    }

    public string Of(Organization organization)
    {
        var thing = Organization(OwnerCard.Of(organization, DateTimeOffset.MaxValue));
        thing["description"] = Text(organization.About.ToString());
        if (organization.Website is { } website) { thing["sameAs"] = website; }
        return Graph(thing, Trail([(texts["theme.nav.organizations"].Value, "/organizations"), (organization.Name.ToString(), organization.Path)]));
    }

    /// <summary>The site itself with its search, for the home page.</summary>
    public string Home(string name) => Graph(new JsonObject
    {
        ["@type"] = "WebSite",
        ["name"] = name,
        ["url"] = site.Absolute(Language.Current, "/"),
        ["inLanguage"] = Language.Current,
        ["potentialAction"] = new JsonObject
        {
            ["@type"] = "SearchAction",
            ["target"] = site.Absolute(Language.Current, "/search") + "?q={q}",
            ["query-input"] = "required name=q",
        },
    });

    private JsonObject Achievement(AchievementContent content, ListingView view)
    {
        var thing = new JsonObject { ["@type"] = "Product", ["category"] = Category(content), ["offers"] = Offer(content.Price, view) };
        if (view.Owner is { } owner) { thing["brand"] = Organization(owner); }
        if (content.Trl is { } trl) { thing["additionalProperty"] = Property("TRL", trl.ToString(System.Globalization.CultureInfo.InvariantCulture), null); }
        return thing;
    }

    private JsonObject Demand(DemandContent content)
    {
        var thing = new JsonObject { ["@type"] = "Demand", ["category"] = Category(content) };
        if (content.Deadline is { } deadline) { thing["availabilityEnds"] = deadline.ToString("yyyy-MM-dd"); }
        if (Specification(content.Price) is { } price) { thing["priceSpecification"] = price; }
        if (content.Metrics.Count > 0)
        {
            thing["itemOffered"] = new JsonObject
            {
                ["@type"] = "Product",
                ["name"] = content.Title.ToString(),
                ["additionalProperty"] = new JsonArray([.. content.Metrics.Select(m => Property(m.Metric.ToString(), RequiredValue.Words(m), m.Unit))]),
            };
        }
        return thing;
    }

    private JsonObject Service(ServiceContent content, ListingView view)
    {
        var thing = new JsonObject
        {
            ["@type"] = "Service",
            ["category"] = Category(content),
            ["serviceType"] = new JsonArray([.. content.ServiceKinds.Select(k => JsonValue.Create(names["service-kinds"].NameOf(k)))]),
            ["areaServed"] = new JsonArray([.. content.Regions.Select(r => JsonValue.Create(names["regions"].NameOf(r)))]),
            ["offers"] = Offer(content.Price, view),
        };
        if (view.Owner is { } owner) { thing["provider"] = Organization(owner); }
        return thing;
    }

    private string Category(ListingContent content) => string.Join(", ", content.Fields.Select(f => names["fields"].NameOf(f)));

    private static JsonObject Offer(Price price, ListingView view)
    {
        var offer = new JsonObject { ["@type"] = "Offer", ["availability"] = view.IsOpen ? "https://schema.org/InStock" : "https://schema.org/OutOfStock" };
        if (Specification(price) is { } specification) { offer["priceSpecification"] = specification; }
        return offer;
    }

    private static JsonObject? Specification(Price price)
    {
        if (price.Kind is not (PriceKind.Fixed or PriceKind.Range) || (price.From ?? price.To) is null) { return null; }
        var specification = new JsonObject { ["@type"] = "PriceSpecification", ["priceCurrency"] = price.Currency };
        if (price.Kind == PriceKind.Fixed) { specification["price"] = price.From ?? price.To; return specification; }
        if (price.From is { } from) { specification["minPrice"] = from; }
        if (price.To is { } to) { specification["maxPrice"] = to; }
        return specification;
    }

    private static JsonObject Property(string name, string value, string? unit)
    {
        var property = new JsonObject { ["@type"] = "PropertyValue", ["name"] = name, ["value"] = value };
        if (!string.IsNullOrEmpty(unit)) { property["unitText"] = unit; }
        return property;
    }

    private JsonObject Organization(OwnerCard owner) => new()
    {
        ["@type"] = owner.Kind == OrganizationKind.University ? "CollegeOrUniversity" : "Organization",
        ["name"] = owner.Name.ToString(),
        ["url"] = site.Absolute(Language.Current, owner.Path),
    };

    private JsonObject Trail(IReadOnlyList<(string Name, string Path)> steps) => new()
    {
        ["@type"] = "BreadcrumbList",
        ["itemListElement"] = new JsonArray([.. steps.Select((step, i) => new JsonObject
        {
            ["@type"] = "ListItem",
            ["position"] = i + 1,
            ["name"] = step.Name,
            ["item"] = site.Absolute(Language.Current, step.Path),
        })]),
    };

    private static string? Text(string text) => text.Length == 0 ? null : text;

    private static string Graph(params JsonObject[] things) =>
        new JsonObject { ["@context"] = "https://schema.org", ["@graph"] = new JsonArray([.. things]) }.ToJsonString(JsonTextOptions.Options);
}

/// <summary>What a demand asks of a metric, as people write it: ≥ 95.</summary>
internal static class RequiredValue
{
    public static string Words(RequiredMetric metric) => metric.Comparator switch
    {
        Comparator.AtLeast => $"≥ {Comparison.Grouped(metric.Value)}",
        Comparator.AtMost => $"≤ {Comparison.Grouped(metric.Value)}",
        Comparator.Between => $"{Comparison.Grouped(metric.Value)}–{Comparison.Grouped(metric.Upper)}",
        _ => $"= {Comparison.Grouped(metric.Value)}",
    };
}
