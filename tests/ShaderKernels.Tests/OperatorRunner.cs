using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests;

/// <summary>
/// Runs one operator on one device with logical shapes: images and filters are permuted to the layout of the kernels and back.
/// </summary>
public static class OperatorRunner
{
    public static HostTensor[] Run(Device device, Operator @operator, params HostTensor[] inputs)
    {
        var shapes = inputs.Select(input => input.Shape).ToArray();
        var outputShapes = @operator.InferShapes(shapes);
        int[]?[] orders = @operator switch
        {
            Convolution => [Image, Filter, null, Image],
            ConvolutionInputGradient => [Image, Filter],
            ConvolutionFilterGradient => [Image, Image],
            Pool or PoolGradient or MaxPoolIndices => [.. inputs.Select(_ => Image)],
            _ => new int[]?[inputs.Length],
        };
        int[]? outputOrder = @operator switch
        {
            Convolution or ConvolutionInputGradient or Pool or PoolGradient or MaxPoolIndices => Image,
            ConvolutionFilterGradient => Filter,
            _ => null,
        };
        using var kernel = device.Prepare(@operator, shapes);
        var tensors = inputs.Select((input, i) => Upload(device, orders[i] is { } order ? input.Permute(order) : input)).ToArray();
        var outputs = outputShapes.Select(shape => outputOrder is null ? shape : shape.Permute(outputOrder))
            .Select(device.AllocateTensor).ToArray();
        device.Begin();
        kernel.Run(tensors, outputs);
        device.End();
        var results = outputs.Select(output => new HostTensor(output.Shape, output.ToArray()))
            .Select(output => outputOrder is null ? output : output.Permute(Inverse(outputOrder))).ToArray();
        foreach (var tensor in tensors.Concat(outputs)) tensor.Buffer.Dispose();
        return results;
    }

    /// <summary>[N, C, H, W] to [N, H, W, C].</summary>
    private static readonly int[] Image = [0, 2, 3, 1];

    /// <summary>[O, C, KH, KW] to [KH, KW, C, O].</summary>
    private static readonly int[] Filter = [2, 3, 1, 0];

    private static int[] Inverse(int[] order) => [.. Enumerable.Range(0, order.Length).Select(axis => Array.IndexOf(order, axis))];

    private static Tensor Upload(Device device, HostTensor numbers)
    {
        var tensor = device.AllocateTensor(numbers.Shape);
        tensor.Write([.. numbers.Values.Select(value => (float)value)]);
        return tensor;
    }
}
