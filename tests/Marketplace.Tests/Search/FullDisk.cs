using System.Collections.Concurrent;
using Lucene.Net.Store;
using LuceneDirectory = Lucene.Net.Store.Directory;

namespace Marketplace.Tests.Search;

/// <summary>The files of an index on a disk that can be full: nothing is begun, and what is being written breaks off.</summary>
internal sealed class FullDisk(LuceneDirectory files, string folder) : FilterDirectory(files)
{
    private static readonly ConcurrentDictionary<string, bool> Full = new();

    public static LuceneDirectory Open(string path) => new FullDisk(new MMapDirectory(new DirectoryInfo(path)), Path.GetDirectoryName(path)!);

    public static void IsFull(string folder, bool full) => Full[folder] = full;

    private void Check()
    {
        if (Full.GetValueOrDefault(folder)) { throw new IOException("No space left on device"); }
    }

    public override IndexOutput CreateOutput(string name, IOContext context)
    {
        Check();
        return base.CreateOutput(name, context);
    }

    public override void Sync(ICollection<string> names)
    {
        Check();
        base.Sync(names);
    }
}
