using System.Text.Json;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts;

/// <summary>Step <c>organizations</c>: makes or updates organizations by their key. They are marked as sample data unless <c>sample</c> is false.</summary>
internal sealed class OrganizationsStep(MarketplaceDbContext db, TimeProvider clock) : IRecipeStep
{
    public string Name => "organizations";

    public async Task RunAsync(JsonElement step, RecipeContext context, CancellationToken cancel)
    {
        var count = 0;
        var isSample = !(step.TryGetProperty("sample", out var sample) && sample.ValueKind == JsonValueKind.False);
        var seen = new HashSet<string>();
        foreach (var value in new RecipeValue(step, "").Items("organizations"))
        {
            if (!seen.Add(value.Text("key"))) { throw value.Wrong("key", $"'{value.Text("key")}' is there twice"); }
            await FollowAsync(value, isSample, cancel);
            count++;
        }
        await db.SaveChangesAsync(cancel);
        context.Report($"{count} organizations");
    }

    private async Task FollowAsync(RecipeValue value, bool isSample, CancellationToken cancel)
    {
        var organization = await FindOrMakeAsync(value, cancel);
        organization.ComesFromRecipe(value.Text("key"), isSample);
        organization.Follow(value.NeededWords("name"), value.Name<OrganizationKind>("kind"), value.Words("about"), RegionOf(value) ?? organization.Region, value.TextOrNull("industry"), value.TextOrNull("website"), value.Lists("interests"));
        var levels = value.Items("levels").Select(LevelOf).ToList();
        if (!levels.SequenceEqual(organization.Levels)) { organization.SetLevels(levels); }
        var now = clock.GetUtcNow();
        if (!value.IsTrue("verified") || organization.IsVerified(now)) { return; }
        organization.ExpireVerification(now);
        if (organization.OpenVerification is null) { organization.SubmitForVerification(null, [], now); }
        organization.Verify(null, now);
    }

    private async Task<Organization> FindOrMakeAsync(RecipeValue value, CancellationToken cancel)
    {
        var key = value.Text("key");
        var code = CodeOf(value);
        var all = db.Set<Organization>().Include(o => o.Verifications);
        var found = await all.SingleOrDefaultAsync(o => o.RecipeKey == key, cancel)
            ?? (code is null ? null : await all.SingleOrDefaultAsync(o => o.CreditCode == code, cancel));
        if (found is not null) { return found; }
        if (code is not null && db.Set<Organization>().Local.Any(o => o.CreditCode == code)) { throw value.Wrong("creditCode", $"'{code}' belongs to another organization of the recipe"); }
        var made = code is { } given
            ? new Organization(value.NeededWords("name"), value.Name<OrganizationKind>("kind"), given, clock.GetUtcNow())
            : new Organization(value.NeededWords("name"), value.Name<OrganizationKind>("kind"), AbroadOf(value), clock.GetUtcNow());
        db.Add(made);
        return made;
    }

    private static CreditCode? CodeOf(RecipeValue value)
    {
        if (value.TextOrNull("creditCode") is not { } text) { return null; }
        if (CreditCode.TryParse(text, out var code, out var problem)) { return code; }
        throw value.Wrong("creditCode", problem switch
        {
            CreditCodeProblem.Length => $"'{text}' has {text.Length} characters instead of 18",
            CreditCodeProblem.Character => $"'{text}' holds a character that GB 32100-2015 does not use",
            CreditCodeProblem.RegionDigits => $"'{text}' has no region in characters 3 to 8",
            CreditCodeProblem.CheckCharacter => $"'{text}' ends in {text[^1]} where the check character is {CreditCode.CheckCharacterOf(text.ToUpperInvariant().AsSpan(0, 17))}",
            _ => "is empty",
        });
    }

    private static ForeignRegistration AbroadOf(RecipeValue value)
    {
        var abroad = new ForeignRegistration(value.TextOrNull("country"), value.TextOrNull("registrationNumber"), value.TextOrNull("rorId"));
        return abroad.RorId is not null || (abroad.Country is not null && abroad.Number is not null) ? abroad : throw value.Wrong("creditCode", "is needed, or a country and a registration number, or a ROR id");
    }

    private static string? RegionOf(RecipeValue value) =>
        value.TextOrNull("region") is not { } region ? null
        : region.Length == 6 && region.All(char.IsAsciiDigit) ? region
        : throw value.Wrong("region", $"'{region}' is not six digits of GB/T 2260");

    private static OrganizationLevel LevelOf(RecipeValue value)
    {
        var code = value.Text("code");
        return OrganizationLevel.Codes.Contains(code) ? new OrganizationLevel(code, value.Text("certificate"), value.Day("validUntil"))
            : throw value.Wrong("code", $"'{code}' is none of {string.Join(", ", OrganizationLevel.Codes)}");
    }
}
