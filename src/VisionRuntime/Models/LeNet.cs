using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>The LeNet networks for handwritten digits: LeCun et al. 1998.</summary>
public static partial class LeNet
{
    /// <summary>
    /// Builds LeNet-5 (LeCun et al. 1998, "Gradient-based learning applied to document recognition") in its common form: 28x28 images
    /// padded by 2, a second convolution connected to all feature maps of the first, average pooling for subsampling, and a softmax
    /// classifier instead of the Gaussian connections.
    /// </summary>
    /// <param name="images">The images [N, 1, 28, 28].</param>
    /// <param name="classes">The number of classes.</param>
    /// <returns>The logits [N, classes].</returns>
    public static Value LeNet5(Value images, int classes = 10) => images
        .Convolution("conv1", 6, 5, padding: 2).Tanh()   // 28x28x6
        .AveragePool(2)                                  // 14x14x6
        .Convolution("conv2", 16, 5).Tanh()              // 10x10x16
        .AveragePool(2)                                  // 5x5x16
        .Flatten()
        .Dense("fc3", 120).Tanh()
        .Dense("fc4", 84).Tanh()
        .Dense("fc5", classes);

    /// <summary>
    /// Builds the LeNet of the Theano deep learning tutorial, with its initial weights: two blocks of convolution, max pooling, bias and
    /// tanh, a hidden layer, and logistic regression.
    /// </summary>
    /// <param name="images">The images [N, 1, 28, 28].</param>
    /// <param name="classes">The number of classes.</param>
    /// <returns>The logits [N, classes].</returns>
    public static Value Theano(Value images, int classes = 10) => images
        .ConvolutionAndPool("layer0", 20)   // 28x28 -> 24x24 -> 12x12
        .ConvolutionAndPool("layer1", 50)   // 12x12 -> 8x8 -> 4x4
        .Flatten()
        .Dense("layer2", 500).Tanh()
        .LogisticRegression("layer3", classes);

    /// <summary>
    /// The tutorial's LeNetConvPoolLayer. The fan-out counts the units after pooling. The tutorial adds the bias after max pooling, which
    /// is equivalent.
    /// </summary>
    private static Value ConvolutionAndPool(this Value x, string name, int filters)
    {
        int fanIn = x.Shape[1] * 25, fanOut = filters * 25 / 4;
        float limit = MathF.Sqrt(6f / (fanIn + fanOut));
        x.Graph.Variable($"{name}/filters", [filters, x.Shape[1], 5, 5], (shape, random) =>
            [.. Enumerable.Range(0, (int)shape.Count).Select(_ => (random.NextSingle() * 2 - 1) * limit)]);
        return x.Convolution(name, filters, 5).MaxPool(2, rounding: RoundingMode.Floor).Tanh();
    }

    private static Value LogisticRegression(this Value x, string name, int classes)
    {
        x.Graph.Variable($"{name}/weights", [x.Shape[1], classes], Initializers.Zeros);
        return x.Dense(name, classes);
    }
}
