using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Marketplace.Search.Vectors;

namespace Marketplace.Search.Lucene;

/// <summary>
/// The vectors of one model in mapped files of a fixed number of rows each: a byte a number with a scale, behind the document they are of. Rows are only added; a document's
/// last ones count. Those written after the last <see cref="Flush"/> are made again after a power cut.
/// </summary>
internal sealed unsafe class VectorFile : IDisposable
{
    public const int PartCount = 4;
    public const int NoRow = -1;
    private const int RowsPerChunk = 1 << 15;
    private const int FlushEvery = 2_048;
    private const string CountFile = "rows";

    /// <summary>Says that a document has no text to make a vector of.</summary>
    private const byte NoPart = 255;

    [StructLayout(LayoutKind.Sequential)]
    private struct Head
    {
        public long Tie;
        public long Version;
        public float Scale;
        public int Part;
    }

    [InlineArray(PartCount)]
    public struct Rows
    {
        private int first;
    }

    private sealed record Chunk(MemoryMappedFile File, MemoryMappedViewAccessor View, nint Start);

    private readonly string folder;
    private readonly int rowSize;
    private readonly Lock writing = new();
    private readonly Dictionary<long, (long Version, Rows Rows)> documents = [];
    private volatile Chunk[] chunks = [];
    private int count;
    private int flushed;

    public VectorFile(string folder, int dimensions)
    {
        (this.folder, Dimensions) = (folder, dimensions);
        rowSize = (sizeof(Head) + dimensions + 7) & ~7;
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, CountFile);
        count = flushed = File.Exists(file) && int.TryParse(File.ReadAllText(file), out var rows) ? rows : 0;
        while (chunks.Length * RowsPerChunk < count) { AddChunk(); }
        for (var row = 0; row < count; row++) { Remember(row, *HeadOf(row)); }
    }

    public int Dimensions { get; }

    /// <summary>Counts up with every change.</summary>
    public int Version { get; private set; }
    public int Documents { get { lock (writing) { return documents.Count; } } }

    private void AddChunk()
    {
        var path = Path.Combine(folder, $"part-{chunks.Length:D4}");
        var size = (long)rowSize * RowsPerChunk;
        // All of its room is taken at once: where a mapped file has holes and the disk is full, writing into one ends the process.
        if (!File.Exists(path)) { using var made = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = size }); }
        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, size);
        var view = file.CreateViewAccessor();
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        chunks = [.. chunks, new Chunk(file, view, (nint)start)];
    }

    private Head* HeadOf(int row) => (Head*)(chunks[row / RowsPerChunk].Start + ((nint)(row % RowsPerChunk) * rowSize));

    private void Remember(int row, in Head head)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(documents, head.Tie, out var there);
        if (!there || known.Version != head.Version) { known = (head.Version, NoRows()); }
        if (head.Part < PartCount) { known.Rows[head.Part] = row; }
    }

    public static Rows NoRows()
    {
        var rows = new Rows();
        ((Span<int>)rows).Fill(NoRow);
        return rows;
    }

    /// <exception cref="IOException">The disk is full; nothing of the vectors is kept.</exception>
    public void Put(long tie, DocumentVectors vectors)
    {
        lock (writing)
        {
            if (vectors.Parts.Count == 0) { Add(new Head { Tie = tie, Version = vectors.Version, Part = NoPart }, []); }
            foreach (var (part, vector) in vectors.Parts) { Add(new Head { Tie = tie, Version = vectors.Version, Part = (int)part }, vector); }
            Version++;
            if (count - flushed >= FlushEvery) { Flush(); }
        }
    }

    private void Add(Head head, float[] vector)
    {
        while (chunks.Length * RowsPerChunk <= count) { AddChunk(); }
        var to = HeadOf(count);
        if (vector.Length > 0) { head.Scale = Products.Round(vector, new Span<sbyte>(to + 1, Dimensions)); }
        *to = head;
        Remember(count, head);
        count++;
    }

    /// <summary>What has been put so far is there after a power cut.</summary>
    public void Flush()
    {
        lock (writing)
        {
            if (count == flushed) { return; }
            for (var chunk = flushed / RowsPerChunk; chunk < chunks.Length; chunk++) { chunks[chunk].View.Flush(); }
            var file = Path.Combine(folder, CountFile);
            File.WriteAllText(file + ".new", count.ToString(System.Globalization.CultureInfo.InvariantCulture));
            File.Move(file + ".new", file, overwrite: true);
            flushed = count;
        }
    }

    public bool Has(long tie, long version) { lock (writing) { return documents.TryGetValue(tie, out var known) && known.Version == version; } }

    /// <summary>The rows of each of a segment's documents, a list a part; a part that no document has is null.</summary>
    public (int[]?[] Rows, int Version) RowsOf(long[] ties)
    {
        lock (writing)
        {
            var all = new int[]?[PartCount];
            for (var doc = 0; doc < ties.Length; doc++)
            {
                if (!documents.TryGetValue(ties[doc], out var known)) { continue; }
                for (var part = 0; part < PartCount; part++) { if (known.Rows[part] != NoRow) { ListOf(all, part, ties.Length)[doc] = known.Rows[part]; } }
            }
            return (all, Version);
        }
    }

    public static int[] ListOf(int[]?[] all, int part, int documents)
    {
        if (all[part] is { } list) { return list; }
        list = new int[documents];
        Array.Fill(list, NoRow);
        return all[part] = list;
    }

    public Rows RowsOf(long tie) { lock (writing) { return documents.TryGetValue(tie, out var known) ? known.Rows : NoRows(); } }

    /// <summary>Keeps the files mapped while a query reads them.</summary>
    /// <exception cref="ObjectDisposedException">The files are closed.</exception>
    public Reading Read() => new(this);

    public readonly ref struct Reading
    {
        private readonly VectorFile file;
        private readonly Chunk[] held;

        public Reading(VectorFile file)
        {
            (this.file, held) = (file, file.chunks);
            foreach (var chunk in held) { var added = false; chunk.View.SafeMemoryMappedViewHandle.DangerousAddRef(ref added); }
        }

        /// <summary>Product of a row with a vector in bytes, in the scales of both.</summary>
        public float Product(int row, ReadOnlySpan<sbyte> vector, float scale)
        {
            // A row of a file that was added after this reading began has no place in it yet.
            if (row / RowsPerChunk >= held.Length) { return float.NaN; }
            var head = (Head*)(held[row / RowsPerChunk].Start + ((nint)(row % RowsPerChunk) * file.rowSize));
            return Products.Of(vector, new ReadOnlySpan<sbyte>(head + 1, file.Dimensions)) * scale * head->Scale;
        }

        public void Dispose() { foreach (var chunk in held) { chunk.View.SafeMemoryMappedViewHandle.DangerousRelease(); } }
    }

    public void Dispose()
    {
        Flush();
        foreach (var chunk in chunks)
        {
            chunk.View.SafeMemoryMappedViewHandle.ReleasePointer();
            chunk.View.Dispose();
            chunk.File.Dispose();
        }
    }
}
