using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// <see cref="NonMaxSuppression"/>: a pass that selects boxes, with one work group per (image, class) pair, and a pass that compacts the
/// compact of all pairs.
/// </summary>
internal sealed class NonMaxSuppressionKernel : Kernel
{
    private readonly ComputePass _select, _compact;
    private readonly Tensor _workspace;

    private NonMaxSuppressionKernel(ComputePass select, Tensor workspace, ComputePass compact) =>
        (_select, _workspace, _compact) = (select, workspace, compact);

    public static Kernel Prepare(OpenGLDevice device, NonMaxSuppression suppression, IReadOnlyList<Shape> inputs)
    {
        int boxes = inputs[0][1], classes = inputs[1][1], pairs = inputs[1][0] * classes, kept = Math.Min(suppression.MaximumBoxes, boxes);
        if (pairs == 0 || kept == 0) return new EmptyKernel(device);
        var defines = new ShaderDefines().Add("PAIRS", $"{pairs}u").Add("CLASSES", $"{classes}u").Add("KEPT", $"{kept}u")
            .Add("BOXES", $"{boxes}u").Add("CENTER_POINT", suppression.CenterPointBox)
            .Add("IOU_THRESHOLD", suppression.IouThreshold).Add("SCORE_THRESHOLD", suppression.ScoreThreshold);
        var groups = WorkGroups.Cover(pairs, 1, device.MaximumWorkGroups);
        return new NonMaxSuppressionKernel(
            new(device, device.Program("NonMaxSuppression.comp", defines, "Index.glsl"), groups, operands: 3),
            device.AllocateTensor([checked(pairs * (kept + 1 + boxes))]),
            new(device, device.Program("NonMaxSuppressionCompact.comp", defines, "Index.glsl"), groups, operands: 3));
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        _select.Run(inputs, [_workspace]);
        _compact.Run([_workspace], outputs);
    }

    public override void Dispose()
    {
        _select.Dispose();
        _compact.Dispose();
        _workspace.Buffer.Dispose();
        base.Dispose();
    }

    /// <summary>The kernel for an empty selection: writes only the count, 0.</summary>
    private sealed class EmptyKernel(OpenGLDevice device) : Kernel
    {
        private readonly ComputePass _count = new(
            device,
            device.Program("Fill.comp", new ShaderDefines().Add("COUNT", 1).Add("VALUE", 0f), "Index.glsl"),
            WorkGroups.Cover(1, 256), operands: 1);

        public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs) => _count.Run([], outputs[1..]);

        public override void Dispose()
        {
            _count.Dispose();
            base.Dispose();
        }
    }
}
