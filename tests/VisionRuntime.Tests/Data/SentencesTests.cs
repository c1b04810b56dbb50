using VisionRuntime.Data;
using VisionRuntime.Tests.Insight;

namespace VisionRuntime.Tests.Data;

public sealed class SentencesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Words_are_in_lower_case_and_punctuation_stands_alone() => Assert.Equal(
        ["i", "don't", "like", "it", ",", "at", "all", "!"], Vocabulary.Tokenize("I don't like it, at all!"));

    [Fact]
    public void The_vocabulary_is_ordered_by_frequency_and_knows_what_it_does_not_know()
    {
        var vocabulary = Vocabulary.Of(["b a b", "c b a"], most: 2);
        Assert.Equal(["", "?", "b", "a"], vocabulary.Words);
        float[] indices = new float[5];
        vocabulary.Encode("A c b", indices);
        Assert.Equal([3, 1, 2, 0, 0], indices);
        vocabulary.Encode("b b b b b b b", indices);
        Assert.Equal([2, 2, 2, 2, 2], indices);
    }

    [Fact]
    public void A_file_has_a_label_a_tab_and_a_sentence_in_each_line()
    {
        File.WriteAllText(_folder.File("s.txt"), "good\tI like this movie very much!\n\nbad\tI hate it\n");
        var (splits, vocabulary) = Sentences.Load(_folder.File("s.txt"));
        Assert.Equal([1, 7], splits.Training.InputShape);
        Assert.Equal(["bad", "good"], splits.Training.Classes.ToArray());
        Assert.Equal(vocabulary.Count, splits.Training.WordCount);
        float[] words = new float[7], label = new float[1];
        splits.Training.Read(1, words, label);
        Assert.Equal(0, label[0]);
        Assert.Equal(["i", "hate", "it", "", "", "", ""], words.Select(word => vocabulary.Words[(int)word]));
    }

    [Fact]
    public void Lines_without_a_tab_and_files_with_one_label_are_refused()
    {
        string path = _folder.File("s.txt");
        File.WriteAllText(path, "good\tfine\nno tab here\n");
        Assert.StartsWith($"{path}: line 2 has no tab", Assert.Throws<DatasetException>(() => Sentences.Load(path)).Message);
        File.WriteAllText(path, "good\tfine\ngood\tnice\n");
        Assert.Contains("all sentences have the label 'good'", Assert.Throws<DatasetException>(() => Sentences.Load(path)).Message);
        File.WriteAllText(path, "");
        Assert.Contains("there are no sentences", Assert.Throws<DatasetException>(() => Sentences.Load(path)).Message);
    }
}
