using Marketplace.Web.Commands;

// The process that renders pictures is this program too, and has to start quickly.
if (Render.Is(args)) { return Render.Run(args); }

// One binary: `serve` is what runs without a verb; `--help` lists the others.
return await Verbs.RunAsync(args);
