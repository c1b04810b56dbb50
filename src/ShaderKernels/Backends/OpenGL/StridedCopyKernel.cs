using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// <see cref="StridedCopy"/>: a fill if the parts do not cover the output, then one pass per part, vectorized as vec4 if source and
/// destination are contiguous and aligned.
/// </summary>
internal sealed class StridedCopyKernel : Kernel
{
    private readonly ComputePass? _fill;
    private readonly ComputePass?[] _parts;

    private StridedCopyKernel(ComputePass? fill, ComputePass?[] parts)
    {
        _fill = fill;
        _parts = parts;
    }

    public static StridedCopyKernel Prepare(OpenGLDevice device, StridedCopy copy) =>
        new(copy.CoversOutput ? null : PrepareFill(device, copy), [.. copy.Parts.Select(part => PreparePart(device, part))]);

    private static ComputePass PrepareFill(OpenGLDevice device, StridedCopy copy)
    {
        var program = device.Program("Fill.comp", new ShaderDefines().Add("COUNT", copy.Output.Count).Add("VALUE", copy.Fill),
            "Index.glsl");
        return new(device, program, WorkGroups.Cover(copy.Output.Count, 256, device.MaximumWorkGroups), operands: 1);
    }

    private static ComputePass? PreparePart(OpenGLDevice device, StridedCopy.Part part)
    {
        if (part.Extent.Count == 0) return null;
        var loops = new LoopNest(part.Extent.Dimensions, [.. part.From.Strides], [.. part.To.Strides]);
        bool vectors = loops.InnermostExtent % 4 == 0 && IsVector(loops, 0, part.From.Offset) && IsVector(loops, 1, part.To.Offset);
        long count = part.Extent.Count / (vectors ? 4 : 1);
        var defines = new ShaderDefines().Add("COUNT", count).Add("ELEMENT", vectors ? "vec4" : "float")
            .Add("SOURCE_OFFSET(i)", Offset(loops, 0, part.From.Offset, vectors))
            .Add("DESTINATION_OFFSET(i)", Offset(loops, 1, part.To.Offset, vectors));
        var program = device.Program("StridedCopy.comp", defines, "Index.glsl");
        return new(device, program, WorkGroups.Cover(count, 256, device.MaximumWorkGroups), operands: 2);
    }

    private static bool IsVector(LoopNest loops, int operand, int offset) =>
        offset % 4 == 0 && loops.InnermostStride(operand) == 1 && loops.OuterStrides(operand).All(stride => stride % 4 == 0);

    private static string Offset(LoopNest loops, int operand, int offset, bool vectors) => vectors
        ? $"(({loops.Offset(operand, "((i) * 4u)")} + {offset}) / 4)"
        : $"({loops.Offset(operand, "(i)")} + {offset})";

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        _fill?.Run([], outputs);
        for (int i = 0; i < _parts.Length; i++) _parts[i]?.Run(inputs.Slice(i, 1), outputs);
    }

    public override void Dispose()
    {
        _fill?.Dispose();
        foreach (var part in _parts) part?.Dispose();
        base.Dispose();
    }
}
