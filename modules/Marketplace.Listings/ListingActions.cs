using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings.Editing;
using Marketplace.Media;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Listings;

/// <summary>Something an owner can do to a listing: <c>POST /workspace/listings/{id}/{Name}</c>.</summary>
public sealed record ListingAction(string Name, string Permission, bool IsMain = false, bool IsGrave = false);

/// <summary>The actions of owners, each an address of its own with its own permission.</summary>
public static class ListingActions
{
    public const string Submission = "submission", Withdrawal = "withdrawal", Pause = "pause", Resumption = "resumption", Conclusion = "conclusion", Confirmation = "confirmation", Copy = "copy";

    /// <summary>What can be done to it now, most likely first.</summary>
    public static IEnumerable<ListingAction> For(Listing listing)
    {
        var state = listing.State;
        if (state == ListingState.Draft || (state is ListingState.Published or ListingState.Paused or ListingState.Expired && listing is { HasChanges: true, ChangeSubmitted: false })) { yield return new(Submission, Permissions.Submit, IsMain: true); }
        if (state is ListingState.Published or ListingState.Paused or ListingState.Expired) { yield return new(Confirmation, Permissions.Submit, IsMain: state == ListingState.Expired); }
        if (state == ListingState.Published) { yield return new(Pause, Permissions.Submit); }
        if (state == ListingState.Paused) { yield return new(Resumption, Permissions.Submit, IsMain: true); }
        if (state is ListingState.Published or ListingState.Paused or ListingState.Expired) { yield return new(Conclusion, Permissions.Submit, IsGrave: true); }
        yield return new(Copy, Permissions.Write);
        if (listing.IsEditable) { yield return new(Withdrawal, Permissions.Submit, IsGrave: true); }
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        var listing = app.MapGroup("/workspace/listings/{shortId}").AddEndpointFilter(CheckTokenAsync).ExcludeFromDescription();
        listing.MapPost(Submission, SubmitAsync).RequireAuthorization(Permissions.Submit);
        listing.MapPost(Withdrawal, (string shortId, Doing doing, CancellationToken cancel) => doing.RunAsync(shortId, Withdrawal, (l, now) => l.Withdraw(now), cancel)).RequireAuthorization(Permissions.Submit);
        listing.MapPost(Pause, (string shortId, Doing doing, CancellationToken cancel) => doing.RunAsync(shortId, Pause, (l, _) => l.Pause(), cancel)).RequireAuthorization(Permissions.Submit);
        listing.MapPost(Resumption, (string shortId, Doing doing, CancellationToken cancel) => doing.RunAsync(shortId, Resumption, (l, _) => l.Resume(), cancel)).RequireAuthorization(Permissions.Submit);
        listing.MapPost(Conclusion, (string shortId, Doing doing, CancellationToken cancel) => doing.RunAsync(shortId, Conclusion, (l, now) => l.Conclude(now), cancel)).RequireAuthorization(Permissions.Submit);
        listing.MapPost(Confirmation, (string shortId, Doing doing, CancellationToken cancel) => doing.RunAsync(shortId, Confirmation, (l, now) => l.Confirm(now), cancel)).RequireAuthorization(Permissions.Submit);
        listing.MapPost(Copy, CopyAsync).RequireAuthorization(Permissions.Write);
    }

    private static async ValueTask<object?> CheckTokenAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await context.HttpContext.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context.HttpContext) ? await next(context) : Results.BadRequest();

    private static Task<IResult> SubmitAsync(string shortId, Doing doing, CancellationToken cancel) => doing.RunAsync(shortId, Submission, (listing, now) =>
    {
        if (doing.Keeping.Check(listing).Problems.Count > 0) { throw new RuleBroken("listings.rule.problems"); }
        listing.Submit(doing.Member.Organization!.IsVerified(now), now);
    }, cancel);

    /// <summary>The same words as a new draft; files are shown by both.</summary>
    private static async Task<IResult> CopyAsync(string shortId, Doing doing, MarketplaceDbContext db, FileStore files, TimeProvider clock, CancellationToken cancel)
    {
        if (await doing.Keeping.FindAsync(shortId, cancel) is not { } original) { return Results.NotFound(); }
        var draft = original.Draft with { Title = new Bilingual(Copied(original.Draft.Title.Zh, Language.Zh, doing.Texts), Copied(original.Draft.Title.En, Language.En, doing.Texts)) };
        var copy = new Listing(original.Organization, draft, doing.Member.PersonId, clock.GetUtcNow());
        copy.SetContact(original.Contact);
        db.Add(copy);
        await files.AttachAsync(copy.Id, new FileOwner(original.Organization, doing.Member.PersonId), DraftKeeping.FilesOf(draft), cancel);
        await db.SaveChangesAsync(cancel);
        return doing.Said("listings.action.copy.said", NoticeTone.Ok, $"~/workspace/listings/{copy.ShortId}/edit");
    }

    private static string? Copied(string? title, string language, Texts texts) =>
        string.IsNullOrWhiteSpace(title) ? null : string.Format(System.Globalization.CultureInfo.InvariantCulture, texts.Both("listings.copyOf").In(language), title);
}

/// <summary>Runs one action on one listing of the acting organization and tells what came of it.</summary>
internal sealed class Doing(MarketplaceDbContext db, CurrentMember member, Texts texts, Taxonomies taxonomies, FileStore files, TimeProvider clock, IHttpContextAccessor http, ITempDataDictionaryFactory temporary)
{
    public CurrentMember Member => member;
    public Texts Texts => texts;
    public DraftKeeping Keeping { get; } = new(db, member, taxonomies, files, clock);

    public async Task<IResult> RunAsync(string shortId, string action, Action<Listing, DateTimeOffset> act, CancellationToken cancel)
    {
        if (await Keeping.FindAsync(shortId, cancel) is not { } listing) { return Results.NotFound(); }
        var back = $"~/workspace/listings/{shortId}";
        try
        {
            act(listing, clock.GetUtcNow());
            await db.SaveChangesAsync(cancel);
            return Said($"listings.action.{action}.said", NoticeTone.Ok, back);
        }
        catch (RuleBroken broken) { return Said(broken.TextKey, NoticeTone.Warn, back); }
        catch (DbUpdateConcurrencyException) { return Said("listings.conflict", NoticeTone.Warn, back); }
    }

    public IResult Said(string textKey, NoticeTone tone, string to)
    {
        var context = http.HttpContext!;
        var data = temporary.GetTempData(context);
        data.Say(texts[textKey], tone);
        data.Save();
        return Results.LocalRedirect(context.Request.Link(to));
    }
}
