using System.Numerics;
using VisionRuntime.Data;

namespace VisionRuntime.Tests.Data;

public sealed class GeneratedDataTests
{
    [Fact]
    public void The_same_seed_gives_the_same_samples()
    {
        foreach (var create in (Func<int, DatasetSplits>[])[
            seed => GeneratedSeries.Create(64, seed, 20, 10), seed => GeneratedVolumes.Create(12, seed, 20, 10),
            seed => GeneratedReviews.Create(seed, 20, 10)])
        {
            DatasetSplits first = create(3), second = create(3), other = create(4);
            Assert.Equal((20, 10, 10), (first.Training.Count, first.Validation!.Count, first.Test!.Count));
            Assert.Equal(Read(first.Training, 7).Input, Read(second.Training, 7).Input);
            Assert.Equal(Read(first.Training, 7).Label, Read(second.Training, 7).Label);
            Assert.NotEqual(Read(first.Training, 7).Input, Read(other.Training, 7).Input);
            Assert.NotEqual(Read(first.Training, 7).Input, Read(first.Test!, 7).Input);
            for (int i = 0; i < 20; i++) Assert.InRange(Read(first.Training, i).Label, 0, first.Training.Classes.Length - 1);
        }
    }

    [Fact]
    public void Series_and_volumes_have_values_from_0_to_1()
    {
        foreach (var data in (Dataset[])[GeneratedSeries.Create(64, 1, 50, 1).Training, GeneratedVolumes.Create(12, 1, 50, 1).Training])
            for (int i = 0; i < data.Count; i++) Assert.All(Read(data, i).Input, value => Assert.InRange(value, 0, 1));
    }

    [Theory]
    [InlineData("ball", 0.7f, 0, 0, true), InlineData("ball", 0.5f, 0.5f, 0.5f, false)]
    [InlineData("box", 0.5f, 0.5f, 0.5f, true), InlineData("box", 0.6f, 0, 0, false)]
    [InlineData("rod", 0, 0, 0.9f, true), InlineData("rod", 0.3f, 0, 0, false)]
    [InlineData("ring", 0.7f, 0, 0.2f, true), InlineData("ring", 0, 0, 0, false)]
    [InlineData("cross", 0.8f, 0.1f, 0.1f, true), InlineData("cross", 0.5f, 0.5f, 0, false)]
    [InlineData("shell", 0.7f, 0, 0, true), InlineData("shell", 0.3f, 0, 0, false)]
    public void Solids_contain_the_points_that_their_names_say(string solid, float x, float y, float z, bool contained) =>
        Assert.Equal(contained, GeneratedVolumes.Contains(Array.IndexOf(GeneratedVolumes.Names, solid), new Vector3(x, y, z)));

    [Fact]
    public void Not_turns_a_review_around()
    {
        string[] good = ["great", "lovely", "fun", "brilliant", "charming", "gripping", "smooth", "polished"];
        var reviews = Enumerable.Range(0, 200).Select(index => GeneratedReviews.Write(1, index)).ToArray();
        Assert.All(reviews, review =>
        {
            bool praises = good.Any(word => Vocabulary.Tokenize(review.Text).Contains(word));
            Assert.Equal(review.IsGood, praises != Vocabulary.Tokenize(review.Text).Contains("not"));
        });
        Assert.InRange(reviews.Count(review => review.IsGood), 70, 130);
    }

    [Fact]
    public void A_vocabulary_survives_a_round_trip()
    {
        var vocabulary = new Vocabulary(["maze", "isn't", "ø", "\""]);
        var read = Vocabulary.FromJson(vocabulary.ToJson());
        Assert.Equal(vocabulary.Words, read.Words);
        float[] indices = new float[6];
        read.Encode("Maze isn't what", indices);
        Assert.Equal([2, 3, 1, 0, 0, 0], indices);
        Assert.Equal("maze isn't ?", read.Decode(indices));
        Assert.Throws<InvalidDataException>(() => Vocabulary.FromJson("""["a", "a"]"""));
        Assert.Throws<InvalidDataException>(() => Vocabulary.FromJson("""["a", null]"""));
        Assert.Throws<InvalidDataException>(() => Vocabulary.FromJson("7"));
    }

    private static (float[] Input, float Label) Read(Dataset data, int index)
    {
        float[] input = new float[data.InputLength], label = new float[1];
        data.Read(index, input, label);
        return (input, label[0]);
    }
}
