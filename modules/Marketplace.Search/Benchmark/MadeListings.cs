using System.Globalization;
using System.Text;
using Marketplace.Modularity;

namespace Marketplace.Search.Benchmark;

/// <summary>Listings and queries that nobody wrote: the n-th is the same in every run and for every engine, and none depends on another, so that a million need no memory.</summary>
internal sealed class MadeListings(SeedWords seeds)
{
    private const double ChineseShare = 0.6;
    private const int Organizations = 2_000;
    private const int Subjects = 6;

    // Other numbers than any listing's, so that a demand or a query is none of them.
    private const int FirstDemand = 1_000_000_007;
    private const int FirstQuery = 1_500_000_007;

    private static readonly DateTimeOffset LastDay = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Particles = ["的", "的", "和", "与", "及", "在", "对", "中", "为", "等"];
    private static readonly string[] Between = ["of", "the", "and", "for", "with", "in", "by", "to", "a", "on"];
    private static readonly string[] Units = ["mm", "kW", "MPa", "%", "kg", "nm", "℃", "V", "h", "t/d"];
    private readonly Ranked<string> zh = new(seeds.Zh);
    private readonly Ranked<string> en = new(seeds.En);
    private readonly Ranked<string> subjectsZh = new(seeds.SubjectsZh);
    private readonly Ranked<string> subjectsEn = new(seeds.SubjectsEn);
    private readonly Ranked<string> fields = new(seeds.Fields);
    private readonly Ranked<string> industries = new(seeds.Industries);
    private readonly Ranked<string> regions = new(seeds.Regions);
    private readonly Ranked<string> cooperation = new(seeds.Cooperation);
    private readonly Ranked<string> rights = new(seeds.Rights);
    private readonly Ranked<string> serviceKinds = new(seeds.ServiceKinds);

    /// <summary>Six in ten achievements, three demands, one service.</summary>
    public SearchDocument Listing(int number)
    {
        var dice = new Dice(number);
        var kind = dice.Between(1, 10) switch { <= 6 => "achievement", <= 9 => "demand", _ => "service" };
        return Listing(number, kind, dice);
    }

    public SearchDocument Demand(int number) => Listing(FirstDemand + number, "demand", new Dice(FirstDemand + number));

    private SearchDocument Listing(int number, string kind, Dice dice)
    {
        var writing = new Writing(this, dice, dice.Chance(ChineseShare));
        var organization = dice.Length(0, Organizations);
        var published = LastDay.AddMinutes(-dice.Length(0, 1_500_000));
        var price = dice.Between(1, 500) * 10_000m;
        var priceKind = dice.Between(1, 10) switch { <= 2 => "fixed", <= 6 => "range", <= 9 => "negotiable", _ => "exchange" };
        return new SearchDocument
        {
            Id = new Guid(number, 4, 4, new byte[8]),
            Version = 1,
            Kind = kind,
            ShortId = number.ToString(CultureInfo.InvariantCulture),
            Url = $"/{kind}s/{number.ToString(CultureInfo.InvariantCulture)}",
            VisibleTo = dice.Between(1, 50) switch { 1 => ReaderScope.Verified, <= 5 => ReaderScope.Members, _ => ReaderScope.Public },
            Title = writing.Text(8, 26, 4, 16, sentences: false),
            Summary = writing.Text(25, 70, 11, 35),
            Text = writing.Text(120, 900, 50, 400),
            MembersText = dice.Chance(0.3) ? writing.Text(20, 70, 10, 30) : Bilingual.Empty,
            KeywordsZh = writing.IsChinese ? writing.Keywords() : [],
            KeywordsEn = writing.IsChinese ? [] : writing.Keywords(),
            Fields = [.. Enumerable.Range(0, dice.Between(1, 2)).Select(_ => dice.Common(fields)).Distinct()],
            Industry = dice.Chance(0.9) ? dice.Common(industries) : null,
            Region = dice.Common(regions),
            OrganizationId = new Guid(organization, 5, 5, new byte[8]),
            OrganizationName = new Writing(this, new Dice(-1 - organization), writing.IsChinese).Text(6, 14, 2, 5, sentences: false),
            OrganizationKind = seeds.OrganizationKinds[organization % seeds.OrganizationKinds.Count],
            OrganizationVerified = organization % 5 < 3,
            Trl = kind == "service" ? null : dice.Between(1, 9),
            Cooperation = [.. Enumerable.Range(0, dice.Between(1, 3)).Select(_ => dice.Common(cooperation)).Distinct()],
            PriceKind = priceKind,
            PriceFrom = priceKind is "fixed" or "range" ? price : null,
            PriceTo = priceKind is "range" ? price * 2 : null,
            Currency = priceKind is "fixed" or "range" ? "CNY" : null,
            Rights = kind == "achievement" ? [.. Enumerable.Range(0, dice.Between(0, 2)).Select(_ => dice.Common(rights)).Distinct()] : [],
            ServiceKinds = kind == "service" ? [dice.Common(serviceKinds)] : [],
            Published = published,
            Confirmed = published.AddDays(dice.Between(0, 200)),
            Completeness = dice.Between(40, 100),
            Urgent = kind == "demand" && dice.Chance(0.1),
        };
    }

