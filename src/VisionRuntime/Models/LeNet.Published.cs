using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Models;

public static partial class LeNet
{
    /// <summary>
    /// Builds LeNet-5 as published: LeCun, Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to document recognition",
    /// section II.B. Its 60,000 trainable parameters are 156 (C1), 12 (S2), 1,516 (C3), 32 (S4), 48,120 (C5) and 10,164 (F6); those of the
    /// output units are fixed.
    /// </summary>
    /// <remarks>
    /// Every layer up to F6 ends in 1.7159 tanh(2x / 3). Subsampling multiplies the sum of 2x2 pixels by a trainable coefficient and adds a
    /// bias. C3 is connected to S2 by <see cref="ConnectionTable.LeNet5"/>. An output unit computes the squared distance of F6 from the
    /// 7x12 bitmap of its digit; the logits are these distances negated, so that the largest belongs to the nearest digit. Their
    /// cross-entropy is the paper's equation 9 without its constant e^-j.
    /// </remarks>
    /// <param name="images">The images [N, 1, 32, 32]. In the paper the background is -0.1 and the foreground 1.175.</param>
    /// <returns>The logits of the ten digits, [N, 10].</returns>
    /// <exception cref="ShapeException">The images are not [N, 1, 32, 32].</exception>
    public static Value LeNet5Published(Value images)
    {
        if (images.Shape.Rank != 4 || !images.Shape.Skip(1).SequenceEqual([1, 32, 32]))
            throw new ShapeException($"LeNet5Published: the images {images} must be [N, 1, 32, 32]; pad digits of 28x28 by 2 on each side");
        return images
            .ConvolutionOf5("conv1", 6).Squash()                                                    // C1: 28x28x6
            .Subsample("subsample2").Squash()                                                       // S2: 14x14x6
            .Convolution("conv3", ConnectionTable.LeNet5, 5, initializer: Published).Squash()       // C3: 10x10x16
            .Subsample("subsample4").Squash()                                                       // S4: 5x5x16
            .ConvolutionOf5("conv5", 120).Squash()                                                  // C5: 1x1x120
            .Flatten()
            .FullyConnected("fc6", DigitBitmaps.Height * DigitBitmaps.Width).Squash()               // F6
            .NearestBitmap("output");
    }

    /// <summary>The activation of appendix A: f(x) = A tanh(S x) with A = 1.7159 and S = 2/3, so that f(1) = 1 and f(-1) = -1.</summary>
    private static Value Squash(this Value x) => x.Graph.Apply(new Map(1.7159f * Expression.Tanh(2f / 3 * Input(0))), "squash", x)[0];

    private static Value ConvolutionOf5(this Value x, string name, int filters)
    {
        x.Graph.Variable($"{name}/filters", [filters, x.Shape[1], 5, 5], Published);
        return x.Convolution(name, filters, 5);
    }

    private static Value FullyConnected(this Value x, string name, int units)
    {
        x.Graph.Variable($"{name}/weights", [x.Shape[1], units], Published);
        return x.Dense(name, units);
    }

    /// <summary>Subsampling: the sum of 2x2 pixels times a coefficient plus a bias, one of each per feature map.</summary>
    private static Value Subsample(this Value x, string name)
    {
        using var layer = x.Graph.Layer(name);
        int maps = x.Shape[1];
        // Each unit has the four pixels as its inputs.
        var coefficient = x.Graph.Variable($"{name}/coefficient", [maps], (_, random) => Published([4, maps], random)[..maps]);
        var bias = x.Graph.Variable($"{name}/bias", [maps]);
        var sum = x.Pool(PoolKind.Sum, 2);
        return x.Graph.Map(Input(0) * Input(1) + Input(2), sum, coefficient.Reshape([maps, 1, 1]), bias.Reshape([maps, 1, 1]));
    }

    /// <summary>The output layer: the negated squared distance from each bitmap, [N, 84] to [N, 10].</summary>
    private static Value NearestBitmap(this Value x, string name)
    {
        using var layer = x.Graph.Layer(name);
        var bitmaps = x.Graph.Constant([10, x.Shape[1]], DigitBitmaps.Codes());
        var squares = x.Graph.Map(-Square(Input(0) - Input(1)), x.Reshape([x.Shape[0], 1, x.Shape[1]]), bitmaps);
        return squares.Sum(2).Reshape([x.Shape[0], 10]);
    }

    /// <summary>The initial values of section II.B: uniform in [-2.4 / F, 2.4 / F], where F is the number of inputs of a unit.</summary>
    private static float[] Published(Shape shape, Random random)
    {
        float limit = 2.4f / Initializers.Fans(shape).In;
        return [.. Enumerable.Range(0, (int)shape.Count).Select(_ => (random.NextSingle() * 2 - 1) * limit)];
    }
}
