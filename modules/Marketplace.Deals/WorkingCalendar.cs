using System.Text.Json;
using Marketplace.Data;

namespace Marketplace.Deals;

/// <summary>Working days of China from <c>seeds/holidays.json</c>: Monday to Friday without public holidays, with the make-up days. Years that the file does not know have no holidays.</summary>
public sealed class WorkingCalendar
{
    private readonly HashSet<DateOnly> holidays;
    private readonly HashSet<DateOnly> workdays;
    private readonly TimeZoneInfo zone;
    private readonly TimeOnly opens;
    private readonly TimeOnly closes;

    private WorkingCalendar(HolidayFile file)
    {
        zone = TimeZoneInfo.FindSystemTimeZoneById(file.TimeZone);
        (opens, closes) = (file.OfficeHours.From, file.OfficeHours.To);
        holidays = [.. file.Years.SelectMany(y => y.Holidays).SelectMany(DaysOf)];
        workdays = [.. file.Years.SelectMany(y => y.Workdays)];
        ToRecheck = [.. file.Years.Where(y => y.Recheck).Select(y => y.Year)];
        LastYear = file.Years.Max(y => y.Year);
    }

    /// <summary>Office minutes of a working day.</summary>
    public int MinutesPerDay => (int)(closes - opens).TotalMinutes;

    /// <summary>Years whose days are derived, not taken from the yearly notice.</summary>
    public IReadOnlyList<int> ToRecheck { get; }
    public int LastYear { get; }

    public static WorkingCalendar Read(string path)
    {
        using var stream = File.OpenRead(path);
        return new WorkingCalendar(JsonSerializer.Deserialize<HolidayFile>(stream, JsonTextOptions.Options)!);
    }

    public bool IsWorkingDay(DateOnly day) =>
        workdays.Contains(day) || (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !holidays.Contains(day));

    /// <summary>The same time of day some working days later. A start outside working days counts as the opening of the next one.</summary>
    public DateTimeOffset Add(DateTimeOffset start, int workingDays)
    {
        var local = TimeZoneInfo.ConvertTime(start, zone);
        var (day, time) = (DateOnly.FromDateTime(local.DateTime), TimeOnly.FromDateTime(local.DateTime));
        if (!IsWorkingDay(day)) { (day, time) = (NextWorkingDay(day), opens); }
        for (var left = workingDays; left > 0; left--) { day = NextWorkingDay(day); }
        return ToInstant(day, time);
    }

    /// <summary>Office minutes between two times.</summary>
    public int MinutesBetween(DateTimeOffset start, DateTimeOffset end)
    {
        var (from, to) = (TimeZoneInfo.ConvertTime(start, zone).DateTime, TimeZoneInfo.ConvertTime(end, zone).DateTime);
        var minutes = 0.0;
        for (var day = DateOnly.FromDateTime(from); day <= DateOnly.FromDateTime(to); day = day.AddDays(1))
        {
            if (!IsWorkingDay(day)) { continue; }
            var begins = Later(day.ToDateTime(opens), from);
            var ends = day.ToDateTime(closes) < to ? day.ToDateTime(closes) : to;
            if (ends > begins) { minutes += (ends - begins).TotalMinutes; }
        }
        return (int)minutes;
    }

    /// <summary>Working days until then, counting begun ones; 0 where it is over.</summary>
    public int DaysLeft(DateTimeOffset now, DateTimeOffset due) =>
        due <= now ? 0 : Math.Max(1, (int)Math.Ceiling(MinutesBetween(now, due) / (double)MinutesPerDay));

    private DateOnly NextWorkingDay(DateOnly day)
    {
        do { day = day.AddDays(1); } while (!IsWorkingDay(day));
        return day;
    }

    private DateTimeOffset ToInstant(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private static DateTime Later(DateTime a, DateTime b) => a > b ? a : b;

    private static IEnumerable<DateOnly> DaysOf(Holiday holiday)
    {
        for (var day = holiday.From; day <= holiday.To; day = day.AddDays(1)) { yield return day; }
    }

    private sealed record HolidayFile(string TimeZone, OfficeHours OfficeHours, IReadOnlyList<HolidayYear> Years);
    private sealed record OfficeHours(TimeOnly From, TimeOnly To);
    private sealed record HolidayYear(int Year, bool Recheck, IReadOnlyList<Holiday> Holidays, IReadOnlyList<DateOnly> Workdays);
    private sealed record Holiday(DateOnly From, DateOnly To);
}
