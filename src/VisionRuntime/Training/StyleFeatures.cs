using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Training;

/// <summary>
/// A fixed network whose feature maps describe what an image looks like: convolutions of 3 by 3 with ReLU, and averages between them. Its
/// weights are random, which is enough to describe textures (Ustyuzhaninov, Brendel, Gatys and Bethge 2016, "Texture synthesis using
/// shallow convolutional networks with random filters"), so no weights have to be downloaded. They are constants of the graph and are not
/// trained.
/// </summary>
internal sealed class StyleFeatures(int seed)
{
    /// <summary>The filters of the layers; the size is halved before each but the first.</summary>
    private static readonly int[] Filters = [16, 32, 48, 64];

    /// <summary>The layer whose features keep what is seen, rather than how it is drawn.</summary>
    public const int ContentLayer = 1;

    /// <summary>Computes the features of images [N, 3, H, W] with values from 0 to 1, one value for each layer.</summary>
    public IReadOnlyList<Value> Of(Value images)
    {
        var (graph, random) = (images.Graph, new Random(seed));
        var features = new List<Value>();
        var x = images * 2 - 1;
        foreach (int filters in Filters)
        {
            if (features.Count > 0) x = x.AveragePool(2, rounding: RoundingMode.Floor);
            Shape shape = [filters, x.Shape[1], 3, 3];
            var window = new Window(3, 1, 1, 1);
            x = x.Convolution(graph.Constant(shape, Initializers.He(shape, random)), null, [window, window], mode: PaddingMode.Edge).Relu();
            features.Add(x);
        }
        return features;
    }

    /// <summary>
    /// Computes the Gram matrices of feature maps [N, C, H, W]: the mean product of each two channels over all positions, [N, C, C]
    /// (Gatys, Ecker and Bethge 2016, "Image style transfer using convolutional neural networks").
    /// </summary>
    public static Value Gram(Value features)
    {
        var shape = features.Shape;
        int positions = shape[2] * shape[3];
        var table = features.Reshape([shape[0], shape[1], positions]);
        return table.MatMul(table, transposeB: true) * (1f / positions);
    }
}
