using System.Globalization;
using Marketplace.Modularity;

namespace Marketplace.Accounts;

/// <summary>An organization's median first reply in the one wording that all pages use. A working day has eight hours.</summary>
public static class ReplyTime
{
    /// <summary>Fewer answers say nothing of the next one.</summary>
    public const int FewestAnswers = 3;

    private const int Hour = 60;
    private const int Day = 8 * Hour;

    /// <param name="texts">The site's words.</param>
    /// <param name="minutes">Working minutes, or null where there are too few answers.</param>
    public static string Words(Texts texts, int? minutes) => minutes switch
    {
        null => texts["accounts.reply.few"].Value,
        < Hour => texts["accounts.reply.minutes", Math.Max(1, minutes.Value)].Value,
        < Day => texts["accounts.reply.hours", Number(minutes.Value, Hour)].Value,
        _ => texts["accounts.reply.days", Number(minutes.Value, Day)].Value,
    };

    /// <summary>With what it is: "Median first reply: 4 working hours".</summary>
    public static string Told(Texts texts, int? minutes) => texts["accounts.reply.told", Words(texts, minutes)].Value;

    private static string Number(int minutes, int unit) => (minutes / (double)unit).ToString("0.#", CultureInfo.InvariantCulture);
}
