using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Marketplace.Theme;

/// <summary>Nine line drawings, one for each strategic field; the seed moves and counts what is in them, never their character.</summary>
public static class CoverDrawing
{
    private const int Width = 320, Height = 180;

    /// <summary>Top codes of the taxonomy of fields in the order of the motifs; another code takes the one that its letters fall on.</summary>
    private static readonly string[] Fields = ["new-it", "equipment", "materials", "bio", "nev", "energy", "environment", "digital", "services"];
    private static readonly Func<Seed, string>[] Motifs = [Signals, Wheels, Lattice, Helix, Roads, Sun, Waves, Tiles, Arches];

    public static int Motif(string? field)
    {
        var code = (field ?? "").Split('.')[0];
        var known = Array.IndexOf(Fields, code);
        return known >= 0 ? known : (int)(Seed.Hash(code) % (uint)Motifs.Length);
    }

    // A drawing is a few kilobytes that never change, and the same ones stand beside many listings.
    private const int MostKept = 500;
    private static readonly ConcurrentDictionary<(int Motif, string Seed), string> Kept = [];

    public static string Svg(string? field, string seed)
    {
        var which = (Motif(field), seed);
        if (Kept.TryGetValue(which, out var drawn)) { return drawn; }
        if (Kept.Count >= MostKept) { Kept.Clear(); }
        return Kept[which] = Svg(which.Item1, new Seed(seed));
    }

    private static string Svg(int motif, Seed seed) =>
        $"<svg viewBox=\"0 0 {Width} {Height}\" preserveAspectRatio=\"xMidYMid slice\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.6\" stroke-linecap=\"round\" aria-hidden=\"true\">{Motifs[motif](seed)}</svg>";

    // information: lines that run, branch and end in nodes
    private static string Signals(Seed seed) => Draw(paths =>
    {
        for (var i = 0; i < 6; i++)
        {
            int y = 25 + i * 26, turn = seed.Next(60, 200), shift = seed.Next(0, 2) == 0 ? 26 : -26, end = seed.Next(turn + 60, 310);
            paths.Path($"M0 {y}H{turn}l26 {shift}H{end}").Circle(end + 5, y + shift, 5, "body").Circle(turn, y, 2.5);
        }
    });

    // machines: wheels that mesh, on axes
    private static string Wheels(Seed seed) => Draw(paths =>
    {
        int x = seed.Next(105, 150), y = seed.Next(80, 100), r = seed.Next(48, 62), r2 = seed.Next(26, 38), x2 = x + r + r2 + 2;
        paths.Circle(x, y, r, "body").Circle(x, y, r - 14).Circle(x, y, 8).Circle(x2, y, r2, "body").Circle(x2, y, 6)
            .Path($"M{x} 0V{Height}M0 {y}H{Width}", "faint").Path($"M{x2} {y - r2 - 18}V{y + r2 + 18}", "faint");
        for (var i = 0; i < 12; i++) { paths.Spoke(x, y, r, r + 6, i * 30 + seed.Turn); }
    });

    // materials: a lattice of hexagons, some of them filled
    private static string Lattice(Seed seed) => Draw(paths =>
    {
        const int size = 24;
        for (var row = 0; row < 6; row++)
        {
            for (var column = 0; column < 9; column++)
            {
                double x = column * size * 1.74 + (row % 2) * size * .87 - 10, y = row * size * 1.5;
                paths.Hexagon(x, y, size, seed.Next(0, 6) == 0 ? "body" : "faint");
            }
        }
    });

    // life: a double helix with rungs
    private static string Helix(Seed seed) => Draw(paths =>
    {
        double phase = seed.Next(0, 628) / 100d, length = seed.Next(26, 34), high = 40;
        string Strand(double start) => "M" + string.Join("L", Enumerable.Range(0, 65).Select(i => Point(i * 5, 90 + Math.Sin(i * 5 / length + start) * high)));
        paths.Path(Strand(phase)).Path(Strand(phase + Math.PI));
        for (var x = 6; x < Width; x += 13)
        {
            var reach = Math.Sin(x / length + phase) * high;
            if (Math.Abs(reach) > 8) { paths.Path($"M{Point(x, 90 - reach * .86)}L{Point(x, 90 + reach * .86)}", "faint"); }
        }
    });

    // new vehicles: lanes that bend towards a point
    private static string Roads(Seed seed) => Draw(paths =>
    {
        var to = seed.Next(110, 210);
        for (var i = -4; i <= 4; i++) { paths.Path($"M{160 + i * 70} {Height}C{160 + i * 50} 120 {to + i * 14} 100 {to + i * 5} 58", i == 0 ? "" : "faint"); }
        paths.Path($"M0 58H{Width}").Circle(to, 58, seed.Next(16, 26), "body");
    });

