using ShaderKernels.Tensors;
using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// What the kernels of depthwise convolution and its gradients share, the host side of <c>Depthwise.glsl</c>: each invocation computes four
/// channels, or one where the channels are not a multiple of 4.
/// </summary>
internal static class Depthwise
{
    /// <summary>The pixels of a row that an invocation computes, at least.</summary>
    public const int Pixels = 4;

    private const int MaximumTaps = 49; // The shaders have a line for each.
    private const int MaximumStride = 8;

    /// <summary>Returns whether the kernels compute a convolution, or the gradient of one, with these inputs.</summary>
    public static bool Supports(OpenGLDevice device, ConvolutionGeometry geometry, IReadOnlyList<Shape> inputs) =>
        device.Tuned && geometry.Groups == geometry.C && geometry.O == geometry.C
        && geometry.Height.Size * geometry.Width.Size <= MaximumTaps && geometry.Width.Stride <= MaximumStride
        && Math.Max(inputs[0].Count, inputs[1].Count) / Lanes(geometry) <= device.MaximumTexels;

    /// <summary>Returns the channels of an invocation.</summary>
    public static int Lanes(ConvolutionGeometry geometry) => geometry.C % 4 == 0 ? 4 : 1;

    /// <summary>Returns a pass of one of the shaders, whose first two operands are textures.</summary>
    public static ComputePass Pass(OpenGLDevice device, string shader, ShaderDefines defines, ConvolutionGeometry geometry,
        long invocations, int operands, params ReadOnlySpan<string> shared)
    {
        int lanes = Lanes(geometry);
        var format = lanes == 4 ? SizedInternalFormat.Rgba32f : SizedInternalFormat.R32f;
        var program = device.Program(shader, defines.Add("LANES", lanes), shared);
        return new(device, program, WorkGroups.Cover(invocations, 64, device.MaximumWorkGroups), operands, format, format);
    }
}
