using System.Text;
using System.Text.Json;

namespace Marketplace.Web.Recipes;

internal static class JsonLines
{
    /// <summary>Line, counted from 1, at which the value of a JSON pointer begins; the line of the deepest part that exists.</summary>
    public static int LineOf(string text, string pointer)
    {
        var parts = pointer.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Replace("~1", "/").Replace("~0", "~")).ToArray();
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip });
        reader.Read();
        var start = reader.TokenStartIndex;
        foreach (var part in parts)
        {
            if (!Enter(ref reader, part)) { break; }
            start = reader.TokenStartIndex;
        }
        return bytes.AsSpan(0, (int)start).Count((byte)'\n') + 1;
    }

    private static bool Enter(ref Utf8JsonReader reader, string part)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var found = reader.ValueTextEquals(part);
                reader.Read();
                if (found) { return true; }
                reader.Skip();
            }
        }
        else if (reader.TokenType == JsonTokenType.StartArray && int.TryParse(part, out var index))
        {
            for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                if (i == index) { return true; }
                reader.Skip();
            }
        }
        return false;
    }
}
