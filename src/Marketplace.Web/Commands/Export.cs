using System.CommandLine;
using Marketplace.Listings;
using Marketplace.Listings.Import;
using Spectre.Console;

namespace Marketplace.Web.Commands;

internal static class Export
{
    private enum Format { Jsonl, Csv }

    private enum Kind { Achievement, Demand, Service, Organization }

    public static Command Command()
    {
        var kind = new Option<Kind>("--kind") { Description = "What is written: achievement, demand, service, or organization (as a recipe for the verb seed).", Required = true };
        var format = new Option<Format>("--format") { Description = "jsonl (the default) holds everything and is what import takes; csv is a table of texts and codes.", DefaultValueFactory = _ => Format.Jsonl };
        var file = new Option<FileInfo?>("--out") { Description = "The file to write; without it the rows go to the standard output." };
        var command = new Command("export", "Write what everybody may see, row by row. Works beside a running site; import brings it into another.") { kind, format, file };
        command.Validators.Add(result =>
        {
            if (result.GetValue(kind) == Kind.Organization && result.GetValue(format) == Format.Csv) { result.AddError("Organizations are written as a recipe (JSON); leave --format out."); }
        });
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetRequiredValue(kind), parsed.GetValue(format), parsed.GetValue(file)?.FullName, cancel));
        return command;
    }

    private static async Task<int> RunAsync(Kind kind, Format format, string? file, CancellationToken cancel)
    {
        await using var app = Site.Build(["--Logging:Console:LogToStandardErrorThreshold=Trace"], serving: false);
        await Site.PrepareAsync(app, cancel);
        if (file is null)
        {
            await using var output = Console.OpenStandardOutput();
            await WriteAsync(app.Services, kind, format, output, cancel);
            return 0;
        }
        var part = file + ".part";
        try
        {
            int count;
            await using (var output = new FileStream(part, FileMode.Create)) { count = await WriteAsync(app.Services, kind, format, output, cancel); }
            File.Move(part, file, overwrite: true);
            AnsiConsole.MarkupLineInterpolated($"[green]✓[/] {count} rows in {file}");
            return 0;
        }
        finally { File.Delete(part); }
    }

    private static Task<int> WriteAsync(IServiceProvider services, Kind kind, Format format, Stream to, CancellationToken cancel)
    {
        if (kind == Kind.Organization) { return services.GetRequiredService<OrganizationExport>().WriteAsync(to, cancel); }
        var rows = services.GetRequiredService<ListingExport>().ReadAsync(Enum.Parse<ListingKind>(kind.ToString()), cancel);
        return format == Format.Csv ? ListingExport.WriteTableAsync(rows, to, cancel) : ListingExport.WriteLinesAsync(rows, to, cancel);
    }
}
