using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Marketplace.Modularity;

namespace Marketplace.Listings.Import;

/// <summary>
/// Which source value fills which field, and what a row becomes. A text goes into the language that it is written in; <c>title.en</c> and the like say it outright.
/// </summary>
public sealed class RowMapping(ListingKind kind, IReadOnlyDictionary<string, string> given, IReadOnlyDictionary<string, string> constants, Taxonomies taxonomies)
{
    public const int LongestTitle = 200;
    public const int LongestSummary = 200;
    public const int LongestText = 50_000;
    private const int LongestKeyword = 60;

    /// <summary>Names under which a field is looked for when nobody maps it.</summary>
    private static readonly Dictionary<string, string[]> Usual = new()
    {
        ["id"] = ["id", "_id", "key", "number"],
        ["title"] = ["title", "name", "标题", "名称"],
        ["summary"] = ["summary", "objective", "摘要"],
        ["text"] = ["text", "abstract", "description", "正文", "简介"],
        ["keywords"] = ["keywords", "tags", "关键词"],
        ["fields"] = ["fields", "field", "技术领域"],
        ["industry"] = ["industry", "行业"],
        ["region"] = ["region", "地区"],
        ["trl"] = ["trl"],
        ["cooperation"] = ["cooperation", "合作方式"],
        ["priceFrom"] = ["priceFrom", "price", "budget"],
        ["priceTo"] = ["priceTo"],
        ["deadline"] = ["deadline"],
        ["title.zh"] = ["title.zh"], ["title.en"] = ["title.en"],
        ["summary.zh"] = ["summary.zh"], ["summary.en"] = ["summary.en"],
        ["text.zh"] = ["text.zh"], ["text.en"] = ["text.en"],
        ["keywords.zh"] = ["keywords.zh"], ["keywords.en"] = ["keywords.en"],
    };

    public static IReadOnlyCollection<string> FieldNames => Usual.Keys;

    public sealed record Mapped(string Key, ListingContent Content);

    /// <exception cref="FormatException">Why the row is refused.</exception>
    public Mapped Map(SourceRow row)
    {
        if (row.Content is { } whole)
        {
            var read = WholeContent.Read(whole, kind, taxonomies);
            return new Mapped(KeyOf(row, read.Title, read.Summary), read);
        }
        var title = Text(row, "title", LongestTitle) ?? throw new FormatException("no title");
        var text = Text(row, "text", LongestText) ?? Bilingual.Empty;
        var summary = Text(row, "summary", int.MaxValue);
        ListingContent content = kind switch
        {
            ListingKind.Achievement => new AchievementContent { Trl = Number(row, "trl", 1, 9) },
            ListingKind.Demand => new DemandContent { TrlAtLeast = Number(row, "trl", 1, 9), Deadline = Date(row, "deadline") },
            _ => new ServiceContent(),
        };
        content = content with
        {
            Title = title,
            Summary = Shorten(summary is null or { IsEmpty: true } ? text : summary),
            Blocks = text.IsEmpty ? [] : [new TextBlock(kind == ListingKind.Demand ? BlockKind.Problem : BlockKind.Description, Stage.Teaser, text)],
            Keywords = Words(row),
            Fields = Codes(row, "fields", "fields"),
            Cooperation = Codes(row, "cooperation", "cooperation"),
            Industry = Codes(row, "industry", "industries").FirstOrDefault(),
            Region = Codes(row, "region", "regions").FirstOrDefault(),
            Price = PriceOf(row),
        };
        return new Mapped(KeyOf(row, title, text), content);
    }

    private IReadOnlyList<string> Values(SourceRow row, string field)
    {
        if (constants.TryGetValue(field, out var constant)) { return [constant]; }
        if (given.TryGetValue(field, out var source)) { return row.All(source); }
        return Usual[field].Select(row.All).FirstOrDefault(v => v.Count > 0) ?? [];
    }

    private string? Value(SourceRow row, string field) => Values(row, field) is [var first, ..] && first.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    private Bilingual? Text(SourceRow row, string field, int longest)
    {
        var (zh, en, plain) = (Value(row, field + ".zh"), Value(row, field + ".en"), Value(row, field));
        if (plain is not null)
        {
            if (IsChinese(plain)) { zh ??= plain; } else { en ??= plain; }
        }
        if (Math.Max(zh?.Length ?? 0, en?.Length ?? 0) is var length && length > longest) { throw new FormatException($"{field} has {length} characters, at most {longest} are allowed"); }
        return zh is null && en is null ? null : new Bilingual(Lines(zh), Lines(en));
    }

