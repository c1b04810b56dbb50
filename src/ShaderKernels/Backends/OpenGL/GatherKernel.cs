using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>Prepares <see cref="Gather"/> with <c>Gather.comp</c>, as vec4 if the length of rows is a multiple of four.</summary>
internal static class GatherKernel
{
    public static Kernel Prepare(OpenGLDevice device, Gather gather, IReadOnlyList<Shape> inputs, Shape output)
    {
        var geometry = gather.Geometry(inputs[0], inputs[1]);
        int width = geometry.Inner % 4 == 0 ? 4 : 1;
        var defines = Defines(geometry with { Inner = geometry.Inner / width }).Add("COUNT", output.Count / width).Add("ELEMENT", width == 4
            ? "vec4" : "float");
        return OnePassKernel.PerElement(device, "Gather.comp", defines, output.Count / width, operands: 3, "Index.glsl", "Indices.glsl");
    }

    /// <summary>Returns the defines shared by gather and scatter.</summary>
    public static ShaderDefines Defines(IndexGeometry geometry) => new ShaderDefines()
        .Add("LENGTH", geometry.Length).Add("PICKS", geometry.Count).Add("INNER", geometry.Inner).Add("BATCHED", geometry.Batched);
}