    /// <summary>Of a hundred queries five look through everything, ten are a question, six a phrase, six exclude a word; a third choose in a facet.</summary>
    public SearchQuery Query(int number)
    {
        var dice = new Dice(FirstQuery + number);
        var writing = new Writing(this, dice, dice.Chance(ChineseShare));
        var text = dice.Between(1, 100) switch
        {
            <= 5 => "",
            <= 15 => string.Join(writing.IsChinese ? "" : " ", writing.Several(dice.Between(4, 7))),
            <= 21 => $"\"{writing.Subject()}\"",
            <= 27 => $"{writing.Subject()} -{writing.Word()}",
            _ => string.Join(' ', writing.Several(dice.Between(1, 3))),
        };
        return new SearchQuery { Text = text, Choices = Choices(dice), Language = writing.IsChinese ? Language.Zh : Language.En, Sort = dice.Chance(0.1) ? SearchSort.Newest : SearchSort.Relevance };
    }

    private Dictionary<string, IReadOnlyList<string>> Choices(Dice dice) => dice.Between(1, 12) switch
    {
        1 => new() { [Facets.Kind] = ["achievement"] },
        2 => new() { [Facets.Field] = [dice.Common(fields)] },
        3 => new() { [Facets.Region] = [dice.Common(regions), dice.Common(regions)], [Facets.Kind] = ["achievement"] },
        4 => new() { [Facets.Trl] = ["7-9"], [Facets.Cooperation] = [dice.Common(cooperation)] },
        _ => [],
    };

    /// <summary>What somebody types: the beginning of a subject.</summary>
    public SuggestQuery Typing(int number)
    {
        var dice = new Dice(FirstQuery - number);
        var writing = new Writing(this, dice, dice.Chance(ChineseShare));
        var text = writing.Subject();
        return new SuggestQuery(text[..Math.Min(text.Length, dice.Between(1, 6))], writing.IsChinese ? Language.Zh : Language.En);
    }

    /// <summary>One hand that writes about a few subjects in one language.</summary>
    private sealed class Writing(MadeListings made, Dice dice, bool chinese)
    {
        private readonly string[] subjects = [.. Enumerable.Range(0, Subjects).Select(_ => dice.Common(chinese ? made.subjectsZh : made.subjectsEn))];

        public bool IsChinese => chinese;
        public string Subject() => dice.Any(subjects);
        public string Word() => dice.Common(chinese ? made.zh : made.en);
        public List<string> Keywords() => [.. subjects.Take(dice.Between(3, 6)).Distinct()];
        public IEnumerable<string> Several(int count) => Enumerable.Range(0, count).Select(_ => dice.Chance(0.7) ? Subject() : Word());

        /// <summary>Lengths in characters of Chinese and in words of English.</summary>
        public Bilingual Text(int leastZh, int mostZh, int leastEn, int mostEn, bool sentences = true) =>
            chinese ? new Bilingual(Zh: Chinese(dice.Length(leastZh, mostZh), sentences)) : new Bilingual(En: English(dice.Length(leastEn, mostEn), sentences));

        private string Chinese(int length, bool sentences)
        {
            var text = new StringBuilder(length + 16);
            for (var words = 1; text.Length < length; words++)
            {
                text.Append(Next());
                if (dice.Chance(0.25)) { text.Append(dice.Any(Particles)); }
                else if (sentences && words % 5 == 0) { text.Append(dice.Chance(0.4) ? '。' : '，'); }
            }
            return text.ToString();
        }

        private string English(int length, bool sentences)
        {
            var text = new StringBuilder(length * 8);
            for (var words = 0; words < length; words++)
            {
                if (words > 0) { text.Append(sentences && words % 12 == 0 ? ". " : " "); }
                text.Append(dice.Chance(0.3) ? dice.Any(Between) : Next());
            }
            return text.ToString();
        }

        /// <summary>A subject, a figure or a model name now and then, else any word. Names that are nobody else's make the long tail that real texts have.</summary>
        private string Next() => dice.Between(1, 100) switch
        {
            <= 30 => Subject(),
            <= 33 => string.Create(CultureInfo.InvariantCulture, $"{dice.Between(1, 900)}{dice.Any(Units)}"),
            34 => string.Create(CultureInfo.InvariantCulture, $"{(char)dice.Between('A', 'Z')}{(char)dice.Between('A', 'Z')}-{dice.Between(1, 9_999)}"),
            _ => Word(),
        };
    }
}