    /// <summary>One kind of line end, and none of the invisible control characters that files carry along.</summary>
    private static string? Lines(string? text) => text is null ? null : string.Concat(text.ReplaceLineEndings("\n").Where(c => !char.IsControl(c) || c is '\n' or '\t'));

    private static bool IsChinese(string text) => text.Count(c => c is >= '\u4e00' and <= '\u9fff') * 5 >= text.Count(char.IsLetter);

    private static Bilingual Shorten(Bilingual text) => new(Shorten(text.Zh), Shorten(text.En));

    /// <summary>Cut after the last whole sentence that fits, else after a word.</summary>
    private static string? Shorten(string? text)
    {
        text = text?.ReplaceLineEndings(" ").Trim();
        if (text is null || text.Length <= LongestSummary) { return text; }
        var cut = text[..(LongestSummary - 1)];
        var sentence = cut.LastIndexOfAny(['。', '；', '！', '？']);
        if (sentence < 0) { sentence = cut.LastIndexOf(". ", StringComparison.Ordinal); }
        if (sentence >= LongestSummary / 3) { return cut[..(sentence + 1)].Trim(); }
        var word = cut.LastIndexOf(' ');
        return (word >= LongestSummary / 2 ? cut[..word] : cut).TrimEnd('，', ',', ';', ' ') + "…";
    }

    private Keywords Words(SourceRow row)
    {
        var plain = Split(Values(row, "keywords")).ToList();
        return new Keywords
        {
            Zh = [.. Split(Values(row, "keywords.zh")).Concat(plain.Where(IsChinese)).Distinct().Take(Keywords.Most)],
            En = [.. Split(Values(row, "keywords.en")).Concat(plain.Where(w => !IsChinese(w))).Distinct(StringComparer.OrdinalIgnoreCase).Take(Keywords.Most)],
        };
    }

    private static IEnumerable<string> Split(IReadOnlyList<string> values) => (values.Count == 1 ? values[0].Split([';', '；', ',', '，', '、', '|', '\n']) : values.AsEnumerable())
        .Select(w => w.Trim()).Where(w => w.Length is > 0 and <= LongestKeyword);

    private List<string> Codes(SourceRow row, string field, string list)
    {
        var codes = Split(Values(row, field)).Distinct().ToList();
        var unknown = codes.FirstOrDefault(c => !taxonomies[list].Has(c));
        return unknown is null ? codes : throw new FormatException($"{field}: '{unknown}' is not in list {list}");
    }

    private int? Number(SourceRow row, string field, int least, int most)
    {
        if (Value(row, field) is not { } text) { return null; }
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number : throw new FormatException($"{field} is '{text}', a whole number from {least} to {most} is wanted");
    }

    private DateOnly? Date(SourceRow row, string field)
    {
        if (Value(row, field) is not { } text) { return null; }
        return DateOnly.TryParse(text, CultureInfo.InvariantCulture, out var date) ? date : throw new FormatException($"{field} is '{text}', a date such as 2027-06-30 is wanted");
    }

    private Price PriceOf(SourceRow row)
    {
        var (from, to) = (Amount(row, "priceFrom"), Amount(row, "priceTo"));
        if (from > to) { throw new FormatException("priceTo is less than priceFrom"); }
        return (from, to) switch
        {
            (null, null) => new Price(),
            (_, null) => new Price(PriceKind.Fixed, from),
            _ => new Price(PriceKind.Range, from ?? 0, to),
        };
    }

    private decimal? Amount(SourceRow row, string field)
    {
        if (Value(row, field) is not { } text) { return null; }
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var amount) && amount < 1_000_000_000_000m
            ? amount : throw new FormatException($"{field} is '{text}', an amount is wanted");
    }

    /// <summary>The row's own id, else a hash of what it says: by this a second run knows it again.</summary>
    private string KeyOf(SourceRow row, Bilingual title, Bilingual text)
    {
        if (Value(row, "id") is { } id) { return id.Length <= 150 ? id : throw new FormatException("id has more than 150 characters"); }
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{title.Zh}\0{title.En}\0{text.Zh}\0{text.En}")));
    }
}
