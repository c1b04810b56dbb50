using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Tests;

/// <summary>Numbers with their logical shape, on the host.</summary>
public sealed record Numbers(Shape Shape, float[] Values)
{
    public static Numbers Random(Random random, Shape shape, float scale = 1) =>
        new(shape, [.. Enumerable.Range(0, (int)shape.Count).Select(_ => (random.NextSingle() * 2 - 1) * scale)]);

    public Numbers Permute(params ReadOnlySpan<int> permutation)
    {
        var output = Shape.Permute(permutation);
        int[] from = Shape.Strides(), to = output.Strides();
        var values = new float[Values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int rest = i, offset = 0;
            for (int axis = 0; axis < output.Rank; axis++)
            {
                offset += rest / to[axis] * from[permutation[axis]];
                rest %= to[axis];
            }
            values[i] = Values[offset];
        }
        return new(output, values);
    }
}

/// <summary>Runs one operator on one device, from logical shapes to logical shapes: images and filters change to the kernels' order and back.</summary>
public static class OperatorRunner
{
    public static Numbers[] Run(Device device, Operator @operator, params Numbers[] inputs)
    {
        var shapes = inputs.Select(input => input.Shape).ToArray();
        var outputShapes = @operator.InferShapes(shapes);
        int[]?[] orders = @operator switch
        {
            Convolution => [Image, Filter, null],
            ConvolutionInputGradient => [Image, Filter],
            ConvolutionFilterGradient => [Image, Image],
            _ => new int[]?[inputs.Length],
        };
        int[]? outputOrder = @operator switch
        {
            Convolution or ConvolutionInputGradient => Image,
            ConvolutionFilterGradient => Filter,
            _ => null,
        };
        using var kernel = device.Prepare(@operator, shapes);
        var tensors = inputs.Select((input, i) => Upload(device, orders[i] is { } order ? input.Permute(order) : input)).ToArray();
        var outputs = outputShapes.Select(shape => device.AllocateTensor(outputOrder is null ? shape : shape.Permute(outputOrder))).ToArray();
        device.Begin();
        kernel.Run(tensors, outputs);
        device.End();
        var results = outputs.Select(output => new Numbers(output.Shape, output.ToArray())).Select(output => outputOrder is null ? output : output.Permute(Inverse(outputOrder))).ToArray();
        foreach (var tensor in tensors.Concat(outputs)) tensor.Buffer.Dispose();
        return results;
    }

    /// <summary>[N, C, H, W] to [N, H, W, C].</summary>
    private static readonly int[] Image = [0, 2, 3, 1];

    /// <summary>[O, C, KH, KW] to [KH, KW, C, O].</summary>
    private static readonly int[] Filter = [2, 3, 1, 0];

    private static int[] Inverse(int[] order) => [.. Enumerable.Range(0, order.Length).Select(axis => Array.IndexOf(order, axis))];

    private static Tensor Upload(Device device, Numbers numbers)
    {
        var tensor = device.AllocateTensor(numbers.Shape);
        tensor.Write(numbers.Values);
        return tensor;
    }
}
