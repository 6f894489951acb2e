namespace Marketplace.Search.Text;

/// <summary>
/// Turns text into tokens, the same for every engine, for queries and for highlights: Chinese as overlapping pairs, English stemmed,
/// model names and numbers with units whole and in parts.
/// </summary>
internal static class TextAnalysis
{
    public static List<Token> Analyze(string? text)
    {
        // Chinese has a token a character, English one in five.
        var tokens = new List<Token>(text is null ? 0 : (text.Length / 2) + 4);
        if (!string.IsNullOrEmpty(text)) { new Scan(Folding.Fold(text), tokens).Run(); }
        return tokens;
    }

    private ref struct Scan(FoldedText folded, List<Token> tokens)
    {
        private readonly ReadOnlySpan<char> text = folded.Text;
        private int at;
        private int position;

        public void Run()
        {
            while (at < text.Length)
            {
                var c = text[at];
                if (Characters.IsRunning(c)) { Running(); }
                else if (Characters.IsWord(c)) { Chunk(at, ""); }
                else if (Comparator(out var sign, out var length)) { Chunk(at + length, sign); }
                else { at++; }
            }
        }

        private void Running()
        {
            var start = at;
            while (at < text.Length && Characters.IsRunning(text[at])) { at++; }
            if (at - start == 1) { Add(text[start..at].ToString(), start, at, position++, TokenKind.Pair); return; }
            for (var i = start; i + 1 < at; i++) { Add(Pairs.Of(text[i], text[i + 1]), i, i + 2, position++, TokenKind.Pair); }
            position++;
        }

        private readonly bool Comparator(out string sign, out int length)
        {
            (sign, length) = text[at] switch
            {
                '≥' or '≧' => ("≥", 1),
                '≤' or '≦' => ("≤", 1),
                '>' => Next(1) == '=' ? ("≥", 2) : (">", 1),
                '<' => Next(1) == '=' ? ("≤", 2) : ("<", 1),
                '±' => ("±", 1),
                _ => ("", 0),
            };
            return length > 0 && Characters.IsDigit(Next(length));
        }

        private readonly char Next(int offset) => at + offset < text.Length ? text[at + offset] : '\0';

        private void Chunk(int start, string sign)
        {
            var end = Chunks.End(text, start);
            var signStart = at;
            at = end;
            var chunk = text[start..end];
            if (sign.Length == 0 && Chunks.IsPlainWord(chunk)) { PlainWord(chunk, start, end); return; }
            if (Chunks.IsLettersWithHyphens(chunk)) { Hyphenated(chunk, start, end); return; }
            var whole = Chunks.Whole(chunk);
            Add(whole, start, end, position, TokenKind.Whole);
            if (sign.Length > 0) { Add(sign + whole, signStart, end, position, TokenKind.Whole); }
            if (whole.Contains('-')) { Add(whole.Replace("-", "", StringComparison.Ordinal), start, end, position, TokenKind.Whole); }
            UnitAfterSpace(chunk, whole, start, sign);
            position += Math.Max(1, Parts(chunk, whole, start));
        }

        private void PlainWord(ReadOnlySpan<char> chunk, int start, int end)
        {
            var apostrophe = chunk.IndexOfAny('\'', '’');
            var word = apostrophe > 0 ? chunk[..apostrophe] : chunk;
            if (EnglishWords.StopLookup.Contains(word)) { Add("", start, end, position++, TokenKind.Stop); return; }
            Add(EnglishWords.Stem(word), start, end, position++, TokenKind.Word);
        }

        private void Hyphenated(ReadOnlySpan<char> chunk, int start, int end)
        {
            var joined = chunk.ToString().Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
            Add(EnglishWords.Stem(joined), start, end, position, TokenKind.Whole);
            foreach (var range in chunk.SplitAny('-', '_'))
            {
                var (from, to) = (range.Start.GetOffset(chunk.Length), range.End.GetOffset(chunk.Length));
                var stop = EnglishWords.StopLookup.Contains(chunk[from..to]);
                Add(stop ? "" : EnglishWords.Stem(chunk[from..to]), start + from, start + to, position++, stop ? TokenKind.Stop : TokenKind.Word);
            }
        }

        /// <summary>"780 °C" is looked for as "780°C" too.</summary>
        private readonly void UnitAfterSpace(ReadOnlySpan<char> chunk, string number, int start, string sign)
        {
            if (!Chunks.IsNumber(chunk) || at + 1 >= text.Length || text[at] is not (' ' or '\u00a0')) { return; }
            var unit = Units.At(text, at + 1);
            if (unit.Length == 0) { return; }
            var end = at + 1 + unit.Length;
            Add(number + unit.ToString(), start, end, position, TokenKind.Whole);
            if (sign.Length > 0) { Add(sign + number + unit.ToString(), start, end, position, TokenKind.Whole); }
        }

        private readonly int Parts(ReadOnlySpan<char> chunk, string whole, int start)
        {
            var count = 0;
            for (var i = 0; i < chunk.Length;)
            {
                var end = Chunks.PartEnd(chunk, i);
                var part = chunk[i..end];
                var single = part.Length == 1 && Characters.IsLetter(part[0]);
                if (part.Length > 0 && Characters.IsWord(part[0]) && !single && !part.SequenceEqual(whole))
                {
                    var term = Characters.IsLetter(part[0]) ? EnglishWords.Stem(part) : Chunks.Whole(part);
                    if (term != whole) { Add(term, start + i, start + end, position + count++, TokenKind.Part); }
                }
                i = Math.Max(end, i + 1);
            }
            return count;
        }

        private readonly void Add(string term, int start, int end, int place, TokenKind kind) =>
            tokens.Add(new Token(term, folded.SourceStart(start), folded.SourceEnd(end - 1), place, kind));
    }
}
