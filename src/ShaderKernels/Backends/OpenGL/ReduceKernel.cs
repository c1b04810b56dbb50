using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// Makes <see cref="Reduce"/> ready: <c>Reduce.comp</c> for few numbers an output, <c>ReduceTree.comp</c> for many, in two passes where
/// the outputs alone do not fill a GPU. Sequential sums stay short in all three, which keeps long sums accurate.
/// </summary>
internal static class ReduceKernel
{
    private const int Few = 64; // Numbers that one invocation joins by itself.
    private const int PartLength = 4096; // Numbers of an output, at least, that are worth a work-group.
    private const int EnoughGroups = 512;

    public static Kernel Prepare(OpenGLDevice device, Reduce reduce, Shape input, Shape output)
    {
        int[] strides = input.Strides();
        int[] kept = [.. Enumerable.Range(0, input.Rank).Where(axis => !reduce.Axes.Contains(axis))];
        var keptWalk = new AxisWalk([.. kept.Select(axis => input[axis])], [.. kept.Select(axis => strides[axis])]);
        var reducedWalk = new AxisWalk([.. reduce.Axes.Select(axis => input[axis])], [.. reduce.Axes.Select(axis => strides[axis])]);
        long outputs = output.Count, reduced = reduce.Axes.Aggregate(1L, (product, axis) => product * input[axis]);
        string keptPlace = keptWalk.Place(0, "(i)"), reducedPlace = reduced == 0 ? "0" : reducedWalk.Place(0, "(i)");

        if (reduced <= (device.Tuned ? Few : 4096) || outputs == 0)
        {
            var defines = Defines(reduce.Kind, reduced, outputs, reduced, keptPlace, reducedPlace);
            return OnePassKernel.PerElement(device, "Reduce.comp", defines, outputs, operands: 2, "Index.glsl", "Reduction.glsl");
        }

        // Neighboring outputs are read together where neighboring numbers belong to different outputs.
        int lanes = keptWalk.InnermostStride(0) != 1 ? 1 : keptWalk.InnermostExtent >= 32 ? 32 : keptWalk.InnermostExtent >= 8 ? 8 : 1;
        long groups = WorkGroups.DivideUp(outputs, lanes);
        long parts = Math.Clamp(Math.Min(EnoughGroups / groups, reduced * lanes / PartLength), 1, 256);
        if (parts == 1) return new OnePassKernel(Tree(device, reduce.Kind, reduced, outputs, reduced, 1, lanes, keptPlace, reducedPlace));

        var workspace = device.AllocateTensor(Shape.Of((int)parts, (int)outputs));
        var first = reduce.Kind == Reduction.Mean ? Reduction.Sum : reduce.Kind;
        return new TwoPassKernel(
            Tree(device, first, reduced, outputs, reduced, (int)parts, lanes, keptPlace, reducedPlace),
            workspace,
            Tree(device, reduce.Kind, reduced, outputs, parts, 1, outputs >= 32 ? 32 : 1, "int(i)", $"int(i) * {outputs}"));
    }

    private static ComputePass Tree(OpenGLDevice device, Reduction kind, long divisor, long outputs, long reduced, int parts, int lanes, string keptPlace, string reducedPlace)
    {
        var defines = Defines(kind, divisor, outputs, reduced, keptPlace, reducedPlace).Add("PARTS", parts).Add("LANES", lanes);
        var program = device.Program("ReduceTree.comp", defines, "Index.glsl", "Reduction.glsl");
        long groups = WorkGroups.DivideUp(outputs, lanes) * parts;
        return new(device, program, WorkGroups.Cover(groups, 1, device.MaximumWorkGroups), operands: 2);
    }

    private static ShaderDefines Defines(Reduction kind, long divisor, long outputs, long reduced, string keptPlace, string reducedPlace) => new ShaderDefines()
        .Add("REDUCTION", kind switch
        {
            Reduction.Sum => 0,
            Reduction.Mean => 1,
            Reduction.Max => 2,
            Reduction.Min => 3,
            Reduction.Product => 4,
            _ => throw new NotSupportedException($"Reduce: OpenGL has no reduction {kind}"),
        })
        .Add("DIVISOR", divisor).Add("OUTPUTS", outputs).Add("REDUCED", reduced)
        .Add("KEPT_PLACE(i)", keptPlace).Add("REDUCED_PLACE(i)", reducedPlace);
}
