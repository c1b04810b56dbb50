using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// A convolutional network for sentence classification: Zhang and Wallace 2015, "A sensitivity analysis of (and practitioners' guide to)
/// convolutional neural networks for sentence classification", figure 1. Filters over regions of 2, 3 and 4 words are followed by max
/// pooling over time and a softmax classifier.
/// </summary>
public static class TextCnn
{
    /// <summary>
    /// Builds the network with a trainable word embedding.
    /// </summary>
    /// <param name="sentences">The word indices [N, words]; 7 words in the figure.</param>
    /// <param name="vocabulary">The size of the vocabulary; the sentence in the figure has 7 different words.</param>
    /// <param name="dimensions">The number of dimensions of the embedding.</param>
    /// <param name="classes">The number of classes.</param>
    /// <returns>The logits [N, classes].</returns>
    public static Value OfWords(Value sentences, int vocabulary = 7, int dimensions = 5, int classes = 2) =>
        OfVectors(sentences.Embedding("words", vocabulary, dimensions), classes);

    /// <summary>Builds the network for sentences of word vectors.</summary>
    /// <param name="sentences">The word vectors [N, words, dimensions]; 7 by 5 in the figure.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="filters">The number of filters of each region size.</param>
    /// <param name="regions">The region sizes, the numbers of words that the filters cover; 2, 3 and 4 if empty.</param>
    /// <returns>The logits [N, classes].</returns>
    public static Value OfVectors(Value sentences, int classes = 2, int filters = 2, params IReadOnlyList<int> regions)
    {
        if (regions.Count == 0) regions = [2, 3, 4];
        int words = sentences.Shape[1], dimensions = sentences.Shape[2];
        var picture = sentences.Reshape([sentences.Shape[0], 1, words, dimensions]);
        Value Largest(int region) => picture
            // [N, 2, words - region + 1, 1]
            .Convolution($"region{region}", filters, new Window(region), new Window(dimensions), activation: Activation.Relu)
            .GlobalMaxPool();                                       // [N, 2, 1, 1]
        return Join.Concatenate(1, [.. regions.Select(Largest)])    // [N, 6, 1, 1]
            .Flatten()
            .Dense("softmax", classes);
    }
}
