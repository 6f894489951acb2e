namespace Marketplace.Matching.Reasons;

public enum Verdict { Meets, Misses, Unknown }

/// <summary>One condition of a demand beside what the other side says, in the reader's language.</summary>
/// <param name="Key">What it is about: <c>metric</c>, <c>trl</c>, <c>budget</c> …</param>
/// <param name="Name">Its name: that of the metric, or a word.</param>
/// <param name="Verdict">How it stands.</param>
/// <param name="Wanted">What the demand asks for.</param>
/// <param name="Offered">What the other side says; a word where it says nothing.</param>
/// <param name="Short">Both in one line: <c>TRL 6 ≥ 5</c>.</param>
/// <param name="IsHard">Not met, it rules the pair out.</param>
public sealed record Criterion(string Key, string Name, Verdict Verdict, string Wanted, string Offered, string Short, bool IsHard = false)
{
    public bool RulesOut => IsHard && Verdict == Verdict.Misses;
}
