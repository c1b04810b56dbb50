using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Layers;

/// <summary>Convolutions whose output channels see only some of the input channels.</summary>
public static class PartialConvolutions
{
    /// <summary>
    /// Convolution with a connection table (LeCun et al. 1998): [N, C, ...] to [N, outputs, ...], with one kernel for each connected pair
    /// of channels and, by default, one bias for each output channel.
    /// </summary>
    /// <remarks>
    /// The kernels are put into a full set of filters whose other kernels are zero, so that one dense convolution computes the layer. The
    /// zeros are constants: training does not change them.
    /// </remarks>
    /// <param name="x">Signals, images or volumes.</param>
    /// <param name="name">The variables are called name/filters [connections, size, ...], in the order of the table, and name/bias
    /// [outputs].</param>
    /// <param name="connections">The input channels of each output channel.</param>
    /// <param name="size">The kernels' size along each axis.</param>
    /// <param name="stride">The step between positions.</param>
    /// <param name="padding">Zeros around the input.</param>
    /// <param name="activation">Applied to each output.</param>
    /// <param name="rounding">What happens where the positions do not fit the input.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="initializer">The initial values of the kernels of one output channel, called with [1, its inputs, size, ...];
    /// <see cref="Initializers.FanIn"/> or, before a ReLU, <see cref="Initializers.He"/> where null.</param>
    /// <exception cref="ShapeException">The input does not have the table's channels, or the geometry does not fit.</exception>
    public static Value Convolution(this Value x, string name, ConnectionTable connections, int size, int stride = 1,
        Padding padding = default, Activation activation = Activation.None, RoundingMode rounding = RoundingMode.Exact, bool bias = true,
        Initializer? initializer = null)
    {
        if (x.Shape.Rank < 2 || x.Shape[1] != connections.Inputs)
        {
            throw new ShapeException($"{name}: the connection table has {connections.Inputs} input channels, which {x} has not; "
                + $"its second axis must be {connections.Inputs}");
        }
        var graph = x.Graph;
        using var layer = graph.Layer(name);
        var windows = SpatialLowering.Windows(x, length => padding.Window(length, size, stride, 1, rounding));
        int[] kernel = [.. windows.Select(window => window.Size)];
        var initial = initializer ?? (activation == Activation.None ? Initializers.FanIn : Initializers.He);
        var kernels = graph.Variable($"{name}/filters", [connections.Count, .. kernel],
            (_, random) => [.. connections.Connections.SelectMany(inputs => initial([1, inputs.Count, .. kernel], random))]);
        var b = bias ? graph.Variable($"{name}/bias", [connections.Outputs]) : null;
        var zero = graph.Constant([1, .. kernel], new float[kernel.Aggregate(1, (product, length) => product * length)]);
        var filters = Join.Concatenate(0, kernels, zero)
            .Gather(graph.Constant([connections.Outputs, connections.Inputs], Places(connections)));
        return x.Convolution(filters, b, windows, 1, activation, name: name);
    }

    /// <summary>
    /// Returns for each pair of an output and an input channel the index of its kernel; that of the zeros where they are not connected.
    /// </summary>
    private static float[] Places(ConnectionTable connections)
    {
        float[] places = new float[connections.Outputs * connections.Inputs];
        Array.Fill(places, connections.Count);
        int next = 0;
        for (int output = 0; output < connections.Outputs; output++)
        {
            foreach (int input in connections.Connections[output]) places[output * connections.Inputs + input] = next++;
        }
        return places;
    }
}
