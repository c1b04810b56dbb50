using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>The geometry of a convolution, shared by its three kernels, under the names used in the shaders.</summary>
internal readonly record struct ConvolutionGeometry(int N, int H, int W, int C, int O, int OH, int OW, Window Height, Window Width,
    int Groups)
{
    /// <summary>Creates the geometry from the logical shapes of the input, [N, C, H, W], and the output, [N, O, OH, OW].</summary>
    public static ConvolutionGeometry Create(Shape input, Shape output, Window height, Window width, int groups) =>
        new(input[0], input[2], input[3], input[1], output[1], output[2], output[3], height, width, groups);

    /// <summary>Gets the input channels of a group.</summary>
    public int GroupC => C / Groups;

    /// <summary>Gets the output channels of a group.</summary>
    public int GroupO => O / Groups;

    /// <summary>Gets whether windows reach rows outside the input.</summary>
    public bool PadsHeight => Pads(Height, H, OH);

    /// <summary>Gets whether windows reach columns outside the input.</summary>
    public bool PadsWidth => Pads(Width, W, OW);

    /// <summary>Returns the defines of all sizes.</summary>
    public ShaderDefines Defines() => new ShaderDefines()
        .Add("N", N).Add("H", H).Add("W", W).Add("C", C)
        .Add("O", O).Add("OH", OH).Add("OW", OW)
        .Add("KH", Height.Size).Add("KW", Width.Size).Add("GROUPS", Groups)
        .Add("STRIDE_H", Height.Stride).Add("STRIDE_W", Width.Stride)
        .Add("PAD_BEGIN_H", Height.PadBegin).Add("PAD_BEGIN_W", Width.PadBegin)
        .Add("DILATION_H", Height.Dilation).Add("DILATION_W", Width.Dilation);

    private static bool Pads(Window window, int length, int outputs) =>
        window.PadBegin > 0 || (outputs - 1) * window.Stride + window.EffectiveSize - window.PadBegin > length;
}
