using Marketplace.Deals;

namespace Marketplace.Tests.Deals;

public sealed class WorkingCalendarTests
{
    private static readonly WorkingCalendar Calendar = WorkingCalendar.Read(Path.Combine(AppContext.BaseDirectory, "seeds", "holidays.json"));

    [Theory]
    [InlineData("2026-11-24T10:00", 3, "2026-11-27T10:00")]
    [InlineData("2026-11-26T16:00", 3, "2026-12-01T16:00")]
    [InlineData("2026-11-28T12:00", 3, "2026-12-03T09:00")]
    [InlineData("2026-09-30T10:00", 3, "2026-10-10T10:00")]
    [InlineData("2026-02-13T10:00", 3, "2026-02-25T10:00")]
    public void Working_days_leave_out_weekends_and_holidays_and_count_make_up_days(string opened, int days, string due) =>
        Assert.Equal(Beijing(due), Calendar.Add(Beijing(opened), days));

    [Theory]
    [InlineData("2026-11-24T10:00", "2026-11-24T11:30", 90)]
    [InlineData("2026-11-24T16:30", "2026-11-25T09:30", 60)]
    [InlineData("2026-11-27T16:00", "2026-11-30T10:00", 120)]
    [InlineData("2026-11-28T10:00", "2026-11-29T10:00", 0)]
    [InlineData("2026-11-24T02:00", "2026-11-24T23:00", 480)]
    public void Only_office_minutes_count(string from, string to, int minutes) => Assert.Equal(minutes, Calendar.MinutesBetween(Beijing(from), Beijing(to)));

    [Fact]
    public void A_make_up_Saturday_is_a_working_day_and_the_derived_year_is_marked()
    {
        Assert.True(Calendar.IsWorkingDay(new DateOnly(2026, 10, 10)));
        Assert.False(Calendar.IsWorkingDay(new DateOnly(2026, 10, 11)));
        Assert.Equal([2027], Calendar.ToRecheck);
    }

    private static DateTimeOffset Beijing(string local) => new(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(8));
}
