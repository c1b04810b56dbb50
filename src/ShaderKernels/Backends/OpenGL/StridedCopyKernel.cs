using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// <see cref="StridedCopy"/>: a fill where the parts leave something open, then one pass a part, four neighbors an invocation
/// where they lie together on both sides.
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
        var program = device.Program("Fill.comp", new ShaderDefines().Add("COUNT", copy.Output.Count).Add("VALUE", copy.Fill), "Index.glsl");
        return new(device, program, WorkGroups.Cover(copy.Output.Count, 256, device.MaximumWorkGroups), operands: 1);
    }

    private static ComputePass? PreparePart(OpenGLDevice device, StridedCopy.Part part)
    {
        if (part.Extent.Count == 0) return null;
        var walk = new AxisWalk(part.Extent.Dimensions, [.. part.From.Strides], [.. part.To.Strides]);
        bool quads = walk.InnermostExtent % 4 == 0 && InQuads(walk, 0, part.From.Offset) && InQuads(walk, 1, part.To.Offset);
        long count = part.Extent.Count / (quads ? 4 : 1);
        var defines = new ShaderDefines().Add("COUNT", count).Add("ELEMENT", quads ? "vec4" : "float")
            .Add("FROM_PLACE(i)", Place(walk, 0, part.From.Offset, quads))
            .Add("TO_PLACE(i)", Place(walk, 1, part.To.Offset, quads));
        var program = device.Program("StridedCopy.comp", defines, "Index.glsl");
        return new(device, program, WorkGroups.Cover(count, 256, device.MaximumWorkGroups), operands: 2);
    }

    private static bool InQuads(AxisWalk walk, int operand, int offset) =>
        offset % 4 == 0 && walk.InnermostStride(operand) == 1 && walk.OuterStrides(operand).All(stride => stride % 4 == 0);

    private static string Place(AxisWalk walk, int operand, int offset, bool quads) => quads
        ? $"(({walk.Place(operand, "((i) * 4u)")} + {offset}) / 4)"
        : $"({walk.Place(operand, "(i)")} + {offset})";

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
