using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Marketplace.Media;

/// <summary>
/// Has pictures rendered by a process of their own (<see cref="RenderChild"/>): without the site's environment, with little memory, killed when it takes long, two at a time.
/// A crafted picture can cost one such process and nothing else.
/// </summary>
internal sealed class PictureRenderer(IOptions<MediaOptions> options, ILogger<PictureRenderer> logger)
{
    private const int AtATime = 2;
    private const int LongestAnswer = 4096;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim places = new(AtATime);

    /// <param name="source">Path of the picture.</param>
    /// <param name="folder">Where the renditions go; exists.</param>
    /// <param name="names">Renditions with extension (<c>card.webp</c>); none where the picture is only to be checked.</param>
    /// <param name="cancel">Kills the process.</param>
    public async Task<Rendered> RenderAsync(string source, string folder, IReadOnlyList<string> names, CancellationToken cancel)
    {
        if (!await places.WaitAsync(LongestWait, cancel)) { return new Rendered(FileRefusal.Busy); }
        try { return await RunAsync(source, folder, names, cancel); }
        finally { places.Release(); }
    }

    private async Task<Rendered> RunAsync(string source, string folder, IReadOnlyList<string> names, CancellationToken cancel)
    {
        using var child = Process.Start(Start([source, folder, .. names]))!;
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        time.CancelAfter(TimeSpan.FromSeconds(options.Value.RenderSeconds));
        try
        {
            child.StandardInput.Close();
            YieldToVisitors(child);
            var answer = ReadAsync(child.StandardOutput, time.Token);
            var complaint = ReadAsync(child.StandardError, time.Token);
            await child.WaitForExitAsync(time.Token);
            return Understand(await answer, await complaint, child.ExitCode);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            logger.LogWarning("Rendering a picture took longer than {Seconds} s and was stopped", options.Value.RenderSeconds);
            return new Rendered(FileRefusal.Damaged);
        }
        finally
        {
            if (!child.HasExited) { child.Kill(entireProcessTree: true); }
        }
    }

    private Rendered Understand(string answer, string complaint, int exitCode)
    {
        switch (answer.Trim().Split(' '))
        {
            case ["ok", var width, var height] when exitCode == 0:
                return new Rendered(null, int.Parse(width, CultureInfo.InvariantCulture), int.Parse(height, CultureInfo.InvariantCulture));
            case ["refused", var reason] when exitCode == 0 && Enum.TryParse<FileRefusal>(reason, out var refusal):
                return new Rendered(refusal);
            default:
                logger.LogWarning("Rendering a picture ended with {ExitCode}: {Complaint}", exitCode, complaint.Split('\n')[0]);
                return new Rendered(FileRefusal.Damaged);
        }
    }

    private ProcessStartInfo Start(IEnumerable<string> arguments)
    {
        var memory = options.Value.RenderMegabytes;
        var (file, first) = Program.Value;
        string[] all = [.. first, "render", $"{memory}", $"{options.Value.Pixels}", .. arguments];
        var start = new ProcessStartInfo(file, all) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, CreateNoWindow = true };
        var kept = new[] { "SystemRoot", "TEMP", "TMPDIR", "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "LD_LIBRARY_PATH" }
            .Select(name => (name, value: Environment.GetEnvironmentVariable(name))).Where(v => v.value is not null).ToList();
        start.Environment.Clear();
        foreach (var (name, value) in kept) { start.Environment[name] = value; }
        start.Environment["DOTNET_GCHeapHardLimit"] = ((long)memory << 20).ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        return start;
    }

    /// <summary>This site's own program: beside this assembly, started by the runtime that runs now, whatever program hosts it (tests have their own).</summary>
    private static readonly Lazy<(string File, string[] First)> Program = new(() =>
    {
        var site = Path.Combine(AppContext.BaseDirectory, "Marketplace.Web.dll");
        var runtime = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        var dotnet = Path.Combine(runtime, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return File.Exists(site) && File.Exists(dotnet) ? (dotnet, [site]) : (Environment.ProcessPath!, []);
    });

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancel)
    {
        var text = new char[LongestAnswer];
        var length = await reader.ReadBlockAsync(text, cancel);
        // What is beyond is read and dropped, so that the process does not wait for somebody to read it.
        var rest = new char[LongestAnswer];
        while (length == LongestAnswer && await reader.ReadAsync(rest, cancel) > 0) { }
        return new string(text, 0, length);
    }

    private static void YieldToVisitors(Process child)
    {
        try { child.PriorityClass = ProcessPriorityClass.BelowNormal; }
        catch (Exception problem) when (problem is InvalidOperationException or System.ComponentModel.Win32Exception) { /* it has ended already */ }
    }
}

/// <summary>What became of a rendering: the size of the upright picture in pixels, or why there is none.</summary>
internal sealed record Rendered(FileRefusal? Refusal, int Width = 0, int Height = 0);
