namespace Marketplace.Matching.Scoring;

/// <summary>One pair of a demand and a candidate, with what it counts for in a fit.</summary>
public sealed record JudgedPair(IReadOnlyDictionary<string, double> Features, bool Right, double Weight = 1);

/// <summary>Logistic regression with L2, by Newton's steps on features brought to mean 0 and deviation 1.</summary>
public static class Fitting
{
    private const int Steps = 25;

    /// <param name="pairs">What is known.</param>
    /// <param name="ridge">How strongly weights are held near those that the fit goes out from, in pairs.</param>
    /// <param name="from">What the fit goes out from; 0 for null. Where few pairs are known, what was known before stays.</param>
    public static CoefficientSet Fit(IReadOnlyList<JudgedPair> pairs, double ridge = 1, CoefficientSet? from = null)
    {
        double Before(string name) => from?.Weights.GetValueOrDefault(name) ?? 0;
        var names = pairs.SelectMany(p => p.Features.Keys).Union(from?.Weights.Keys ?? []).Where(n => n != CoefficientSet.Bias).Order(StringComparer.Ordinal).ToArray();
        var total = pairs.Sum(p => p.Weight);
        var mean = names.Select(n => pairs.Sum(p => p.Weight * p.Features.GetValueOrDefault(n)) / total).ToArray();
        var spread = names.Select((n, i) => Math.Sqrt(pairs.Sum(p => p.Weight * Math.Pow(p.Features.GetValueOrDefault(n) - mean[i], 2)) / total)).ToArray();
        var rows = pairs.Select(p => names.Select((n, i) => spread[i] > 1e-9 ? (p.Features.GetValueOrDefault(n) - mean[i]) / spread[i] : 0).Append(1.0).ToArray()).ToArray();
        var start = names.Select((n, i) => Before(n) * spread[i]).Append(Before(CoefficientSet.Bias) + names.Select((n, i) => Before(n) * mean[i]).Sum()).ToArray();
        var weights = Solve(rows, pairs, ridge, start);
        var raw = names.Select((n, i) => (n, Value: spread[i] > 1e-9 ? weights[i] / spread[i] : Before(n))).ToDictionary(w => w.n, w => w.Value);
        raw[CoefficientSet.Bias] = weights[^1] - names.Select((n, i) => raw[n] * mean[i]).Sum();
        return new CoefficientSet(raw);
    }

    private static double[] Solve(double[][] rows, IReadOnlyList<JudgedPair> pairs, double ridge, double[] start)
    {
        var size = rows[0].Length;
        var weights = start.ToArray();
        for (var step = 0; step < Steps; step++)
        {
            var (gradient, hessian) = (new double[size], new double[size, size]);
            for (var r = 0; r < rows.Length; r++) { Add(rows[r], pairs[r], weights, gradient, hessian); }
            // The bias is not held back.
            for (var i = 0; i < size - 1; i++) { gradient[i] -= ridge * (weights[i] - start[i]); hessian[i, i] += ridge; }
            var change = LinearSystem(hessian, gradient);
            for (var i = 0; i < size; i++) { weights[i] += Math.Clamp(change[i], -2, 2); }
            if (change.Max(Math.Abs) < 1e-6) { break; }
        }
        return weights;
    }

    private static void Add(double[] row, JudgedPair pair, double[] weights, double[] gradient, double[,] hessian)
    {
        double sum = 0;
        for (var i = 0; i < row.Length; i++) { sum += weights[i] * row[i]; }
        var chance = 1 / (1 + Math.Exp(-sum));
        var (error, slope) = (pair.Weight * ((pair.Right ? 1 : 0) - chance), pair.Weight * Math.Max(1e-9, chance * (1 - chance)));
        for (var i = 0; i < row.Length; i++)
        {
            gradient[i] += error * row[i];
            for (var j = 0; j <= i; j++) { hessian[i, j] += slope * row[i] * row[j]; }
        }
    }

    /// <summary>Gauss with pivots; the matrix is given by its lower half.</summary>
    private static double[] LinearSystem(double[,] lower, double[] right)
    {
        var size = right.Length;
        var a = new double[size, size + 1];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++) { a[i, j] = i >= j ? lower[i, j] : lower[j, i]; }
            a[i, i] += 1e-9;
            a[i, size] = right[i];
        }
        for (var column = 0; column < size; column++)
        {
            var pivot = Enumerable.Range(column, size - column).MaxBy(r => Math.Abs(a[r, column]));
            if (pivot != column) { for (var k = 0; k <= size; k++) { (a[column, k], a[pivot, k]) = (a[pivot, k], a[column, k]); } }
            for (var row = 0; row < size; row++)
            {
                if (row == column) { continue; }
                var factor = a[row, column] / a[column, column];
                for (var k = column; k <= size; k++) { a[row, k] -= factor * a[column, k]; }
            }
        }
        return [.. Enumerable.Range(0, size).Select(i => a[i, size] / a[i, i])];
    }
}
