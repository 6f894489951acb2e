using System.Globalization;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary>
/// <c>&lt;money from="@price.From" to="@price.To" currency="CNY" kind="range" /&gt;</c>: an amount or a range as the reader's language writes it.
/// <c>kind="negotiable|listing|equity|free"</c> is a word instead of an amount; <c>exact</c> keeps every digit (contracts, payments).
/// </summary>
[HtmlTargetElement("money", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class MoneyTagHelper(Texts texts) : ThemeTagHelper(texts)
{
    public decimal? From { get; set; }
    public decimal? To { get; set; }
    public string Currency { get; set; } = "CNY";
    public string Kind { get; set; } = "fixed";
    public bool Exact { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        Become(output, "span", "num nowrap");
        output.Content.SetContent(Exact && From is { } amount ? Money.Exact(T, amount, Currency) : Money.Short(T, From, To, Currency, Kind));
    }
}

/// <summary>Amounts as people read them. In Chinese by 万 and 亿, in English by thousand separators and "million".</summary>
public static class Money
{
    /// <summary>An amount or range for lists, rounded to what matters; a word where there is no amount.</summary>
    public static string Short(Texts texts, decimal? from, decimal? to, string currency, string kind = "fixed")
    {
        var word = kind.ToLowerInvariant();
        if (word is not ("fixed" or "range") && texts.Has($"theme.money.{word}")) { return texts[$"theme.money.{word}"].Value; }
        return (from, to) switch
        {
            (null, null) => texts["theme.money.negotiable"].Value,
            ({ } a, { } b) when a == b => One(texts, a, currency),
            ({ } a, { } b) => Range(texts, a, b, currency),
            ({ } a, null) => word == "range" ? texts["theme.money.from", One(texts, a, currency)].Value : One(texts, a, currency),
            (null, { } b) => texts["theme.money.upTo", One(texts, b, currency)].Value,
        };
    }

    /// <summary>Every digit, with the currency.</summary>
    public static string Exact(Texts texts, decimal amount, string currency) =>
        Language.IsEnglish ? $"{currency} {amount:#,##0.00}" : $"{amount:#,##0.00} {Unit(texts, currency)}";

    private static string One(Texts texts, decimal amount, string currency)
    {
        var (size, step) = Step(texts, amount);
        return Language.IsEnglish ? $"{currency} {Number(amount, step)}{size}" : $"{Number(amount, step)} {size}{Unit(texts, currency)}";
    }

    private static string Range(Texts texts, decimal from, decimal to, string currency)
    {
        var (size, step) = Step(texts, to);
        var range = $"{Number(from, step)}–{Number(to, step)}";
        return Language.IsEnglish ? $"{currency} {range}{size}" : $"{range} {size}{Unit(texts, currency)}";
    }

    private static (string Size, decimal Step) Step(Texts texts, decimal amount) => Language.IsEnglish
        ? amount >= 1_000_000 ? (" " + texts["theme.money.million"].Value, 1_000_000) : ("", 1)
        : amount >= 100_000_000 ? (texts["theme.money.hundredMillion"].Value, 100_000_000) : amount >= 10_000 ? (texts["theme.money.tenThousand"].Value, 10_000) : ("", 1);

    private static string Number(decimal amount, decimal step) => (amount / step).ToString("#,##0.##", CultureInfo.InvariantCulture);

    private static string Unit(Texts texts, string currency) =>
        texts.Has($"theme.currency.{currency}") ? texts[$"theme.currency.{currency}"].Value : currency;
}
