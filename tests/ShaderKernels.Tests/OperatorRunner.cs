using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests;

/// <summary>Runs one operator on one device: tensors are converted from logical order to the layouts of the operator and back.</summary>
public static class OperatorRunner
{
    public static HostTensor[] Run(Device device, Operator @operator, params HostTensor[] inputs) =>
        Run(device, @operator, inputs, new bool[inputs.Length]);

    /// <summary>Runs an operator some of whose inputs the kernel may pack before the run.</summary>
    public static HostTensor[] Run(Device device, Operator @operator, HostTensor[] inputs, bool[] constant,
        WeightPrecision precision = WeightPrecision.Single)
    {
        var shapes = inputs.Select(input => input.Shape).ToArray();
        var outputShapes = @operator.InferShapes(shapes);
        using var kernel = device.Prepare(@operator, shapes, constant, precision);
        Tensor[] tensors = [.. inputs.Select((input, i) => Upload(device, Stored(input, @operator.InputLayout(i))))];
        Tensor[] outputs = [.. outputShapes.Select((shape, i) => device.AllocateTensor(@operator.OutputLayout(i).Apply(shape)))];
        device.Begin();
        kernel.Prepack(tensors);
        kernel.Run(tensors, outputs);
        device.End();
        HostTensor[] results = [.. outputs.Select((output, i) => Logical(new(output.Shape, output.ToArray()), @operator.OutputLayout(i)))];
        foreach (var tensor in tensors.Concat(outputs)) tensor.Buffer.Dispose();
        return results;
    }

    private static HostTensor Stored(HostTensor logical, Layout layout) =>
        layout == Layout.Logical ? logical : logical.Permute(Layout.Logical.PermutationTo(layout, logical.Shape.Rank));

    private static HostTensor Logical(HostTensor stored, Layout layout) =>
        layout == Layout.Logical ? stored : stored.Permute(layout.PermutationTo(Layout.Logical, stored.Shape.Rank));

    private static Tensor Upload(Device device, HostTensor numbers)
    {
        var tensor = device.AllocateTensor(numbers.Shape);
        tensor.Write([.. numbers.Values.Select(value => (float)value)]);
        return tensor;
    }
}
