using ShaderKernels.Operators;
using ShaderKernels.Tests;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.WorkedNumbers;

/// <summary>CS231n, "Implementation as matrix multiplication".</summary>
public class Im2ColExampleTests
{
    /// <summary>
    /// im2col: blocks of 11x11x3 pixels as 3025 columns of 363 values, filters as 96 rows; their product is the convolution.
    /// </summary>
    [Fact]
    public void Columns_of_363x3025_under_rows_of_96x363_give_the_first_layer_of_AlexNet()
    {
        float[] Values(int count, int seed) => new Random(seed) is var random
            ? [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)] : [];
        float[] pixels = Values(3 * 227 * 227, 1), taps = Values(96 * 363, 2);
        Value Image(Graph g) => g.Constant([1, 3, 227, 227], pixels);
        double[] product = LayerRun.Of("Cpu-Vector256", g =>
        {
            var columns = Image(g).Unfold(11, 4);
            Assert.Equal([1, 363, 3025], columns.Shape);
            var result = g.Apply(new MatMul(), g.Constant([96, 363], taps), columns.Reshape([363, 3025]));
            Assert.Equal([96, 3025], result.Shape);
            return result.Reshape([1, 96, 55, 55]);
        });
        double[] convolved = LayerRun.Of("Cpu-Vector256", g => Image(g)
            .Convolution(g.Constant([96, 3, 11, 11], taps), null, [new(11, 4), new(11, 4)]));
        Agreement.Compare(product, convolved, 1e-5, "im2col");
    }
}
