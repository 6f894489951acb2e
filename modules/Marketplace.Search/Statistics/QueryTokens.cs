using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Marketplace.Modularity;

namespace Marketplace.Search.Statistics;

/// <summary>Stands on a page of results for its query, so that what is opened can be counted to it: 22 characters, signed, the same for everybody.</summary>
internal sealed class QueryTokens(SiteFolder folder)
{
    private const int KeyLength = 8;
    private const int SignatureLength = 8;
    private readonly Lazy<byte[]> secret = new(() => Secret(Path.Combine(folder.Sub("keys"), "searches.key")));

    public string Of(AskedQuery query)
    {
        Span<byte> token = stackalloc byte[KeyLength + SignatureLength];
        BinaryPrimitives.WriteInt64BigEndian(token, query.Key);
        Sign(token[..KeyLength]).AsSpan(0, SignatureLength).CopyTo(token[KeyLength..]);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>The query's key, or null where the token is not ours.</summary>
    public long? Read(ReadOnlySpan<char> text)
    {
        Span<byte> token = stackalloc byte[KeyLength + SignatureLength + 2];
        if (text.Length != 22 || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, token, out var length) || length != KeyLength + SignatureLength) { return null; }
        return CryptographicOperations.FixedTimeEquals(Sign(token[..KeyLength]).AsSpan(0, SignatureLength), token[KeyLength..length]) ? BinaryPrimitives.ReadInt64BigEndian(token) : null;
    }

    private byte[] Sign(ReadOnlySpan<byte> key) => HMACSHA256.HashData(secret.Value, key);

    /// <summary>Made at the first use; all hosts of a site share the directory.</summary>
    private static byte[] Secret(string file)
    {
        if (!File.Exists(file))
        {
            var made = Path.GetTempFileName();
            File.WriteAllBytes(made, RandomNumberGenerator.GetBytes(32));
            try { File.Move(made, file, overwrite: false); }
            catch (IOException) when (File.Exists(file)) { File.Delete(made); }
        }
        return File.ReadAllBytes(file);
    }
}
