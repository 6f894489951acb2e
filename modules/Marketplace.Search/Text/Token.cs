namespace Marketplace.Search.Text;

internal enum TokenKind
{
    /// <summary>A stemmed word.</summary>
    Word,

    /// <summary>Two neighbouring Chinese characters, or a single one that stands alone.</summary>
    Pair,

    /// <summary>A model name, number or number with unit, whole.</summary>
    Whole,

    /// <summary>A part of a whole.</summary>
    Part,

    /// <summary>A word too common to be looked for; keeps its place only.</summary>
    Stop,
}

/// <summary>One token of a text. <paramref name="Start"/> and <paramref name="End"/> are offsets into the text as written; tokens of one <paramref name="Position"/> stand for the same word.</summary>
internal readonly record struct Token(string Term, int Start, int End, int Position, TokenKind Kind);
