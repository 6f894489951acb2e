using System.Text.RegularExpressions;

namespace Marketplace.Search.Query;

/// <summary>Words with which a person asks and which say nothing of what is sought. They leave queries only, and only where something else remains.</summary>
internal static partial class QuestionWords
{
    private static readonly HashSet<string> English = new(StringComparer.Ordinal)
    {
        "what", "which", "who", "whom", "whose", "when", "where", "why", "how", "do", "does", "did", "can", "could", "should", "would", "may", "might", "must", "shall",
        "i", "me", "my", "we", "us", "our", "you", "your", "he", "she", "him", "her", "his", "them", "am", "being", "having", "doing", "so", "than", "too", "very", "just", "about", "also", "any", "some",
        "please", "find", "looking", "interested", "want", "need", "give", "tell", "article", "articles", "anything",
    };

    public static bool IsAsked(string foldedWord) => English.Contains(foldedWord);

    /// <summary>Chinese question phrases give way to a space.</summary>
    public static string WithoutChinese(string text)
    {
        var rest = Phrases().Replace(text, " ");
        return string.IsNullOrWhiteSpace(rest) ? text : rest;
    }

    [GeneratedRegex("请问|有没有|有哪些|是什么|什么时候|什么样的|为什么|什么|多少|哪些|哪个|哪种|哪位|哪里|哪年|哪一年|哪一个|哪一种|哪一|哪|如何|怎么样|怎样|怎么|是谁|谁|几个|多久|寻求|求购|想要|我们需要|需要一种|需要")]
    private static partial Regex Phrases();
}
