using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>How a residual block's input reaches its output where the two differ in size (He et al. 2016, section 4.1).</summary>
public enum Shortcut
{
    /// <summary>Option A: every second pixel, and zeros for the channels that are new. No parameters.</summary>
    ZeroPadding,

    /// <summary>Option B: a convolution of 1x1.</summary>
    Projection,

    /// <summary>No shortcut anywhere: the plain network that the paper compares with.</summary>
    None,
}

/// <summary>He, Zhang, Ren and Sun 2016, "Deep residual learning for image recognition", table 1: H(x) = F(x) + x.</summary>
public static class ResNet
{
    /// <summary>18 layers: images [N, 3, 224, 224] to [N, classes].</summary>
    public static Value ResNet18(Value images, int classes = 1000) => Build(images, [2, 2, 2, 2], classes: classes);

    /// <summary>34 layers: images [N, 3, 224, 224] to [N, classes].</summary>
    public static Value ResNet34(Value images, int classes = 1000) => Build(images, [3, 4, 6, 3], classes: classes);

    /// <summary>50 layers of bottlenecks: images [N, 3, 224, 224] to [N, classes].</summary>
    public static Value ResNet50(Value images, int classes = 1000) => Build(images, [3, 4, 6, 3], bottleneck: true, classes: classes);

    /// <summary>34 layers without shortcuts: images [N, 3, 224, 224] to [N, classes].</summary>
    public static Value Plain34(Value images, int classes = 1000) => Build(images, [3, 4, 6, 3], Shortcut.None, classes: classes);

    /// <summary>Any network of the family.</summary>
    /// <param name="images">[N, C, H, W].</param>
    /// <param name="blocks">The number of blocks at each of the sizes.</param>
    /// <param name="shortcut">How sizes that differ are made alike.</param>
    /// <param name="bottleneck">Blocks of 1x1, 3x3 and a fourfold 1x1, rather than of two 3x3.</param>
    /// <param name="classes">The number of outputs.</param>
    /// <param name="width">The filters of the first size, doubled from size to size.</param>
    public static Value Build(Value images, IReadOnlyList<int> blocks, Shortcut shortcut = Shortcut.Projection, bool bottleneck = false, int classes = 1000, int width = 64)
    {
        var x = images.ConvolutionNormalized("conv1", width, 7, 2).Relu().MaxPool(3, 2, 1, RoundingMode.Floor);
        for (int size = 0; size < blocks.Count; size++)
        {
            for (int block = 1; block <= blocks[size]; block++)
            {
                string name = $"conv{size + 2}_{block}";
                int stride = size > 0 && block == 1 ? 2 : 1, filters = width << size;
                var residual = bottleneck ? Bottleneck(x, name, filters, stride) : Basic(x, name, filters, stride);
                var kept = shortcut == Shortcut.None ? null : Matching(x, residual.Shape, stride, shortcut, $"{name}/shortcut");
                using var layer = x.Graph.Layer($"{name}/sum");
                x = (kept is null ? residual : residual + kept).Relu();
            }
        }
        return x.GlobalAveragePool().Flatten().Dense("fc", classes);
    }

    /// <summary>Figure 5, left.</summary>
    private static Value Basic(Value x, string name, int filters, int stride) => x
        .ConvolutionNormalized($"{name}/a", filters, 3, stride).Relu()
        .ConvolutionNormalized($"{name}/b", filters, 3);

    /// <summary>Figure 5, right.</summary>
    private static Value Bottleneck(Value x, string name, int filters, int stride) => x
        .ConvolutionNormalized($"{name}/a", filters, 1, stride).Relu()
        .ConvolutionNormalized($"{name}/b", filters, 3).Relu()
        .ConvolutionNormalized($"{name}/c", 4 * filters, 1);

    private static Value Matching(Value x, Shape shape, int stride, Shortcut shortcut, string name)
    {
        if (x.Shape == shape) return x;
        if (shortcut == Shortcut.Projection) return x.ConvolutionNormalized(name, shape[1], 1, stride);
        var sparse = x.Graph.Apply(StridedCopy.Slice(x.Shape, [0, 0, 0, 0], [shape[0], x.Shape[1], shape[2], shape[3]], [1, 1, stride, stride]), name, x)[0];
        return x.Graph.Apply(StridedCopy.Pad(sparse.Shape, [0, 0, 0, 0], [0, shape[1] - x.Shape[1], 0, 0]), name, sparse)[0];
    }
}
