using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Marketplace.Media;

/// <summary>Paints the few SVG elements that the theme's drawings are made of: paths, circles and rectangles, stroked, some filled lightly. Only for drawings of our own.</summary>
internal sealed partial class LineDrawing
{
    private const float StrokeWidth = 1.6f, FaintOpacity = .35f, BodyOpacity = .1f;
    private const int Rows = 4;
    private readonly int width, height;
    private readonly Vector3 ink;
    private readonly float[] coverage;

    public LineDrawing(int width, int height, (byte R, byte G, byte B) paper, (byte R, byte G, byte B) ink)
    {
        (this.width, this.height, this.ink) = (width, height, new Vector3(ink.R, ink.G, ink.B));
        coverage = new float[width * height];
        Pixels = new byte[width * height * 3];
        for (var i = 0; i < Pixels.Length; i += 3) { (Pixels[i], Pixels[i + 1], Pixels[i + 2]) = paper; }
    }

    /// <summary>Red, green, blue of each pixel, row by row.</summary>
    public byte[] Pixels { get; }

    /// <summary>The view fills the picture; what is too much is cut at both sides alike.</summary>
    public void Draw(string svg, float viewWidth, float viewHeight)
    {
        var scale = Math.Max(width / viewWidth, height / viewHeight);
        var shift = new Vector2((width - viewWidth * scale) / 2, (height - viewHeight * scale) / 2);
        foreach (Match element in Element().Matches(svg))
        {
            var attributes = Attribute().Matches(element.Value).ToDictionary(a => a.Groups[1].Value, a => a.Groups[2].Value);
            var lines = SvgOutline.Of(element.Groups[1].Value, attributes).ConvertAll(line => line.ConvertAll(point => point * scale + shift));
            var look = attributes.GetValueOrDefault("class");
            if (look == "body") { Fill(lines); Blend(BodyOpacity); }
            foreach (var line in lines) { Stroke(line, StrokeWidth * scale / 2); }
            Blend(look == "faint" ? FaintOpacity : 1);
        }
    }

    /// <summary>Each pixel is covered as far as it lies within the line; round ends come by themselves.</summary>
    private void Stroke(List<Vector2> line, float half)
    {
        for (var i = 1; i < line.Count; i++)
        {
            var (a, b) = (line[i - 1], line[i]);
            var (low, high) = (Vector2.Min(a, b) - new Vector2(half + 1), Vector2.Max(a, b) + new Vector2(half + 1));
            for (var y = Math.Max(0, (int)low.Y); y < Math.Min(height, high.Y); y++)
            {
                for (var x = Math.Max(0, (int)low.X); x < Math.Min(width, high.X); x++)
                {
                    ref var covered = ref coverage[y * width + x];
                    covered = Math.Max(covered, Math.Clamp(half + .5f - Distance(new Vector2(x + .5f, y + .5f), a, b), 0, 1));
                }
            }
        }
    }

    private static float Distance(Vector2 point, Vector2 a, Vector2 b)
    {
        var along = b - a;
        var length = along.LengthSquared();
        var at = length == 0 ? 0 : Math.Clamp(Vector2.Dot(point - a, along) / length, 0, 1);
        return Vector2.Distance(point, a + along * at);
    }

    /// <summary>Even-odd rule, several sample rows to a pixel, exact along the row.</summary>
    private void Fill(List<List<Vector2>> lines)
    {
        var crossings = new List<float>();
        for (var row = 0; row < height * Rows; row++)
        {
            var y = (row + .5f) / Rows;
            crossings.Clear();
            foreach (var line in lines)
            {
                for (var i = 0; i < line.Count; i++)
                {
                    var (a, b) = (line[i], line[(i + 1) % line.Count]);
                    if (a.Y <= y != b.Y <= y) { crossings.Add(a.X + (y - a.Y) / (b.Y - a.Y) * (b.X - a.X)); }
                }
            }
            crossings.Sort();
            for (var i = 1; i < crossings.Count; i += 2) { FillRow(row / Rows, crossings[i - 1], crossings[i]); }
        }
    }

    private void FillRow(int y, float from, float to)
    {
        for (var x = Math.Max(0, (int)from); x < Math.Min(width, to); x++)
        {
            coverage[y * width + x] += Math.Clamp(Math.Min(to, x + 1) - Math.Max(from, x), 0, 1) / Rows;
        }
    }

