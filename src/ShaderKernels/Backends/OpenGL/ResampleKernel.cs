using System.Runtime.InteropServices;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary><see cref="Resample"/>: one invocation per output, or per four neighboring ones, with the taps in a separate buffer.</summary>
internal sealed class ResampleKernel : Kernel
{
    private readonly ComputePass _pass;
    private readonly Tensor _taps;

    private ResampleKernel(ComputePass pass, Tensor taps) => (_pass, _taps) = (pass, taps);

    public static Kernel Prepare(OpenGLDevice device, Resample resample, Shape input, Shape output)
    {
        if (output.Count == 0) return new OnePassKernel(null);
        var taps = resample.Taps;
        bool selects = device.Tuned && taps.Selects;
        int[] table = selects
            ? [.. Enumerable.Range(0, taps.Outputs).Select(row => taps.Row(row).Select(tap => tap.Index).DefaultIfEmpty(-1).First())]
            : [.. taps.Starts, .. taps.Indices, .. taps.Weights.Select(BitConverter.SingleToInt32Bits)];
        var buffer = device.AllocateTensor([table.Length]);
        buffer.Write(MemoryMarshal.Cast<int, float>(table));

        long inner = resample.Around(input).Inner;
        int quad = device.Tuned && inner % 4 == 0 ? 4 : 1;
        long count = output.Count / quad;
        var defines = new ShaderDefines().Add("COUNT", count).Add("INNER", inner / quad).Add("INPUTS", taps.Inputs)
            .Add("OUTPUTS", taps.Outputs)
            .Add("TAPS", taps.Count).Add("SELECTS", selects).Add("ELEMENT", quad == 4 ? "vec4" : "float");
        var program = device.Program("Resample.comp", defines, "Index.glsl");
        return new ResampleKernel(new(device, program, WorkGroups.Cover(count, 256, device.MaximumWorkGroups), operands: 3), buffer);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs) => _pass.Run([inputs[0], _taps], outputs);

    public override void Dispose()
    {
        _pass.Dispose();
        _taps.Buffer.Dispose();
        base.Dispose();
    }
}
