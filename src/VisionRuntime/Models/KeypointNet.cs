using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// Network F1 of Sun, Wang and Tang 2013, "Deep convolutional network cascade for facial point detection", which predicts five facial
/// keypoints. It is a regression with several targets, like the keypoints layer of SAS Deep Learning.
/// </summary>
public static class KeypointNet
{
    /// <summary>
    /// Builds the network: I(39,39), CR(4,20), P(2), CR(3,40), P(2), CR(3,60), P(2), CR(2,80), F(120), F(2 * points) in the paper's
    /// notation.
    /// </summary>
    /// <param name="images">The images [N, 1, 39, 39].</param>
    /// <param name="points">The number of keypoints.</param>
    /// <returns>The x and y coordinates of each keypoint as fractions of the image's width and height, [N, 2 * points].</returns>
    public static Value Build(Value images, int points = 5) => images
        .RectifiedConvolution("conv1", 20, 4).MaxPool(2)   // 18x18x20
        .RectifiedConvolution("conv2", 40, 3).MaxPool(2)   // 8x8x40
        .RectifiedConvolution("conv3", 60, 3).MaxPool(2)   // 3x3x60
        .RectifiedConvolution("conv4", 80, 2)              // 2x2x80
        .Flatten()
        .Dense("fc5", 120).Tanh()
        .Dense("fc6", 2 * points);

    /// <summary>A convolution followed by tanh and its absolute value, the paper's absolute value rectification.</summary>
    private static Value RectifiedConvolution(this Value x, string name, int filters, int size) =>
        x.Graph.Map(Expression.Abs(Expression.Tanh(Expression.Input(0))), x.Convolution(name, filters, size));
}
