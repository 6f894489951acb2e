using System.Globalization;
using System.Text;
using Marketplace.Modularity;

namespace Marketplace.Listings.Editing;

/// <summary>Something that must be mended before review; a draft is kept all the same.</summary>
/// <param name="Field">Name of the field in <see cref="ListingForm"/>: <c>Achievement.Rights[0].Number</c>.</param>
/// <param name="TextKey">What to tell, beside the field.</param>
/// <param name="Arguments">Values for its placeholders.</param>
public sealed record FormProblem(string Field, string TextKey, params object[] Arguments);

/// <param name="Content">What could be read.</param>
/// <param name="Problems">In the order of the form.</param>
/// <param name="Unread">What was typed and is not part of the content, by field.</param>
public sealed record FormResult(ListingContent Content, IReadOnlyList<FormProblem> Problems, IReadOnlyDictionary<string, string> Unread);

/// <summary>Makes the content of a form and says what is wrong with it. Never fails; what cannot be read is handed back as typed.</summary>
public sealed partial class FormReading
{
    public const int LongestTitleZh = 80, LongestTitleEn = 150, LongestSummary = 200, LongestBlock = 10_000, LongestLine = 300, LongestKeyword = 30, MostFields = 3;

    /// <summary>Characters of a whole listing; beyond it nothing is saved.</summary>
    public const int MostCharacters = 400_000;

    private readonly List<FormProblem> problems = [];
    private readonly Dictionary<string, string> unread = [];
    private readonly ListingForm form;
    private readonly Taxonomies taxonomies;
    private readonly DateOnly today;

    private FormReading(ListingForm form, Taxonomies taxonomies, DateOnly today) => (this.form, this.taxonomies, this.today) = (form, taxonomies, today);

    /// <summary>Empty rows of the form are dropped first, so that the problems name rows as the form then has them.</summary>
    public static FormResult Read(ListingForm form, ListingKind kind, Taxonomies taxonomies, DateOnly today)
    {
        DropEmptyRows(form);
        var reading = new FormReading(form, taxonomies, today);
        var content = reading.Common(reading.Own(kind));
        return new FormResult(content, reading.problems, reading.unread);
    }

    /// <summary>A draft as it was saved, with what is wrong with it.</summary>
    public static FormResult Check(Listing listing, Taxonomies taxonomies, DateOnly today) =>
        Read(FormFilling.Of(listing.Draft, listing.Unread), listing.Kind, taxonomies, today);

    private ListingContent Own(ListingKind kind) => kind switch
    {
        ListingKind.Achievement => Achievement(form.Achievement ??= new()),
        ListingKind.Demand => Demand(form.Demand ??= new()),
        _ => Service(form.Service ??= new()),
    };

    private ListingContent Common(ListingContent own)
    {
        Title();
        Limit("Summary", form.Summary, LongestSummary, LongestSummary);
        for (var i = 0; i < form.Blocks.Count; i++) { Limit($"Blocks[{i}].Text", form.Blocks[i].Text, LongestBlock, LongestBlock); }
        return own with
        {
            Title = Line(form.Title),
            Summary = Line(form.Summary),
            Blocks = [.. form.Blocks.Where(b => !b.Text.IsEmpty).Select(b => new TextBlock(b.Kind, b.Stage, Text(b.Text)))],
            Keywords = new Keywords { Zh = KeywordsOf("Keywords.Zh", form.Keywords.Zh), En = KeywordsOf("Keywords.En", form.Keywords.En) },
            Fields = Codes("Fields", form.Fields, "fields", MostFields),
            HighTechFields = Codes("HighTechFields", form.HighTechFields, "high-tech-fields", 2),
            Industry = Code("Industry", form.Industry, "industries"),
            Region = Code("Region", form.Region, "regions"),
            Visibility = Choice<Visibility>(form.Visibility),
            Cooperation = Codes("Cooperation", form.Cooperation, "cooperation", int.MaxValue),
            Price = Price(),
            Pictures = [.. form.Pictures.Select(p => new Picture(p.File, Line(p.Alt)))],
            Attachments = [.. form.Attachments.Select(a => new Attachment(a.File, Line(a.Name) ?? "", a.Stage))],
            ContactShown = form.ContactShown,
        };
    }

    private void Title()
    {
        if (form.Title.IsEmpty) { Wrong(Language.IsEnglish ? "Title.En" : "Title.Zh", "listings.problem.titleNeeded"); }
        Limit("Title", form.Title, LongestTitleZh, LongestTitleEn);
    }

    private Price Price()
    {
        var kind = Choice<PriceKind>(form.PriceKind);
        var from = Money("PriceFrom", form.PriceFrom);
        var to = Money("PriceTo", form.PriceTo);
        if (kind == PriceKind.Range && from is not null && to is not null && to < from) { Wrong("PriceTo", "listings.problem.toBelowFrom", Amount.Show(from)); }
        if (kind is PriceKind.Fixed or PriceKind.Range && from is null && !unread.ContainsKey("PriceFrom")) { Wrong("PriceFrom", "listings.problem.amountNeeded"); }
        if (kind == PriceKind.Range && to is null && !unread.ContainsKey("PriceTo")) { Wrong("PriceTo", "listings.problem.amountNeeded"); }
        var currency = Line(form.Currency)?.ToUpperInvariant() ?? "CNY";
        if (currency.Length == 3 && currency.All(char.IsAsciiLetter)) { return new Price(kind, from, to, currency); }
        Unread("Currency", form.Currency!, "listings.problem.currency");
        return new Price(kind, from, to);
    }

    private IReadOnlyList<string> KeywordsOf(string field, string? typed)
    {
        var words = Split(typed);
        if (words.Count > Listings.Keywords.Most) { Wrong(field, "listings.problem.keywords", Listings.Keywords.Most, words.Count); }
        if (words.FirstOrDefault(w => w.Length > LongestKeyword) is { } longWord) { Wrong(field, "listings.problem.keywordLong", longWord, LongestKeyword); }
        return words;
    }

    /// <summary>Empty rows say nothing and are not kept.</summary>
    private static void DropEmptyRows(ListingForm form)
    {
        form.Achievement?.Rights.RemoveAll(r => r.IsEmpty);
        form.Achievement?.Evidence.RemoveAll(e => e.IsEmpty);
        form.Achievement?.Awards.RemoveAll(a => a.IsEmpty);
        form.Achievement?.Papers.RemoveAll(p => p.IsEmpty);
        form.Achievement?.Projects.RemoveAll(p => p.IsEmpty);
        form.Achievement?.Team.RemoveAll(m => m.IsEmpty);
        form.Demand?.Metrics.RemoveAll(m => m.IsEmpty);
        form.Service?.Certificates.RemoveAll(c => c.IsEmpty);
    }
}
