using ShaderKernels.Tensors;

namespace VisionRuntime.Data;

/// <summary>
/// Short reviews of games, good and bad, put together from parts by a seed: for networks that classify sentences. Words alone do not
/// decide, since "not" turns a judgment around.
/// </summary>
public static class GeneratedReviews
{
    private static readonly string[] Things =
    [
        "the game", "this level", "the music", "the story", "the boss fight", "the controls", "the art", "this maze", "the ending", "co-op",
    ];

    private static readonly string[] Good = ["great", "lovely", "fun", "brilliant", "charming", "gripping", "smooth", "polished"];
    private static readonly string[] Bad = ["boring", "awful", "broken", "clumsy", "dull", "tedious", "ugly", "unfair"];
    private static readonly string[] Degrees = ["", "really ", "quite ", "so ", "surprisingly "];
    private static readonly string[] Openings = ["", "i think ", "honestly , ", "after two hours , ", "my friends say ", "as always , "];

    private static readonly string[] Endings =
    [
        ".", "!", ", and i played it twice .", ", even on my old machine .", ", which nobody expected .", ", at least in the first part .",
    ];

    /// <summary>Generates training, validation and test sets: the indices of the words, [1, 20].</summary>
    /// <param name="seed">The random seed: the same seed gives the same sentences.</param>
    /// <param name="training">The number of training sentences, whose words make up the vocabulary.</param>
    /// <param name="test">The number of test sentences, and of validation sentences.</param>
    public static DatasetSplits Create(int seed = 0, int training = 3_000, int test = 500)
    {
        const int words = 20;
        var vocabulary = Vocabulary.Of(Enumerable.Range(0, training).Select(index => Write(seed, index).Text));
        return new("reviews", Part(0, training), Part(training, test), Part(training + test, test));

        MemoryDataset Part(int first, int count)
        {
            float[] inputs = new float[count * words], labels = new float[count];
            for (int i = 0; i < count; i++)
            {
                var (text, isGood) = Write(seed, first + i);
                vocabulary.Encode(text, inputs.AsSpan(i * words, words));
                labels[i] = isGood ? 1 : 0;
            }
            return new("reviews", [1, words], inputs, TargetKind.Class, Shape.Scalar, labels)
            {
                Classes = ["bad", "good"], WordCount = vocabulary.Count, Vocabulary = vocabulary,
            };
        }
    }

    /// <summary>Writes a review.</summary>
    internal static (string Text, bool IsGood) Write(int seed, int index)
    {
        var random = new SampleRandom(seed, index);
        bool says = random.Next(2) == 0, negates = random.Next(3) == 0;
        string judgment = Pick(says ? Good : Bad, ref random), degree = Pick(Degrees, ref random);
        string text = Pick(Openings, ref random) + Pick(Things, ref random) + (negates ? " is not " : " is ") + degree + judgment
            + Pick(Endings, ref random);
        return (text, says != negates);
    }

    private static string Pick(string[] parts, ref SampleRandom random) => parts[random.Next(parts.Length)];
}
