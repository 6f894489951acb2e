using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Matching;

/// <summary>What an owner does to a match without a page of its own: <c>POST /workspace/matches/{id}/use</c> and <c>/return</c>.</summary>
internal static class MatchActions
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var match = app.MapGroup("/workspace/matches/{id:guid}").RequireAuthorization(Permissions.Judge).AddEndpointFilter(CheckTokenAsync).ExcludeFromDescription();
        match.MapPost("use", (Guid id, Judging judging, Going going, CancellationToken cancel) => going.BackAsync(judging.UsefulAsync(id, cancel), "matching.said.useful", cancel));
        match.MapPost("return", (Guid id, Judging judging, Going going, CancellationToken cancel) => going.BackAsync(judging.TakeBackAsync(id, cancel), "matching.said.returned", cancel));
    }

    private static async ValueTask<object?> CheckTokenAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await context.HttpContext.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context.HttpContext) ? await next(context) : Results.BadRequest();
}

/// <summary>Goes back to the list that the match stands in, and says what came of the action.</summary>
internal sealed class Going(MarketplaceDbContext db, Texts texts, IHttpContextAccessor http, ITempDataDictionaryFactory temporary)
{
    public async Task<IResult> BackAsync(Task<Match?> done, string textKey, CancellationToken cancel)
    {
        if (await done is not { } match) { return Results.NotFound(); }
        var context = http.HttpContext!;
        var data = temporary.GetTempData(context);
        data.Say(texts[textKey]);
        data.Save();
        return Results.LocalRedirect(context.Request.Link(await PathAsync(match.Listing, cancel)));
    }

    public async Task<string> PathAsync(Guid listing, CancellationToken cancel) =>
        $"~/workspace/listings/{await db.Set<Listing>().Where(l => l.Id == listing).Select(l => l.ShortId).SingleAsync(cancel)}/matches";
}
