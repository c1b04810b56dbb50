using System.Globalization;
using ShaderKernels.Devices;
using ShaderKernels.Operators;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>Prepares <see cref="RandomNumbers"/>: one invocation per four values.</summary>
internal static class RandomNumbersKernel
{
    public static Kernel Prepare(OpenGLDevice device, RandomNumbers random)
    {
        var defines = new ShaderDefines().Add("COUNT", Unsigned((ulong)random.Shape.Count))
            .Add("NORMAL", random.Distribution == Distribution.Normal).Add("WIDTH", 1)
            .Add("STREAM_LOW", Unsigned(random.Stream & uint.MaxValue)).Add("STREAM_HIGH", Unsigned(random.Stream >> 32));
        return OnePassKernel.PerElement(device, "RandomNumbers.comp", defines, WorkGroups.DivideUp(random.Shape.Count, 4), operands: 2,
            "Index.glsl", "Functions.glsl", "Philox.glsl");
    }

    private static string Unsigned(ulong value) => value.ToString(CultureInfo.InvariantCulture) + "u";
}
