using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// <see cref="ScatterAssign"/>: a first pass finds the last update of each row, a second computes every element of the output.
/// </summary>
internal sealed class ScatterAssignKernel : Kernel
{
    private readonly ComputePass _clear, _assign;
    private readonly ComputePass? _findLast;
    private readonly Tensor _last;

    private ScatterAssignKernel(ComputePass clear, ComputePass? findLast, ComputePass assign, Tensor last) =>
        (_clear, _findLast, _assign, _last) = (clear, findLast, assign, last);

    public static ScatterAssignKernel Prepare(OpenGLDevice device, Scatter scatter, IReadOnlyList<Shape> inputs, Shape output)
    {
        var geometry = scatter.Geometry(inputs[0], inputs[1]);
        bool hasBase = inputs.Count == 3;
        var last = device.AllocateTensor([geometry.Outer, geometry.Length]);
        long picks = (long)geometry.Outer * geometry.Count;
        var clear = Pass("Fill.comp", new ShaderDefines().Add("COUNT", last.Shape.Count).Add("VALUE", 0f), last.Shape.Count, 1);
        var findLast = picks == 0 ? null : Pass("ScatterLast.comp", GatherKernel.Defines(geometry).Add("ROWS", picks), picks, 2,
            "Indices.glsl");
        var assign = Pass("ScatterAssign.comp", GatherKernel.Defines(geometry).Add("COUNT", output.Count)
            .Add("BASE", hasBase).Add("OUTPUT_BINDING", hasBase ? 3 : 2), output.Count, hasBase ? 4 : 3);
        return new(clear, findLast, assign, last);

        ComputePass Pass(string shader, ShaderDefines defines, long count, int operands, params ReadOnlySpan<string> shared) =>
            new(device, device.Program(shader, defines, ["Index.glsl", .. shared]), WorkGroups.Cover(count, 256, device.MaximumWorkGroups),
                operands);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        _clear.Run([], [_last]);
        _findLast?.Run(inputs[0], _last);
        if (inputs.Length == 3) _assign.Run([_last, inputs[1], inputs[2]], outputs);
        else _assign.Run([_last, inputs[1]], outputs);
    }

    public override void Dispose()
    {
        _clear.Dispose();
        _findLast?.Dispose();
        _assign.Dispose();
        _last.Buffer.Dispose();
        base.Dispose();
    }
}
