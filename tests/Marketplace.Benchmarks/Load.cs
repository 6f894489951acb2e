using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace Marketplace.Benchmarks;

/// <param name="PerSecond">Answers a second over all connections.</param>
/// <param name="P99">Milliseconds.</param>
/// <param name="Bytes">Size of one answer on the wire, head and body; the middle one.</param>
/// <param name="Failures">Answers other than 200.</param>
internal sealed record Measured(double PerSecond, double P50, double P99, long Bytes, int Failures);

/// <summary>What is asked: the address of the n-th request of a run, and whether the answer may be compressed, as every browser asks for it.</summary>
internal sealed record Asked(string Name, Uri Host, Func<int, string> Path, bool Compressed = true);

/// <summary>Asks over a number of kept-alive connections, each waiting for its answer before it asks again. Costs little itself, so that both cores serve.</summary>
internal static class Load
{
    private sealed record Answer(double Milliseconds, long Bytes, int Status);

    public static async Task<Measured> RunAsync(Asked asked, int connections, TimeSpan duration)
    {
        var watch = Stopwatch.StartNew();
        var taken = new StrongBox<int>(-1);
        var workers = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => WorkAsync(asked, taken, duration, watch))));
        var seconds = watch.Elapsed.TotalSeconds;
        var answers = workers.SelectMany(w => w).ToList();
        var times = answers.Select(a => a.Milliseconds).Order().ToArray();
        var sizes = answers.Select(a => (double)a.Bytes).Order().ToArray();
        return new Measured(answers.Count / seconds, At(times, 0.5), At(times, 0.99), (long)At(sizes, 0.5), answers.Count(a => a.Status != 200));
    }

    private static double At(double[] times, double share) => times.Length == 0 ? double.NaN : times[Math.Min(times.Length - 1, (int)(times.Length * share))];

    /// <summary>All connections take from one row of requests, so that an address that is asked once is asked by one.</summary>
    private static async Task<List<Answer>> WorkAsync(Asked asked, StrongBox<int> taken, TimeSpan duration, Stopwatch watch)
    {
        using var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(asked.Host.Host, asked.Host.Port);
        var stream = socket.GetStream();
        var buffer = new byte[1 << 17];
        var rest = $" HTTP/1.1\r\nHost: {asked.Host.Authority}\r\n{(asked.Compressed ? "Accept-Encoding: gzip, deflate, br, zstd\r\n" : "")}\r\n";
        var answers = new List<Answer>();
        while (watch.Elapsed < duration)
        {
            var request = Encoding.ASCII.GetBytes("GET " + asked.Path(Interlocked.Increment(ref taken.Value)) + rest);
            var start = Stopwatch.GetTimestamp();
            await stream.WriteAsync(request);
            var (status, size) = await ReadAnswerAsync(stream, buffer);
            answers.Add(new Answer(Stopwatch.GetElapsedTime(start).TotalMilliseconds, size, status));
        }
        return answers;
    }

    private static async Task<(int Status, long Size)> ReadAnswerAsync(NetworkStream stream, byte[] buffer)
    {
        var filled = 0;
        int headEnd;
        while ((headEnd = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(filled));
            if (read == 0) { throw new IOException("The connection was closed."); }
            filled += read;
        }
        var head = Encoding.ASCII.GetString(buffer, 0, headEnd);
        var status = int.Parse(head.AsSpan(9, 3));
        var at = head.IndexOf("Content-Length:", StringComparison.OrdinalIgnoreCase);
        return at >= 0
            ? (status, await SkipAsync(stream, buffer, filled - headEnd - 4, LengthAfter(head, at)) + headEnd + 4)
            : (status, await SkipChunksAsync(stream, buffer, headEnd + 4, filled) + headEnd + 4);
    }

    private static long LengthAfter(string head, int at)
    {
        var end = head.IndexOf('\r', at);
        return long.Parse(head.AsSpan(at + 15, (end < 0 ? head.Length : end) - at - 15));
    }

    private static async Task<long> SkipAsync(NetworkStream stream, byte[] buffer, long have, long length)
    {
        while (have < length)
        {
            var read = await stream.ReadAsync(buffer);
            if (read == 0) { throw new IOException("The connection was closed."); }
            have += read;
        }
        return length;
    }

    private static async Task<long> SkipChunksAsync(NetworkStream stream, byte[] buffer, int start, int filled)
    {
        // The last chunk is empty: the body ends with this, and nothing follows it on a connection without pipelining.
        var total = (long)filled - start;
        var tail = buffer.AsSpan(start, filled - start).ToArray();
        while (!tail.AsSpan().EndsWith("0\r\n\r\n"u8))
        {
            var read = await stream.ReadAsync(buffer);
            if (read == 0) { throw new IOException("The connection was closed."); }
            total += read;
            byte[] joined = [.. tail, .. buffer.AsSpan(0, read)];
            tail = joined[^Math.Min(joined.Length, 16)..];
        }
        return total;
    }
}
