using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;

namespace Marketplace.Search.Saved;

/// <summary>How often a follower hears of a search. <see cref="Never"/>: new things show in the workspace only.</summary>
public enum AlertPace { AtOnce, Daily, Weekly, Never }

/// <summary>A search that a member follows. What it asks never changes; its name, pace and language do.</summary>
public sealed class SavedSearch : Entity
{
    public const int LongestName = 100;
    public const int LongestQuery = 2_000;

    /// <summary>Mornings begin at eight in China, where most readers are.</summary>
    private static readonly TimeSpan Morning = TimeSpan.FromHours(8);

    private SavedSearch() { }

    /// <param name="person">Who follows.</param>
    /// <param name="state">What is asked; its sort and page do not matter.</param>
    /// <param name="name">At most <see cref="LongestName"/> characters.</param>
    /// <param name="pace">How often the person hears of it.</param>
    /// <param name="language">Of its mail.</param>
    /// <param name="now">What was published before is not new.</param>
    public SavedSearch(Guid person, SearchState state, string name, AlertPace pace, string language, DateTimeOffset now)
    {
        (PersonId, Path, Query, Created, Seen) = (person, state.Path, state.Canonical(), now, now);
        Change(name, pace, language, now);
    }

    public Guid PersonId { get; private set; }
    public string Name { get; private set; } = "";

    /// <summary>Path of the list without language prefix: <c>/search</c>, <c>/achievements</c> …</summary>
    public string Path { get; private set; } = "";

    /// <summary><see cref="SearchState.Canonical"/>: searches that ask the same have the same.</summary>
    public string Query { get; private set; } = "";
    public AlertPace Pace { get; private set; }

    /// <summary><c>zh-CN</c> or <c>en</c>: what its mail is written in.</summary>
    public string Language { get; private set; } = Modularity.Language.Zh;
    public DateTimeOffset Created { get; private set; }

    /// <summary>When the person last looked at what it found; what came later is new.</summary>
    public DateTimeOffset Seen { get; private set; }

    /// <summary>Since when nothing is looked for.</summary>
    public DateTimeOffset? Paused { get; private set; }

    /// <summary>When the person is to be told of what was found, or null where nothing waits.</summary>
    public DateTimeOffset? Due { get; private set; }
    public DateTimeOffset? Told { get; private set; }

    public SearchState Asked() => SearchState.Read(Path, Query);

    /// <returns>True where what was found before is no longer to be told: nobody asked for mail then.</returns>
    public bool Change(string name, AlertPace pace, string language, DateTimeOffset now)
    {
        var wasSilent = Pace == AlertPace.Never && pace != AlertPace.Never;
        var isOther = pace != Pace;
        (Name, Pace, Language) = (name, pace, language);
        if (isOther) { Due = Due is null || Paused is not null ? null : NextTelling(now, TimeSpan.Zero); }
        return wasSilent;
    }

    public void Pause(DateTimeOffset now) => (Paused, Due) = (Paused ?? now, null);

    /// <param name="waits">Something was found before, of which the person has not been told.</param>
    /// <param name="now">From now on it is looked for again.</param>
    public void Resume(bool waits, DateTimeOffset now)
    {
        Paused = null;
        if (waits) { Finds(now, TimeSpan.Zero); }
    }

    public void See(DateTimeOffset now) => Seen = now;

    /// <summary>Something was found: the person hears of it when their pace says.</summary>
    public void Finds(DateTimeOffset now, TimeSpan between) => Due ??= WhenTold(now, between);

    /// <summary>When the person would hear of what is found now; null where they need not.</summary>
    public DateTimeOffset? WhenTold(DateTimeOffset now, TimeSpan between) => Paused is null ? NextTelling(now, between) : null;

    public void IsTold(DateTimeOffset now) => (Told, Due) = (now, null);

    private DateTimeOffset? NextTelling(DateTimeOffset now, TimeSpan between) => Pace switch
    {
        AlertPace.AtOnce => Told + between is { } soonest && soonest > now ? soonest : now,
        AlertPace.Daily => NextMorning(now),
        AlertPace.Weekly => NextMonday(now),
        _ => null,
    };

    internal static DateTimeOffset NextMorning(DateTimeOffset now)
    {
        var here = Moments.Here(now);
        var today = new DateTimeOffset(here.Date + Morning, here.Offset);
        return (today > now ? today : today.AddDays(1)).ToUniversalTime();
    }

    internal static DateTimeOffset NextMonday(DateTimeOffset now)
    {
        var morning = NextMorning(now);
        while (Moments.Here(morning).DayOfWeek != DayOfWeek.Monday) { morning = morning.AddDays(1); }
        return morning;
    }
}

/// <summary>A listing that a saved search found, once and for all: nobody is told of it twice.</summary>
public sealed class SavedSearchFind
{
    public Guid Search { get; init; }
    public Guid Listing { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>When the person was told by mail and notice, or need not be told any more.</summary>
    public DateTimeOffset? Told { get; set; }
}
