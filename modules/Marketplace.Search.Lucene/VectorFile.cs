using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Marketplace.Search.Vectors;

namespace Marketplace.Search.Lucene;

/// <summary>
/// The vectors of one model: a row a part of a document, a byte a number, and its passages in a file of their own, half a byte a number, so that the many that are not asked for are not read. A
/// document's last rows count. Those written after the last <see cref="Flush"/> are made again after a power cut.
/// </summary>
internal sealed unsafe class VectorFile : IDisposable
{
    /// <summary>Counted up when rows are written otherwise than before; vectors of another form are made anew.</summary>
    public const int Form = 2;
    public const int PartCount = 4;
    public const int NoRow = -1;
    private const int FlushEvery = 2_048;
    private const string CountFile = "rows";

    /// <summary>Fewer rows than these are not worth the copying.</summary>
    private const int ManyRows = 4_096;

    /// <summary>Says that a document has no text to make a vector of.</summary>
    private const byte NoPart = 255;

    [StructLayout(LayoutKind.Sequential)]
    private struct Head
    {
        public long Tie;
        public long Version;
        public float Scale;
        public int Part;

        /// <summary>The first of its passages in the lower half, how many in the upper; written at once, so that neither a reader nor a power cut sees one without the other.</summary>
        public long Passages;
    }

    private const long NotMade = -1;

    [InlineArray(PartCount)]
    public struct Rows
    {
        private int first;
    }

    private readonly string folder;
    private readonly Lock writing = new();
    private readonly Dictionary<long, (long Version, Rows Rows, bool Passages)> documents = [];
    private readonly MappedRows rows;
    private readonly MappedRows passages;
    private int unflushed;

    public VectorFile(string folder, int dimensions)
    {
        (this.folder, Dimensions) = (folder, dimensions);
        Directory.CreateDirectory(folder);
        rows = new MappedRows(folder, "part", (sizeof(Head) + dimensions + 7) & ~7);
        passages = new MappedRows(folder, "passage", sizeof(float) + Products.HalvesOf(dimensions));
        var file = Path.Combine(folder, CountFile);
        if (File.Exists(file) && File.ReadAllText(file).Split(' ') is [var ofParts, var ofPassages] && int.TryParse(ofParts, out var parts) && int.TryParse(ofPassages, out var sentences))
        {
            rows.Open(parts);
            passages.Open(sentences);
        }
        var firstWithout = rows.Count;
        for (var row = 0; row < rows.Count; row++)
        {
            var head = (Head*)rows.At(row);
            // It may have reached the disk without its passages, whose places others will take.
            if (Taken(head->Passages) is var (first, count) && (long)first + count > passages.Count) { (head->Passages, firstWithout) = (NotMade, Math.Min(firstWithout, row)); }
            Remember(row, *head);
        }
        if (firstWithout < rows.Count) { rows.FlushFrom(firstWithout); }
    }

    private static (int First, int Count) Taken(long both) => ((int)both, (int)(both >> 32));

    public int Dimensions { get; }

    /// <summary>Counts up with every change.</summary>
    public int Version { get; private set; }

    /// <summary>Of all documents, those that have gone or changed since among them.</summary>
    public int RowCount => rows.Count;

    private bool IsLarger(int without) => without >= ManyRows && without > rows.Count / 2;

    /// <summary>The larger part of the rows may be of documents that have gone or changed since.</summary>
    public bool MayBeTidied => IsLarger(rows.Count - 1);

    /// <summary>The same with those documents' rows only, if the others are the larger part; this one is closed then. A power cut meanwhile costs at most vectors, which are made again.</summary>
    /// <param name="isThere">Whether the index has a document, by its tie.</param>
    public VectorFile Tidied(Func<long, bool> isThere)
    {
        var kept = documents.Where(d => isThere(d.Key)).SelectMany(d => Enumerable.Range(0, PartCount).Select(part => d.Value.Rows[part])).Where(row => row != NoRow).ToList();
        if (!IsLarger(rows.Count - kept.Count)) { return this; }
        var (beside, before) = (folder + ".tidied", folder + ".before");
        Remove(beside);
        try { using (var tidied = new VectorFile(beside, Dimensions)) { foreach (var row in kept) { tidied.Copy(this, row); } } }
        // The disk is full: it stays as it is.
        catch (IOException) { Remove(beside); return this; }
        Dispose();
        Directory.Move(folder, before);
        Directory.Move(beside, folder);
        Directory.Delete(before, recursive: true);
        return new VectorFile(folder, Dimensions);
    }

    private static void Remove(string folder) { if (Directory.Exists(folder)) { Directory.Delete(folder, recursive: true); } }

    private void Copy(VectorFile from, int row)
    {
        var head = (Head*)from.rows.At(row);
        if (Taken(head->Passages) is (var first, > 0 and var count))
        {
            var start = passages.Count;
            for (var passage = first; passage < first + count; passage++) { from.passages.Copy(passage, passages); }
            from.rows.Copy(row, rows);
            ((Head*)rows.At(rows.Count - 1))->Passages = ((long)count << 32) | (uint)start;
        }
        else { from.rows.Copy(row, rows); }
        unflushed++;
    }

