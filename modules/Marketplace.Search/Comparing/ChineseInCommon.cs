using Marketplace.Search.Query;
using Marketplace.Search.Text;

namespace Marketplace.Search;

/// <summary>Chinese has no spaces: what both texts have character by character is cut into words of the glossary, and is a word itself where it is short.</summary>
internal sealed class ChineseInCommon(Glossary glossary, WordRarity rarity)
{
    private const int LongestWord = 6;
    private const double Technical = 1.6;
    private const string Particles = "的了在是和与及对中等为以其之所被将从到这那有于或也而并很着个使让把就都还要会能可不没上下一二两三每又再跟比给由向至才只且若则因但";

    private static readonly char[] Trimmed = Particles.ToCharArray();

    /// <summary>What begins with one is a count and says nothing of what both are about; the glossary's words that begin so are found before.</summary>
    private const string Numerals = "〇零三四五六七八九十百千万亿半";

    /// <summary>What has nothing else is a number, in the everyday dictionary or not.</summary>
    private const string Digits = Numerals + "一二两";

    private static readonly HashSet<string> Plain = new(StringComparer.Ordinal)
    {
        "采用", "使用", "进行", "实现", "目前", "现有", "同时", "其他", "左右", "起来", "需要", "希望", "出来", "以内", "之后", "之前", "以上", "以下", "我们", "他们", "已经", "问题", "情况", "方法", "技术", "过程",
        "时间", "方式", "通过", "提供", "能够", "要求", "达到", "不同", "主要", "相同", "一般", "国内", "公司", "企业", "工作", "开始", "完成", "包括", "可以", "直接", "自己", "人工", "现场", "几个", "年度", "小时", "以后", "当场", "附近", "最好", "之间", "毫米", "厘米", "微米", "分钟", "公里", "公斤", "万吨", "兆瓦", "摄氏度", "年拆", "设备", "产品", "系统", "装置", "数据", "处理", "项目", "成本", "单位", "机组", "增加", "减少", "面积", "服务", "情形", "平时",
    };

    public List<WeighedWord> Find(ReadDocument mine, ReadDocument theirs)
    {
        var (found, rarities) = (new Dictionary<string, double>(StringComparer.Ordinal), new Dictionary<string, double>(StringComparer.Ordinal));
        foreach (var text in theirs.All)
        {
            foreach (var word in Runs(text, mine.Pairs, mine.Folded).SelectMany(Words))
            {
                if (!rarities.TryGetValue(word.Text, out var rare)) { rarities[word.Text] = rare = Rarity(word.Text); }
                var weight = text.Place * word.Boost * rare;
                if (weight > found.GetValueOrDefault(word.Text)) { found[word.Text] = weight; }
            }
        }
        return [.. found.Select(f => new WeighedWord(f.Key, f.Value))];
    }

    /// <summary>The longest stretches that stand in the other document as well.</summary>
    private static List<string> Runs(ReadText text, HashSet<string> pairs, string all)
    {
        var (tokens, runs) = (text.Tokens, new List<string>());
        var run = new char[tokens.Count + 1];
        for (var first = 0; first < tokens.Count; first++)
        {
            if (tokens[first].Kind != TokenKind.Pair || !pairs.Contains(tokens[first].Term)) { continue; }
            // A single character that stands alone is no run.
            if (tokens[first].Term is not [var one, var two]) { continue; }
            (run[0], run[1]) = (one, two);
            var (last, length, found) = (first, 2, 0);
            while (last + 1 < tokens.Count && tokens[last + 1].Kind == TokenKind.Pair && tokens[last + 1].Position == tokens[last].Position + 1 && pairs.Contains(tokens[last + 1].Term))
            {
                run[length] = tokens[last + 1].Term[^1];
                // A longer one does not stand before the first shorter one.
                var next = all.AsSpan(found).IndexOf(run.AsSpan(0, length + 1));
                if (next < 0) { break; }
                (last, length, found) = (last + 1, length + 1, found + next);
            }
            runs.Add(new string(run, 0, length));
            first = last;
        }
        return runs;
    }

    private IEnumerable<(string Text, double Boost)> Words(string run)
    {
        foreach (var (start, length, _) in glossary.WordsIn(run)) { if (length > 1 && run.AsSpan(start, length).ContainsAnyExcept(Digits)) { yield return (run.Substring(start, length), Technical); } }
        var word = run.Trim(Trimmed);
        if (word.Length is > 1 and <= LongestWord && word.AsSpan().IndexOfAny(Particles) < 0 && !Numerals.Contains(word[0]) && !Plain.Contains(word)) { yield return (word, 1); }
    }

    private double Rarity(string word) => Enumerable.Range(0, word.Length - 1).Sum(i => rarity.Of(word.AsSpan(i, 2))) / Math.Sqrt(word.Length - 1);
}
