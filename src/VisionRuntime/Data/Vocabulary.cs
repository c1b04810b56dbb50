using System.Text.Json;

namespace VisionRuntime.Data;

/// <summary>
/// The words of a language as indices: 0 fills sentences up, 1 stands for unknown words, and the others follow by frequency.
/// </summary>
public sealed class Vocabulary
{
    /// <summary>The index that fills up short sentences.</summary>
    public const int Padding = 0;

    /// <summary>The index of all words that the vocabulary does not have.</summary>
    public const int Unknown = 1;

    private const int Reserved = 2;

    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);

    /// <summary>Creates a vocabulary of words, which get indices from 2 in their order.</summary>
    public Vocabulary(IEnumerable<string> words)
    {
        foreach (string word in words) _indices.TryAdd(word, _indices.Count + Reserved);
        Words = ["", "?", .. _indices.OrderBy(pair => pair.Value).Select(pair => pair.Key)];
    }

    /// <summary>Gets the word of each index.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Gets the number of indices: the words and the two reserved ones.</summary>
    public int Count => Words.Count;

    /// <summary>Collects the words of sentences, the most frequent first; equally frequent ones in ordinal order.</summary>
    /// <param name="sentences">The sentences.</param>
    /// <param name="most">The largest number of words; the rarest are left out.</param>
    public static Vocabulary Of(IEnumerable<string> sentences, int most = 20_000) => new(
        sentences.SelectMany(Tokenize).CountBy(word => word, StringComparer.Ordinal)
            .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Take(most).Select(pair => pair.Key));

    /// <summary>
    /// Splits a sentence into words in lower case: letters and digits, with apostrophes inside words, and each punctuation mark alone.
    /// </summary>
    public static IEnumerable<string> Tokenize(string sentence)
    {
        for (int at = 0; at < sentence.Length;)
        {
            if (char.IsWhiteSpace(sentence[at]))
            {
                at++;
                continue;
            }
            int start = at++;
            if (IsLetter(start))
            {
                while (at < sentence.Length && (IsLetter(at) || IsApostrophe(at))) at++;
            }
            yield return sentence[start..at].ToLowerInvariant();
        }

        bool IsApostrophe(int index) => sentence[index] == '\'' && index + 1 < sentence.Length && IsLetter(index + 1);

        bool IsLetter(int index) => char.IsLetterOrDigit(sentence[index]) || sentence[index] == '_';
    }

    /// <summary>Returns the words of indices, separated by spaces, without what fills the sentence up.</summary>
    public string Decode(ReadOnlySpan<float> indices)
    {
        var words = new List<string>();
        foreach (float index in indices)
            if (index != Padding) words.Add(index > 0 && index < Count ? Words[(int)index] : Words[Unknown]);
        return string.Join(' ', words);
    }

    /// <summary>Serializes the words, without the two reserved ones, to a JSON array.</summary>
    public string ToJson() => JsonSerializer.Serialize(Words.Skip(Reserved));

    /// <summary>Deserializes a vocabulary.</summary>
    /// <exception cref="InvalidDataException">The text is not a JSON array of different words.</exception>
    public static Vocabulary FromJson(string json)
    {
        try
        {
            string[] words = JsonSerializer.Deserialize<string[]>(json) ?? [];
            var vocabulary = new Vocabulary(words);
            return vocabulary.Count == words.Length + Reserved ? vocabulary
                : throw new InvalidDataException("invalid vocabulary (a word is twice in it)");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentNullException)
        {
            throw new InvalidDataException($"invalid vocabulary ({exception.Message})", exception);
        }
    }

    /// <summary>
    /// Writes the indices of a sentence's words, filled up with <see cref="Padding"/>; words that do not fit are left out.
    /// </summary>
    public void Encode(string sentence, Span<float> indices)
    {
        indices.Clear();
        int count = 0;
        foreach (string word in Tokenize(sentence))
        {
            if (count == indices.Length) return;
            indices[count++] = _indices.GetValueOrDefault(word, Unknown);
        }
    }
}
