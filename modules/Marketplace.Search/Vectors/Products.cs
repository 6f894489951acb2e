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

    /// <summary>Bytes that so many numbers take in half a byte each.</summary>
    public static int HalvesOf(int numbers) => (numbers + HalvesAtOnce - 1) / HalvesAtOnce * (HalvesAtOnce / 2);

    // A block of so many numbers has its first half in the lower halves of its bytes, so that it is taken apart at once.
    private const int HalvesAtOnce = 32;
    private const int MostOfHalf = 7;
    private const int ZeroOfHalf = 8;

    /// <summary>Rounds to -7..7, two numbers a byte; a number times the returned scale is what it was, roughly.</summary>
    /// <param name="vector">What is rounded.</param>
    /// <param name="to">Takes <see cref="HalvesOf"/> bytes.</param>
    public static float RoundToHalves(ReadOnlySpan<float> vector, Span<byte> to)
    {
        var scale = MathF.Abs(TensorPrimitives.MaxMagnitude(vector)) / MostOfHalf;
        to[..HalvesOf(vector.Length)].Fill(ZeroOfHalf | (ZeroOfHalf << 4));
        for (var i = 0; i < vector.Length && scale > 0; i++)
        {
            var half = (int)MathF.Round(vector[i] / scale) + ZeroOfHalf;
            ref var both = ref to[(i / HalvesAtOnce * (HalvesAtOnce / 2)) + (i % (HalvesAtOnce / 2))];
            both = i % HalvesAtOnce < HalvesAtOnce / 2 ? (byte)((both & 0xF0) | half) : (byte)((both & 0x0F) | (half << 4));
        }
        return scale;
    }

    /// <summary>Takes halves apart into numbers.</summary>
    /// <param name="halves">What <see cref="RoundToHalves"/> made.</param>
    /// <param name="to">Takes twice as many numbers; those behind a vector's own are 0.</param>
    public static void TakeApart(ReadOnlySpan<byte> halves, Span<sbyte> to)
    {
        var zero = Vector128.Create((sbyte)ZeroOfHalf);
        for (var at = 0; at < halves.Length; at += HalvesAtOnce / 2)
        {
            var both = Vector128.Create(halves.Slice(at, HalvesAtOnce / 2));
            ((both & Vector128.Create((byte)0x0F)).AsSByte() - zero).CopyTo(to[(2 * at)..]);
            ((both >>> 4).AsSByte() - zero).CopyTo(to[((2 * at) + (HalvesAtOnce / 2))..]);
        }
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
