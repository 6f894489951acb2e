using System.Text;

namespace Marketplace.Tests.Search;

/// <summary>A sentence-embedding model of a few words, made on the spot: words of one meaning have one direction. Small enough to be written down by hand in the two formats that real models have.</summary>
internal static class TinyModel
{
    private const int Dimensions = 16;

    /// <param name="folder">Becomes the model's.</param>
    /// <param name="meanings">Words of one meaning together; every other character has a weak direction of its own.</param>
    public static void Write(string folder, params string[][] meanings)
    {
        Directory.CreateDirectory(folder);
        var words = meanings.SelectMany((alike, meaning) => alike.Select(word => (Word: word, Meaning: meaning))).ToList();
        List<(string Piece, float Score, int Type)> pieces = [("<unk>", 0, 2), ("<s>", 0, 3), ("</s>", 0, 3), ("▁", -3, 1), .. words.Select(w => (w.Word, -1f, 1))];
        File.WriteAllBytes(Path.Combine(folder, "pieces.model"), Pieces(pieces));
        var table = new float[pieces.Count * Dimensions];
        foreach (var (at, (_, meaning)) in words.Index()) { table[((at + 4) * Dimensions) + meaning + 1] = 1; }
        for (var row = 0; row < 4; row++) { table[row * Dimensions] = 0.05f; }
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), Graph(pieces.Count, table));
        File.WriteAllText(Path.Combine(folder, "embedding.json"), $$"""
            { "name": "tiny", "inputs": ["input_ids", "attention_mask"], "output": "last_hidden_state", "pooling": "mean", "dimensions": {{Dimensions}}, "maxTokens": 64,
              "tokenizer": { "file": "pieces.model", "idOffset": 0, "bos": 1, "eos": 2, "pad": 0, "unk": 0 } }
            """);
    }

    private static byte[] Pieces(List<(string Piece, float Score, int Type)> pieces)
    {
        var model = new Message();
        foreach (var (piece, score, type) in pieces) { model.Add(1, new Message().Add(1, piece).Add(2, score).Add(3, type)); }
        // Unigram, with the places of the first three pieces.
        model.Add(2, new Message().Add(3, 1).Add(40, 0).Add(41, 1).Add(42, 2).Add(43, -1));
        model.Add(3, new Message().Add(1, "identity").Add(3, 1).Add(4, 1).Add(5, 1));
        return model.ToArray();
    }

    /// <summary>One node: each id's row of the table.</summary>
    private static byte[] Graph(int rows, float[] table)
    {
        const int Float = 1;
        const int Int64 = 7;
        var values = new byte[table.Length * sizeof(float)];
        Buffer.BlockCopy(table, 0, values, 0, values.Length);
        Message Shaped(string name, int type, params string[] dimensions)
        {
            var shape = new Message();
            foreach (var dimension in dimensions) { shape.Add(1, int.TryParse(dimension, out var fixedSize) ? new Message().Add(1, fixedSize) : new Message().Add(2, dimension)); }
            return new Message().Add(1, name).Add(2, new Message().Add(1, new Message().Add(1, type).Add(2, shape)));
        }
        var graph = new Message()
            .Add(1, new Message().Add(1, "table").Add(1, "input_ids").Add(2, "last_hidden_state").Add(4, "Gather"))
            .Add(2, "tiny")
            .Add(5, new Message().Add(1, rows).Add(1, Dimensions).Add(2, Float).Add(8, "table").Add(9, values))
            .Add(11, Shaped("input_ids", Int64, "batch", "length")).Add(11, Shaped("attention_mask", Int64, "batch", "length"))
            .Add(12, Shaped("last_hidden_state", Float, "batch", "length", Dimensions.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return new Message().Add(1, 8).Add(7, graph).Add(8, new Message().Add(2, 13)).ToArray();
    }

    /// <summary>Writes the few kinds of protocol-buffer fields that the two formats are made of.</summary>
    private sealed class Message
    {
        private readonly MemoryStream bytes = new();

        public byte[] ToArray() => bytes.ToArray();

        public Message Add(int field, long value) { Number(((ulong)field << 3) | 0); Number((ulong)value); return this; }

        public Message Add(int field, float value) { Number(((ulong)field << 3) | 5); bytes.Write(BitConverter.GetBytes(value)); return this; }

        public Message Add(int field, string value) => Add(field, Encoding.UTF8.GetBytes(value));

        public Message Add(int field, Message value) => Add(field, value.ToArray());

        public Message Add(int field, byte[] value) { Number(((ulong)field << 3) | 2); Number((ulong)value.Length); bytes.Write(value); return this; }

        private void Number(ulong value)
        {
            for (; value >= 0x80; value >>= 7) { bytes.WriteByte((byte)(value | 0x80)); }
            bytes.WriteByte((byte)value);
        }
    }
}
