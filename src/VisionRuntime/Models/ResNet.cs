using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// Specifies the shortcut of residual blocks whose input and output differ in shape: He et al. 2016, "Deep residual learning for image
/// recognition", section 4.1.
/// </summary>
public enum Shortcut
{
    /// <summary>Option A: an identity shortcut at stride 2, zero-padded for the additional channels. It has no parameters.</summary>
    ZeroPadding,

    /// <summary>Option B: a projection by a 1x1 convolution.</summary>
    Projection,

    /// <summary>No shortcuts at all: the paper's plain networks.</summary>
    None,
}

/// <summary>ResNet: He, Zhang, Ren and Sun 2016, "Deep residual learning for image recognition", table 1.</summary>
public static class ResNet
{
    /// <summary>Builds ResNet-18. Images are [N, 3, 224, 224], and logits [N, classes].</summary>
    public static Value ResNet18(Value images, int classes = 1000) => Build(images, [2, 2, 2, 2], classes: classes);

    /// <summary>Builds ResNet-34. Images are [N, 3, 224, 224], and logits [N, classes].</summary>
    public static Value ResNet34(Value images, int classes = 1000) => Build(images, [3, 4, 6, 3], classes: classes);

    /// <summary>Builds ResNet-50, with bottleneck blocks. Images are [N, 3, 224, 224], and logits [N, classes].</summary>
    public static Value ResNet50(Value images, int classes = 1000) => Build(images, [3, 4, 6, 3], bottleneck: true, classes: classes);

    /// <summary>Builds the plain network of 34 layers, without shortcuts. Images are [N, 3, 224, 224], and logits [N, classes].</summary>
    public static Value Plain34(Value images, int classes = 1000) => Build(images, [3, 4, 6, 3], Shortcut.None, classes: classes);

    /// <summary>Builds a ResNet.</summary>
    /// <param name="images">The images [N, C, H, W].</param>
    /// <param name="blocks">The number of residual blocks of each stage.</param>
    /// <param name="shortcut">The shortcut of blocks whose input and output differ in shape.</param>
    /// <param name="bottleneck">
    /// Whether to use bottleneck blocks (1x1, 3x3, and 1x1 with four times the filters) instead of basic blocks (two 3x3).
    /// </param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="width">The number of filters of the first stage; each later stage doubles it.</param>
    /// <returns>The logits [N, classes].</returns>
    public static Value Build(
        Value images, IReadOnlyList<int> blocks, Shortcut shortcut = Shortcut.Projection, bool bottleneck = false, int classes = 1000,
        int width = 64)
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

    /// <summary>The basic block of figure 5, left.</summary>
    private static Value Basic(Value x, string name, int filters, int stride) => x
        .ConvolutionNormalized($"{name}/a", filters, 3, stride).Relu()
        .ConvolutionNormalized($"{name}/b", filters, 3);

    /// <summary>The bottleneck block of figure 5, right.</summary>
    private static Value Bottleneck(Value x, string name, int filters, int stride) => x
        .ConvolutionNormalized($"{name}/a", filters, 1, stride).Relu()
        .ConvolutionNormalized($"{name}/b", filters, 3).Relu()
        .ConvolutionNormalized($"{name}/c", 4 * filters, 1);

    private static Value Matching(Value x, Shape shape, int stride, Shortcut shortcut, string name)
    {
        if (x.Shape == shape) return x;
        if (shortcut == Shortcut.Projection) return x.ConvolutionNormalized(name, shape[1], 1, stride);
        var slice = StridedCopy.Slice(x.Shape, [0, 0, 0, 0], [shape[0], x.Shape[1], shape[2], shape[3]], [1, 1, stride, stride]);
        var sparse = x.Graph.Apply(slice, name, x)[0];
        return x.Graph.Apply(StridedCopy.Pad(sparse.Shape, [0, 0, 0, 0], [0, shape[1] - x.Shape[1], 0, 0]), name, sparse)[0];
    }
}
