using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// Sun, Wang and Tang 2013, "Deep convolutional network cascade for facial point detection": the network F1 that finds five points of a face.
/// It is a regression with several interval targets, as the keypoints layer of SAS Deep Learning.
/// </summary>
public static class KeypointNet
{
    /// <summary>I(39,39), CR(4,20), P(2), CR(3,40), P(2), CR(3,60), P(2), CR(2,80), F(120), F(2 * points): pictures to x and y of each point, as parts of the width and height.</summary>
    /// <param name="images">[N, 1, 39, 39].</param>
    /// <param name="points">The number of points.</param>
    public static Value Build(Value images, int points = 5) => images
        .RectifiedConvolution("conv1", 20, 4).MaxPool(2)   // 18x18x20
        .RectifiedConvolution("conv2", 40, 3).MaxPool(2)   // 8x8x40
        .RectifiedConvolution("conv3", 60, 3).MaxPool(2)   // 3x3x60
        .RectifiedConvolution("conv4", 80, 2)              // 2x2x80
        .Flatten()
        .Dense("fc5", 120).Tanh()
        .Dense("fc6", 2 * points);

    /// <summary>A convolution whose tanh is made positive (the paper's absolute value rectification).</summary>
    private static Value RectifiedConvolution(this Value x, string name, int filters, int size) =>
        x.Graph.Map(Expression.Abs(Expression.Tanh(Expression.Input(0))), x.Convolution(name, filters, size));
}
