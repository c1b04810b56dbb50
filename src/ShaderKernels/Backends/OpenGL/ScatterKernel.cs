using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary><see cref="Scatter"/> that joins: the output is filled or takes the base, then each update is joined atomically.</summary>
internal sealed class ScatterKernel : Kernel
{
    private readonly ComputePass _begin;
    private readonly ComputePass? _join;

    private ScatterKernel(ComputePass begin, ComputePass? join) => (_begin, _join) = (begin, join);

    public static Kernel Prepare(OpenGLDevice device, Scatter scatter, IReadOnlyList<Shape> inputs, Shape output)
    {
        if (output.Count == 0) return new OnePassKernel(null);
        if (scatter.Kind == ScatterKind.Assign) return ScatterAssignKernel.Prepare(device, scatter, inputs, output);
        var groups = WorkGroups.Cover(output.Count, 256, device.MaximumWorkGroups);
        var defines = new ShaderDefines().Add("COUNT", output.Count);
        var begin = inputs.Count == 3
            ? new ComputePass(device, device.Program("StridedCopy.comp", defines.Add("ELEMENT", "float").Add("FROM_PLACE(i)", "(i)").Add("TO_PLACE(i)", "(i)"), "Index.glsl"), groups, operands: 2)
            : new ComputePass(device, device.Program("Fill.comp", defines.Add("VALUE", 0f), "Index.glsl"), groups, operands: 1);
        if (inputs[1].Count == 0) return new ScatterKernel(begin, null);
        var program = device.Program("Scatter.comp", GatherKernel.Defines(scatter.Geometry(inputs[0], inputs[1])).Add("COUNT", inputs[1].Count).Add("SCATTER", (int)scatter.Kind), "Index.glsl", "Indices.glsl");
        return new ScatterKernel(begin, new(device, program, WorkGroups.Cover(inputs[1].Count, 256, device.MaximumWorkGroups), operands: 3));
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        _begin.Run(inputs[2..], outputs);
        _join?.Run(inputs[..2], outputs);
    }

    public override void Dispose()
    {
        _begin.Dispose();
        _join?.Dispose();
        base.Dispose();
    }
}
