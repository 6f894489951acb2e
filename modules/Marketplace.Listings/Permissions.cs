using Marketplace.Modularity;

namespace Marketplace.Listings;

public static class Permissions
{
    public const string Write = "listings.write";
    public const string Submit = "listings.submit";
    public const string Review = "listings.review";
    public const string Oversee = "listings.oversee";
    public const string EditTaxonomies = "listings.taxonomies";

    internal static readonly Permission[] All =
    [
        new(Write) { InOrganization = OrganizationRole.Contributor },
        new(Submit) { InOrganization = OrganizationRole.Contributor },
        new(Review) { SiteRoles = [SiteRole.Operator] },
        new(Oversee) { SiteRoles = [SiteRole.Operator, SiteRole.Auditor] },
        new(EditTaxonomies) { SiteRoles = [SiteRole.Operator, SiteRole.Editor] },
    ];
}
