using Marketplace.Data;
using Marketplace.Listings.Freshness;
using Marketplace.Listings.Recipes;
using Marketplace.Listings.Reviewing;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Listings;

public sealed class Startup : ModuleStartup
{
    public override IEnumerable<Permission> Permissions => Listings.Permissions.All;

    public override IEnumerable<MenuItem> Menu =>
    [
        new(MenuPlace.Workspace, "listings.menu.today", "/workspace", "layout-dashboard", Accounts.Permissions.UseWorkspace, 0),
        new(MenuPlace.Workspace, "listings.menu", "/workspace/listings", "clipboard-list", Accounts.Permissions.UseWorkspace, 10) { Count = "listings" },
        new(MenuPlace.Admin, "listings.review", "/admin/review", "clipboard-check", Listings.Permissions.Review, 0) { Count = "listings.review" },
        new(MenuPlace.Admin, "listings.all", "/admin/listings", "list-details", Listings.Permissions.Oversee, 20),
        new(MenuPlace.Admin, "listings.taxonomies", "/admin/taxonomies", "tags", Listings.Permissions.EditTaxonomies, 60),
    ];

    public override void ConfigureServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<Taxonomies>().AddSingleton<Import.ListingImport>().AddSingleton<Import.ListingExport>().AddSingleton<Import.OrganizationExport>().AddScoped<Doing>().AddScoped<IDeskCount, WaitingListings>().AddScoped<IDeskCount, ReviewCount>();
        services.AddScoped<Media.IFileRule, ListingFiles>().AddScoped<IAuditNames, AuditedListings>().AddScoped<ListingMail>().AddScoped<ConfirmationLinks>().AddJob<FreshnessJob>("0 0 22 * * ?");
        services.AddScoped<IRecipeStep, TaxonomiesStep>().AddScoped<IRecipeStep, ListingsStep>();
        services.AddEventReader("listings").Handle<TaxonomyChanged, ForgetTaxonomies>();
        services.AddSingleton<KeptListings>().AddSingleton<IKeptByTag>(p => p.GetRequiredService<KeptListings>()).AddScoped<PublicListings>().AddScoped<MembersView>().AddScoped<ListingCards>().AddScoped<SimilarListings>().AddSingleton<StructuredData>();
        services.AddScoped<ISitemapPart, ListingAddresses>().AddScoped<ISitemapPart, OrganizationAddresses>();
    }

    public override void MapEndpoints(WebApplication app)
    {
        app.MapListingsApi();
        ListingActions.Map(app);
    }
}