    /// <summary>Lays the shape on the paper and forgets it.</summary>
    private void Blend(float opacity)
    {
        for (var i = 0; i < coverage.Length; i++)
        {
            if (coverage[i] == 0) { continue; }
            var strength = Math.Min(1, coverage[i]) * opacity;
            coverage[i] = 0;
            var before = new Vector3(Pixels[i * 3], Pixels[i * 3 + 1], Pixels[i * 3 + 2]);
            var after = Vector3.Lerp(before, ink, strength);
            (Pixels[i * 3], Pixels[i * 3 + 1], Pixels[i * 3 + 2]) = ((byte)MathF.Round(after.X), (byte)MathF.Round(after.Y), (byte)MathF.Round(after.Z));
        }
    }

    [GeneratedRegex("<(path|circle|rect) [^>]*>")]
    private static partial Regex Element();

    [GeneratedRegex("([a-z]+)=\"([^\"]*)\"")]
    private static partial Regex Attribute();
}

/// <summary>Elements of an SVG as lines of points.</summary>
internal static partial class SvgOutline
{
    private const int Steps = 48;

    public static List<List<Vector2>> Of(string element, Dictionary<string, string> attributes) => element switch
    {
        "circle" => [Circle(new Vector2(Number(attributes["cx"]), Number(attributes["cy"])), Number(attributes["r"]))],
        "rect" => [Rectangle(attributes)],
        _ => Path(attributes["d"]),
    };

    private static List<Vector2> Circle(Vector2 centre, float r) =>
        [.. Enumerable.Range(0, Steps + 1).Select(i => centre + r * new Vector2(MathF.Cos(i * MathF.Tau / Steps), MathF.Sin(i * MathF.Tau / Steps)))];

    /// <summary>Corners stay sharp; turned about the point that its transform names.</summary>
    private static List<Vector2> Rectangle(Dictionary<string, string> attributes)
    {
        var (x, y, w, h) = (Number(attributes["x"]), Number(attributes["y"]), Number(attributes["width"]), Number(attributes["height"]));
        List<Vector2> corners = [new(x, y), new(x + w, y), new(x + w, y + h), new(x, y + h), new(x, y)];
        if (!attributes.TryGetValue("transform", out var transform)) { return corners; }
        var turn = Numbers().Matches(transform).Select(n => Number(n.Value)).ToArray();
        var rotation = Matrix3x2.CreateRotation(turn[0] * MathF.PI / 180, new Vector2(turn[1], turn[2]));
        return corners.ConvertAll(corner => Vector2.Transform(corner, rotation));
    }

    private static List<List<Vector2>> Path(string d)
    {
        var lines = new List<List<Vector2>>();
        Vector2 at = default, control = default;
        foreach (Match step in Command().Matches(d))
        {
            var n = Numbers().Matches(step.Groups[2].Value).Select(m => Number(m.Value)).ToArray();
            var before = control;
            control = default;
            switch (step.Value[0])
            {
                case 'M': lines.Add([new Vector2(n[0], n[1])]); break;
                case 'L': for (var i = 0; i + 1 < n.Length; i += 2) { lines[^1].Add(new Vector2(n[i], n[i + 1])); } break;
                case 'l': lines[^1].Add(at + new Vector2(n[0], n[1])); break;
                case 'H': lines[^1].Add(at with { X = n[0] }); break;
                case 'V': lines[^1].Add(at with { Y = n[0] }); break;
                case 'C': Curve(lines[^1], at, new(n[0], n[1]), control = new(n[2], n[3]), new(n[4], n[5])); break;
                case 'S': Curve(lines[^1], at, 2 * at - before, control = new(n[0], n[1]), new(n[2], n[3])); break;
                case 'a': HalfCircle(lines[^1], at, n[0], n[5]); break;
                case 'Z': lines[^1].Add(lines[^1][0]); break;
                default: throw new NotSupportedException($"Path command {step.Value}");
            }
            at = lines[^1][^1];
        }
        return lines;
    }

    private static void Curve(List<Vector2> line, Vector2 a, Vector2 b, Vector2 c, Vector2 d)
    {
        for (var i = 1; i <= Steps; i++)
        {
            var t = (float)i / Steps;
            var u = 1 - t;
            line.Add(u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d);
        }
    }

    /// <summary>Over the top, as all arcs of the drawings go.</summary>
    private static void HalfCircle(List<Vector2> line, Vector2 from, float r, float across)
    {
        var centre = from + new Vector2(across / 2, 0);
        for (var i = 1; i <= Steps; i++)
        {
            var angle = MathF.PI * (1 + (float)i / Steps);
            line.Add(centre + r * new Vector2(MathF.Cos(angle), MathF.Sin(angle)));
        }
    }

    private static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"([A-Za-z])([^A-Za-z]*)")]
    private static partial Regex Command();

    [GeneratedRegex(@"-?\d*\.?\d+")]
    private static partial Regex Numbers();
}
