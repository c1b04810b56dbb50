using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// Zhang and Wallace 2015, "A sensitivity analysis of (and practitioners' guide to) convolutional neural networks for sentence
/// classification". Its figure 1 has filters over 2, 3 and 4 neighboring words, the largest output of each, and a softmax.
/// </summary>
public static class TextCnn
{
    /// <summary>
    /// From a sentence's words, as numbers of a vocabulary, to the scores of its classes; the words' vectors are learned too.
    /// </summary>
    /// <param name="sentences">[N, words], 7 words in the figure.</param>
    /// <param name="vocabulary">How many words there are; the figure's sentence has 7 different ones.</param>
    /// <param name="dimensions">The length of a word's vector.</param>
    /// <param name="classes">The number of outputs.</param>
    public static Value OfWords(Value sentences, int vocabulary = 7, int dimensions = 5, int classes = 2) => OfVectors(sentences.Embedding("words", vocabulary, dimensions), classes);

    /// <summary>From a sentence's word vectors to the scores of its classes.</summary>
    /// <param name="sentences">A row a word: [N, words, dimensions], 7 by 5 in the figure.</param>
    /// <param name="classes">The number of outputs.</param>
    /// <param name="filters">Filters of each region size.</param>
    /// <param name="regions">How many words the filters see.</param>
    public static Value OfVectors(Value sentences, int classes = 2, int filters = 2, params IReadOnlyList<int> regions)
    {
        if (regions.Count == 0) regions = [2, 3, 4];
        int words = sentences.Shape[1], dimensions = sentences.Shape[2];
        var picture = sentences.Reshape([sentences.Shape[0], 1, words, dimensions]);
        Value Largest(int region) => picture
            .Convolution($"region{region}", filters, new Window(region), new Window(dimensions), activation: Activation.Relu)   // [N, 2, words - region + 1, 1]
            .GlobalMaxPool();                                                                                                  // [N, 2, 1, 1]
        return Join.Concatenate(1, [.. regions.Select(Largest)])                                                               // [N, 6, 1, 1]
            .Flatten()
            .Dense("softmax", classes);
    }
}
