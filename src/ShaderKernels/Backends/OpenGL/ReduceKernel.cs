using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// Prepares <see cref="Reduce"/>: <c>Reduce.comp</c> for few elements per output, <c>ReduceTree.comp</c> for many, in two passes if the
/// outputs alone do not fill a GPU. Sequential sums stay short in all three, which keeps long sums accurate.
/// </summary>
internal static class ReduceKernel
{
    private const int SequentialLimit = 64; // The maximum number of elements reduced by one invocation.
    private const int MinimumPartLength = 4096; // The minimum number of elements of an output per work group.
    private const int TargetGroups = 512;

    public static Kernel Prepare(OpenGLDevice device, Reduce reduce, Shape input, Shape output)
    {
        int[] strides = input.Strides();
        int[] kept = [.. Enumerable.Range(0, input.Rank).Where(axis => !reduce.Axes.Contains(axis))];
        var keptLoops = new LoopNest([.. kept.Select(axis => input[axis])], [.. kept.Select(axis => strides[axis])]);
        var reducedLoops = new LoopNest([.. reduce.Axes.Select(axis => input[axis])], [.. reduce.Axes.Select(axis => strides[axis])]);
        long outputs = output.Count, reduced = reduce.Axes.Aggregate(1L, (product, axis) => product * input[axis]);
        string keptOffset = keptLoops.Offset(0, "(i)"), reducedOffset = reduced == 0 ? "0" : reducedLoops.Offset(0, "(i)");

        if (reduced <= (device.Tuned ? SequentialLimit : 4096) || outputs == 0)
        {
            var defines = Defines(reduce.Kind, reduced, outputs, reduced, keptOffset, reducedOffset);
            return OnePassKernel.PerElement(device, "Reduce.comp", defines, outputs, operands: 2, "Index.glsl", "Reduction.glsl");
        }

        // Neighboring outputs are read together if neighboring elements belong to different outputs (coalesced reads).
        int lanes = keptLoops.InnermostStride(0) != 1 ? 1 : keptLoops.InnermostExtent >= 32 ? 32 : keptLoops.InnermostExtent >= 8 ? 8 : 1;
        long groups = WorkGroups.DivideUp(outputs, lanes);
        long parts = Math.Clamp(Math.Min(TargetGroups / groups, reduced * lanes / MinimumPartLength), 1, 256);
        if (parts == 1) return new OnePassKernel(Tree(device, reduce.Kind, reduced, outputs, reduced, 1, lanes, keptOffset, reducedOffset));

        var workspace = device.AllocateTensor(Shape.Of((int)parts, (int)outputs));
        var first = reduce.Kind == Reduction.Mean ? Reduction.Sum : reduce.Kind;
        return new TwoPassKernel(
            Tree(device, first, reduced, outputs, reduced, (int)parts, lanes, keptOffset, reducedOffset),
            workspace,
            Tree(device, reduce.Kind, reduced, outputs, parts, 1, outputs >= 32 ? 32 : 1, "int(i)", $"int(i) * {outputs}"));
    }

    private static ComputePass Tree(OpenGLDevice device, Reduction kind, long divisor, long outputs, long reduced, int parts, int lanes,
        string keptOffset, string reducedOffset)
    {
        var defines = Defines(kind, divisor, outputs, reduced, keptOffset, reducedOffset).Add("PARTS", parts).Add("LANES", lanes);
        var program = device.Program("ReduceTree.comp", defines, "Index.glsl", "Reduction.glsl");
        long groups = WorkGroups.DivideUp(outputs, lanes) * parts;
        return new(device, program, WorkGroups.Cover(groups, 1, device.MaximumWorkGroups), operands: 2);
    }

    private static ShaderDefines Defines(Reduction kind, long divisor, long outputs, long reduced, string keptOffset,
        string reducedOffset) => new ShaderDefines()
        .Add("REDUCTION", kind switch
        {
            Reduction.Sum => 0,
            Reduction.Mean => 1,
            Reduction.Max => 2,
            Reduction.Min => 3,
            Reduction.Product => 4,
            _ => throw new NotSupportedException($"Reduce: the reduction {kind} is not supported on the OpenGL device"),
        })
        .Add("DIVISOR", divisor).Add("OUTPUTS", outputs).Add("REDUCED", reduced)
        .Add("KEPT_OFFSET(i)", keptOffset).Add("REDUCED_OFFSET(i)", reducedOffset);
}