    private void Remember(int row, in Head head)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(documents, head.Tie, out var there);
        if (!there || known.Version != head.Version) { known = (head.Version, NoRows(), true); }
        known.Passages &= head.Passages != NotMade;
        if (head.Part < PartCount) { known.Rows[head.Part] = row; }
    }

    public static Rows NoRows()
    {
        var rows = new Rows();
        ((Span<int>)rows).Fill(NoRow);
        return rows;
    }

    /// <exception cref="IOException">The disk is full; the document still lacks its vectors.</exception>
    public void Put(long tie, DocumentVectors vectors)
    {
        lock (writing)
        {
            if (vectors.Parts.Count == 0) { Add(new Head { Tie = tie, Version = vectors.Version, Part = NoPart }, []); }
            foreach (var (part, vector) in vectors.Parts) { Add(new Head { Tie = tie, Version = vectors.Version, Part = (int)part, Passages = NotMade }, vector); }
            Version++;
            FlushIfMany();
        }
    }

    /// <summary>Those of a document that has no vectors of that version are dropped.</summary>
    /// <exception cref="IOException">The disk is full; the document still lacks its passages.</exception>
    public void Put(long tie, DocumentPassages made)
    {
        lock (writing)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrNullRef(documents, tie);
            if (Unsafe.IsNullRef(ref known) || known.Version != made.Version) { return; }
            var sentences = made.Passages.ToLookup(p => (int)p.Part, p => p.Vector);
            for (var part = 0; part < PartCount; part++)
            {
                if (known.Rows[part] == NoRow) { continue; }
                var (first, count) = (passages.Count, 0L);
                foreach (var sentence in sentences[part].Take(DocumentPassages.Most)) { AddPassage(sentence); count++; }
                Volatile.Write(ref ((Head*)rows.At(known.Rows[part]))->Passages, (count << 32) | (uint)first);
            }
            known.Passages = true;
            FlushIfMany();
        }
    }

    private void FlushIfMany() { if (++unflushed >= FlushEvery) { Flush(); } }

    private void AddPassage(float[] vector)
    {
        var to = passages.Add();
        *(float*)to = Products.RoundToHalves(vector, new Span<byte>(to + sizeof(float), Products.HalvesOf(Dimensions)));
    }

    private void Add(Head head, float[] vector)
    {
        var row = rows.Count;
        var to = (Head*)rows.Add();
        if (vector.Length > 0) { head.Scale = Products.Round(vector, new Span<sbyte>(to + 1, Dimensions)); }
        *to = head;
        Remember(row, head);
    }

    /// <summary>What has been put so far is there after a power cut.</summary>
    public void Flush()
    {
        lock (writing)
        {
            if (unflushed == 0) { return; }
            passages.Flush();
            rows.Flush();
            var file = Path.Combine(folder, CountFile);
            File.WriteAllText(file + ".new", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{rows.Count} {passages.Count}"));
            File.Move(file + ".new", file, overwrite: true);
            unflushed = 0;
        }
    }

    public bool HasPassages(long tie, long version) { lock (writing) { return documents.TryGetValue(tie, out var known) && known.Version == version && known.Passages; } }
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

    public readonly ref struct Reading(VectorFile file)
    {
        private readonly int dimensions = file.Dimensions;
        private readonly MappedRows.Reading rows = file.rows.Read();
        private readonly MappedRows.Reading passages = file.passages.Read();

        /// <summary>Product of a row with a vector in bytes, in the scales of both; NaN where the row came after this reading began.</summary>
        public float Product(int row, ReadOnlySpan<sbyte> vector, float scale)
        {
            var head = (Head*)rows.At(row);
            return head is null ? float.NaN : Products.Of(vector, new ReadOnlySpan<sbyte>(head + 1, dimensions)) * scale * head->Scale;
        }

        /// <summary>The highest product of one of the row's passages; NaN where it has none.</summary>
        public float BestPassage(int row, ReadOnlySpan<sbyte> vector, float scale)
        {
            var best = float.NaN;
            var head = (Head*)rows.At(row);
            if (head is null || Taken(Volatile.Read(ref head->Passages)) is not (var first, > 0 and var count)) { return best; }
            var size = Products.HalvesOf(dimensions);
            Span<sbyte> numbers = stackalloc sbyte[2 * size];
            for (var passage = first; passage < first + count; passage++)
            {
                var at = passages.At(passage);
                if (at is null) { break; }
                Products.TakeApart(new ReadOnlySpan<byte>(at + sizeof(float), size), numbers);
                var product = Products.Of(vector, numbers[..dimensions]) * scale * *(float*)at;
                if (!(best >= product)) { best = product; }
            }
            return best;
        }

        public void Dispose()
        {
            rows.Dispose();
            passages.Dispose();
        }
    }

    public void Dispose()
    {
        Flush();
        rows.Dispose();
        passages.Dispose();
    }
}
