using Spectre.Console;

namespace Marketplace.Web.Commands;

/// <summary>One bar for a verb that knows how much of its work is done.</summary>
internal static class Progress
{
    /// <param name="name">Shown before anything is told.</param>
    /// <param name="work">Given what to tell: what is being done, and how much of all, 0-1.</param>
    public static Task<T> ShowAsync<T>(string name, Func<Action<string, double>, Task<T>> work) =>
        AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).StartAsync(async bars =>
        {
            var bar = bars.AddTask(Markup.Escape(name), maxValue: 1);
            var done = await work((what, share) => { bar.Description = Markup.Escape(what); bar.Value = share; });
            bar.Value = 1;
            return done;
        });
}
