using System.IO.MemoryMappedFiles;

namespace Marketplace.Search.Lucene;

/// <summary>Rows of one size in mapped files of a fixed number of rows each. Rows are only added, by one thread at a time; they may be read meanwhile.</summary>
/// <param name="folder">Where the files lie.</param>
/// <param name="name">Begins their names.</param>
/// <param name="rowSize">Bytes of a row.</param>
internal sealed unsafe class MappedRows(string folder, string name, int rowSize) : IDisposable
{
    private const int RowsPerChunk = 1 << 15;

    private sealed record Chunk(MemoryMappedFile File, MemoryMappedViewAccessor View, nint Start);

    private volatile Chunk[] chunks = [];
    private int flushed;

    public int Count { get; private set; }

    /// <summary>Takes up so many rows of an earlier process.</summary>
    public void Open(int count)
    {
        while (chunks.Length * RowsPerChunk < count) { AddChunk(); }
        Count = flushed = count;
    }

    private void AddChunk()
    {
        var path = Path.Combine(folder, $"{name}-{chunks.Length:D4}");
        var size = (long)rowSize * RowsPerChunk;
        // All of its room is taken at once: where a mapped file has holes and the disk is full, writing into one ends the process.
        if (!File.Exists(path)) { using var made = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = size }); }
        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, size);
        var view = file.CreateViewAccessor();
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        chunks = [.. chunks, new Chunk(file, view, (nint)start)];
    }

    private static byte* At(Chunk[] chunks, int row, int rowSize) => (byte*)(chunks[row / RowsPerChunk].Start + ((nint)(row % RowsPerChunk) * rowSize));

    public byte* At(int row) => At(chunks, row, rowSize);

    /// <summary>A new row behind the last; it counts from now on.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public byte* Add()
    {
        if (chunks.Length * RowsPerChunk <= Count) { AddChunk(); }
        return At(Count++);
    }

    /// <summary>Adds one of these rows to others of the same size.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Copy(int row, MappedRows to) => Buffer.MemoryCopy(At(row), to.Add(), rowSize, rowSize);

    /// <summary>What has been added so far is there after a power cut.</summary>
    public void Flush()
    {
        if (Count == flushed) { return; }
        FlushFrom(flushed);
        flushed = Count;
    }

    /// <summary>A row and those behind it are there after a power cut as they are now.</summary>
    public void FlushFrom(int row) { for (var chunk = row / RowsPerChunk; chunk < chunks.Length; chunk++) { chunks[chunk].View.Flush(); } }

    /// <summary>Keeps the files mapped while they are read.</summary>
    /// <exception cref="ObjectDisposedException">The files are closed.</exception>
    public Reading Read() => new(this);

    public readonly ref struct Reading
    {
        private readonly Chunk[] held;
        private readonly int rowSize;

        public Reading(MappedRows rows)
        {
            (held, rowSize) = (rows.chunks, rows.RowSize);
            foreach (var chunk in held) { var added = false; chunk.View.SafeMemoryMappedViewHandle.DangerousAddRef(ref added); }
        }

        /// <summary>Null for a row of a file that was added after this reading began.</summary>
        public byte* At(int row) => row / RowsPerChunk < held.Length ? MappedRows.At(held, row, rowSize) : null;

        public void Dispose() { foreach (var chunk in held) { chunk.View.SafeMemoryMappedViewHandle.DangerousRelease(); } }
    }

    private int RowSize => rowSize;

    public void Dispose()
    {
        foreach (var chunk in chunks)
        {
            chunk.View.SafeMemoryMappedViewHandle.ReleasePointer();
            chunk.View.Dispose();
            chunk.File.Dispose();
        }
    }
}
