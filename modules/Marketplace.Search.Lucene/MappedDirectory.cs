using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using Lucene.Net.Store;
using Microsoft.Win32.SafeHandles;

namespace Marketplace.Search.Lucene;

/// <summary>
/// An index on disk, read through memory maps. Lucene.NET's own goes through several calls for every byte, and terms and postings are read byte by byte: a quarter of a match's time went there.
/// </summary>
internal sealed class MappedDirectory(DirectoryInfo path) : FSDirectory(path, null)
{
    public override IndexInput OpenInput(string name, IOContext context)
    {
        var file = Map(name);
        return new MappedInput(name, file, 0, file.Length, owns: true);
    }

    public override IndexInputSlicer CreateSlicer(string name, IOContext context) => new Slicer(name, Map(name));

    private Mapped Map(string name)
    {
        EnsureOpen();
        return Mapped.Open(Path.Combine(Directory.FullName, name));
    }

    /// <summary>
    /// A mapped file, unmapped when its last owner is disposed of. Lucene disposes of one when no reader holds the segment; who reads without holding one meets the end of the process.
    /// </summary>
    private sealed unsafe class Mapped
    {
        private readonly SafeMemoryMappedViewHandle? handle;
        private int owners;

        public byte* Start { get; }
        public long Length { get; }
        public bool IsGone => Volatile.Read(ref owners) == 0;

        private Mapped(SafeMemoryMappedViewHandle? handle, byte* start, long length)
        {
            this.handle = handle;
            Start = start;
            Length = length;
        }

        public static Mapped Open(string file)
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length == 0) { return new Mapped(null, null, 0); }
            using var mapping = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            // The view goes with its handle, which alone is kept.
            var handle = mapping.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read).SafeMemoryMappedViewHandle;
            byte* start = null;
            handle.AcquirePointer(ref start);
            return new Mapped(handle, start, stream.Length);
        }

        public void Own() => Interlocked.Increment(ref owners);

        public void Leave()
        {
            if (Interlocked.Decrement(ref owners) > 0 || handle is null) { return; }
            handle.ReleasePointer();
            handle.Dispose();
        }
    }

    /// <summary>Parts of a file that holds several.</summary>
    private sealed class Slicer : IndexInputSlicer
    {
        private readonly string name;
        private readonly Mapped file;
        private bool disposed;

        public Slicer(string name, Mapped file)
        {
            (this.name, this.file) = (name, file);
            file.Own();
        }

        public override IndexInput OpenSlice(string sliceDescription, long offset, long length)
        {
            if (offset < 0 || length < 0 || offset + length > file.Length) { throw new EndOfStreamException($"{name} has no part of {length} bytes at {offset}."); }
            return new MappedInput($"{name} ({sliceDescription})", file, offset, length, owns: true);
        }

        [Obsolete("Of indexes that Lucene 3 wrote.")]
        public override IndexInput OpenFullSlice() => OpenSlice("whole", 0, file.Length);

        protected override void Dispose(bool disposing)
        {
            if (disposing && !disposed) { file.Leave(); }
            disposed = true;
        }
    }

    /// <summary>A place in a mapped file. Copies own nothing: Lucene disposes of what they are copies of after them.</summary>
    private sealed unsafe class MappedInput : IndexInput
    {
        private readonly Mapped file;
        private readonly long length;
        private readonly byte* start;
        private readonly byte* end;
        private byte* at;
        private bool owns;

        public MappedInput(string name, Mapped file, long from, long length, bool owns) : base(name)
        {
            (this.file, this.length, this.owns) = (file, length, owns);
            start = at = file.Start + from;
            end = start + length;
            if (owns) { file.Own(); }
        }

        public override long Length => length;
        public override long Position => at - start;

        public override void Seek(long pos)
        {
            ObjectDisposedException.ThrowIf(file.IsGone, this);
            if (pos < 0 || pos > length) { throw new EndOfStreamException($"There is no place {pos} in {this}."); }
            at = start + pos;
        }

        public override byte ReadByte()
        {
            if (at >= end) { ThrowEnd(); }
            return *at++;
        }

        public override void ReadBytes(byte[] b, int offset, int len)
        {
            if (len > end - at) { ThrowEnd(); }
            new ReadOnlySpan<byte>(at, len).CopyTo(b.AsSpan(offset, len));
            at += len;
        }

        public override short ReadInt16() => BinaryPrimitives.ReverseEndianness(Read<short>());
        public override int ReadInt32() => BinaryPrimitives.ReverseEndianness(Read<int>());
        public override long ReadInt64() => BinaryPrimitives.ReverseEndianness(Read<long>());

        private T Read<T>() where T : unmanaged
        {
            if (end - at < sizeof(T)) { ThrowEnd(); }
            var number = Unsafe.ReadUnaligned<T>(at);
            at += sizeof(T);
            return number;
        }

        private void ThrowEnd() => throw new EndOfStreamException($"Reading beyond the end of {this}.");

        public override object Clone() => new MappedInput(ToString(), file, start - file.Start, length, owns: false) { at = at };

        protected override void Dispose(bool disposing)
        {
            if (disposing && owns) { file.Leave(); }
            owns = false;
        }
    }
}
