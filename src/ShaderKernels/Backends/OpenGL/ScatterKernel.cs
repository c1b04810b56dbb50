using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// <see cref="Scatter"/> with a reduction: the output is cleared or copied from the base, then each update is combined atomically.
/// </summary>
internal sealed class ScatterKernel : Kernel
{
    private readonly ComputePass _initialize;
    private readonly ComputePass? _combine;

    private ScatterKernel(ComputePass initialize, ComputePass? combine) => (_initialize, _combine) = (initialize, combine);

    public static Kernel Prepare(OpenGLDevice device, Scatter scatter, IReadOnlyList<Shape> inputs, Shape output)
    {
        if (output.Count == 0) return new OnePassKernel(null);
        if (scatter.Kind == ScatterKind.Assign) return ScatterAssignKernel.Prepare(device, scatter, inputs, output);
        var groups = WorkGroups.Cover(output.Count, 256, device.MaximumWorkGroups);
        var defines = new ShaderDefines().Add("COUNT", output.Count);
        if (inputs.Count == 3) defines.Add("ELEMENT", "float").Add("SOURCE_OFFSET(i)", "(i)").Add("DESTINATION_OFFSET(i)", "(i)");
        else defines.Add("VALUE", 0f);
        var initialize = inputs.Count == 3
            ? new ComputePass(device, device.Program("StridedCopy.comp", defines, "Index.glsl"), groups, operands: 2)
            : new ComputePass(device, device.Program("Fill.comp", defines, "Index.glsl"), groups, operands: 1);
        if (inputs[1].Count == 0) return new ScatterKernel(initialize, null);
        var program = device.Program("Scatter.comp", GatherKernel.Defines(scatter.Geometry(inputs[0], inputs[1]))
            .Add("COUNT", inputs[1].Count).Add("SCATTER", (int)scatter.Kind), "Index.glsl", "Indices.glsl");
        return new ScatterKernel(initialize, new(device, program, WorkGroups.Cover(inputs[1].Count, 256, device.MaximumWorkGroups),
            operands: 3));
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        _initialize.Run(inputs[2..], outputs);
        _combine?.Run(inputs[..2], outputs);
    }

    public override void Dispose()
    {
        _initialize.Dispose();
        _combine?.Dispose();
        base.Dispose();
    }
}