    // energy: a sun over a horizon, with rays
    private static string Sun(Seed seed) => Draw(paths =>
    {
        int x = seed.Next(90, 230), y = 118, r = seed.Next(26, 36);
        paths.Path($"M{x - r} {y}a{r} {r} 0 0 1 {2 * r} 0", "body");
        for (var i = 1; i < 12; i++) { paths.Spoke(x, y, r + 10, r + (i % 2 == 0 ? 34 : 48), 180 + i * 15); }
        for (var i = 0; i < 4; i++) { paths.Path($"M{10 + i * 18} {y + i * 16}H{Width - 10 - i * 18}", i == 0 ? "" : "faint"); }
    });

    // environment: water in layers
    private static string Waves(Seed seed) => Draw(paths =>
    {
        int lift = seed.Next(22, 40), shift = seed.Next(-30, 30);
        for (var i = 0; i < 6; i++)
        {
            int y = 58 + i * 20;
            paths.Path($"M-10 {y}C{60 + shift} {y - lift} {100 + shift} {y + lift} {160 + shift} {y - lift / 2}S{270 + shift} {y - lift} 330 {y}", i is 0 or 2 ? "" : "faint");
        }
        paths.Circle(seed.Next(40, 280), 36, seed.Next(8, 14), "body");
    });

    // digital creation: sheets laid over one another, turned
    private static string Tiles(Seed seed) => Draw(paths =>
    {
        int x = seed.Next(130, 190), turn = seed.Next(6, 13);
        for (var i = 0; i < 6; i++) { paths.Add($"<rect x=\"{x - 45}\" y=\"45\" width=\"90\" height=\"90\" rx=\"8\" transform=\"rotate({i * turn - 20} {x} 90)\"{Class(i == 0 ? "body" : i % 2 == 1 ? "faint" : "")}/>"); }
        paths.Circle(x - 90, 50, 6, "body").Circle(x + 92, 128, 9);
    });

    // services: arches that carry a way across
    private static string Arches(Seed seed) => Draw(paths =>
    {
        int count = seed.Next(3, 6), wide = Width / count, top = seed.Next(56, 76);
        paths.Path($"M0 {top}H{Width}M0 {top - 10}H{Width}");
        for (var i = 0; i < count; i++)
        {
            int from = i * wide + 10, r = (wide - 20) / 2;
            paths.Path($"M{from} {Height}V{top + 14 + r}a{r} {r} 0 0 1 {2 * r} 0V{Height}", i % 2 == 0 ? "body" : "");
        }
        paths.Circle(seed.Next(60, 260), top - 22, 7);
    });

    private static string Draw(Action<Lines> draw)
    {
        var lines = new Lines();
        draw(lines);
        return lines.ToString();
    }

    private static string Class(string name) => name.Length == 0 ? "" : $" class=\"{name}\"";
    private static string Point(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{x:0.#} {y:0.#}");

    private sealed class Lines
    {
        private readonly StringBuilder svg = new(4096);

        public Lines Add(string element) { svg.Append(element); return this; }
        public Lines Path(string d, string name = "") => Add($"<path d=\"{d}\"{Class(name)}/>");
        public Lines Circle(double x, double y, double r, string name = "") =>
            Add(string.Create(CultureInfo.InvariantCulture, $"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"{r:0.#}\"{Class(name)}/>"));

        public Lines Spoke(double x, double y, double from, double to, double degrees)
        {
            var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
            return Path($"M{Point(x + cos * from, y + sin * from)}L{Point(x + cos * to, y + sin * to)}");
        }

        public Lines Hexagon(double x, double y, double size, string name) =>
            Path("M" + string.Join("L", Enumerable.Range(0, 6).Select(i => Point(x + Math.Sin(i * Math.PI / 3) * size, y + Math.Cos(i * Math.PI / 3) * size))) + "Z", name);

        public override string ToString() => svg.ToString();
    }

    /// <summary>Numbers that depend on the text alone, so that a drawing is the same on every host and after every restart.</summary>
    private sealed class Seed(string text)
    {
        private uint state = Hash(text) | 1;

        public int Turn => (int)(state % 30);

        public int Next(int from, int to)
        {
            state ^= state << 13; state ^= state >> 17; state ^= state << 5;
            return from + (int)(state % (uint)(to - from));
        }

        public static uint Hash(string text)
        {
            var hash = 2166136261u;
            foreach (var letter in text) { hash = (hash ^ letter) * 16777619u; }
            return hash;
        }
    }
}
