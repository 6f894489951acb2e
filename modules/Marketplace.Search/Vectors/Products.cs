using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Marketplace.Search.Vectors;

/// <summary>Vectors in a byte a number, and their products.</summary>
internal static class Products
{
    public static void Normalize(Span<float> vector)
    {
        var length = TensorPrimitives.Norm(vector);
        if (length > 0) { TensorPrimitives.Divide(vector, length, vector); }
    }

    /// <summary>Rounds to -127..127; a number times the returned scale is what it was, nearly.</summary>
    public static float Round(ReadOnlySpan<float> vector, Span<sbyte> to)
    {
        var most = TensorPrimitives.MaxMagnitude(vector);
        var scale = MathF.Abs(most) / 127f;
        for (var i = 0; i < vector.Length; i++) { to[i] = scale == 0 ? (sbyte)0 : (sbyte)MathF.Round(vector[i] / scale); }
        return scale;
    }

    /// <summary>Exact product of two vectors of bytes of the same length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Of(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b)
    {
        var (sum, at) = (0, 0);
        if (Avx2.IsSupported)
        {
            var (first, second) = (Vector256<int>.Zero, Vector256<int>.Zero);
            for (; at + 32 <= a.Length; at += 32)
            {
                first = Avx2.Add(first, Avx2.MultiplyAddAdjacent(Wide(a, at), Wide(b, at)));
                second = Avx2.Add(second, Avx2.MultiplyAddAdjacent(Wide(a, at + 16), Wide(b, at + 16)));
            }
            sum = Vector256.Sum(first + second);
        }
        else
        {
            for (; at + 16 <= a.Length; at += 16)
            {
                var (lowA, highA) = Vector128.Widen(Vector128.Create(a.Slice(at, 16)));
                var (lowB, highB) = Vector128.Widen(Vector128.Create(b.Slice(at, 16)));
                sum += Sum(lowA, lowB) + Sum(highA, highB);
            }
        }
        for (; at < a.Length; at++) { sum += a[at] * b[at]; }
        return sum;
    }

    private static Vector256<short> Wide(ReadOnlySpan<sbyte> of, int at) => Avx2.ConvertToVector256Int16(Vector128.Create(of.Slice(at, 16)));

    private static int Sum(Vector128<short> a, Vector128<short> b)
    {
        var (lowA, highA) = Vector128.Widen(a);
        var (lowB, highB) = Vector128.Widen(b);
        return Vector128.Sum((lowA * lowB) + (highA * highB));
    }
}
