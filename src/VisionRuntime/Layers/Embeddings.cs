using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Layers;

/// <summary>Words as vectors.</summary>
public static class Embeddings
{
    /// <summary>
    /// Embedding or projection layer: each whole number becomes its row of a table that is learned, [...] to [..., dimensions]. Rows begin
    /// uniform within ±0.25, as in Kim 2014.
    /// </summary>
    /// <param name="words">Numbers of words, from 0 on.</param>
    /// <param name="name">The variable is called name/table, [vocabulary, dimensions].</param>
    /// <param name="vocabulary">How many words there are.</param>
    /// <param name="dimensions">The length of each word's vector.</param>
    /// <exception cref="ShapeException">The vocabulary is empty.</exception>
    public static Value Embedding(this Value words, string name, int vocabulary, int dimensions) =>
        words.Graph.Variable($"{name}/table", [vocabulary, dimensions], Uniform, role: VariableRole.Weight).Gather(words);

    private static float[] Uniform(Shape shape, Random random) => [.. Enumerable.Range(0, (int)shape.Count).Select(_ => random.NextSingle() * 0.5f - 0.25f)];
}
