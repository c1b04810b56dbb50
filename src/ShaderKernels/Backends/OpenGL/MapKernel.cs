using System.Globalization;
using System.Text;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// Prepares <see cref="Map"/>: one shader for all outputs, vectorized as vec4 if every input is either contiguous with the outputs or
/// constant along the innermost axis, and the length of that axis is a multiple of four.
/// </summary>
internal static class MapKernel
{
    public static Kernel Prepare(OpenGLDevice device, Map map, IReadOnlyList<Shape> inputs, Shape output)
    {
        int operands = inputs.Count + map.Outputs.Length;
        if (operands > device.MaximumMapOperands)
            throw new NotSupportedException(
                $"Map: {inputs.Count} inputs and {map.Outputs.Length} outputs are {operands} operands; " +
                $"{device.Name} supports {device.MaximumMapOperands} storage buffers in a shader; split the map in two");

        int[][] strides = [.. inputs.Select(input => BroadcastStrides(input, output))];
        var loops = new LoopNest(output.Dimensions, [.. strides, output.Strides()]);
        int width = loops.InnermostExtent % 4 == 0 && strides.Index().All(input => IsVectorizable(loops, input.Index)) ? 4 : 1;

        var declarations = new StringBuilder();
        for (int i = 0; i < inputs.Count; i++)
            declarations.Append(CultureInfo.InvariantCulture,
                $"layout(std430, binding = {i}) readonly buffer Input{i} {{ {(IsVector(i) ? "REAL" : "float")} input{i}[]; }};\n");
        for (int i = 0; i < map.Outputs.Length; i++)
            declarations.Append(CultureInfo.InvariantCulture,
                $"layout(std430, binding = {inputs.Count + i}) writeonly buffer Output{i} {{ REAL output{i}[]; }};\n");

        // Everything is read and computed before anything is stored, because an output may share the memory of an input.
        var source = new MapSource(i => Read(loops, i, width, IsVector(i)));
        string[] results = [.. map.Outputs.Select(source.Compute)];
        for (int i = 0; i < results.Length; i++)
            source.Append(string.Create(CultureInfo.InvariantCulture, $"output{i}[index] = {results[i]};"));

        var defines = new ShaderDefines().Add("COUNT", output.Count).Add("WIDTH", width)
            .Add("OPERANDS", declarations.ToString()).Add("EVALUATE", source.ToString());
        string[] shared = source.UsesSpecialFunctions ? ["Index.glsl", "Functions.glsl", "SpecialFunctions.glsl"]
            : ["Index.glsl", "Functions.glsl"];
        return OnePassKernel.PerElement(device, "Map.comp", defines, output.Count / width, operands, shared);

        bool IsVector(int input) => width == 4 && loops.InnermostStride(input) == 1;
    }

    private static bool IsVectorizable(LoopNest loops, int input) =>
        loops.InnermostStride(input) == 0 || loops.InnermostStride(input) == 1 && loops.OuterStrides(input).All(stride => stride % 4 == 0);

    private static string Read(LoopNest loops, int input, int width, bool vector)
    {
        string offset = loops.Offset(input, width == 4 ? "(index * 4u)" : "index");
        return string.Create(CultureInfo.InvariantCulture, $"REAL(input{input}[{offset}{(vector ? " / 4" : "")}])");
    }

    /// <summary>Returns the strides of an input along the axes of the output: 0 where it broadcasts.</summary>
    private static int[] BroadcastStrides(Shape input, Shape output)
    {
        int[] own = input.Strides(), strides = new int[output.Rank];
        for (int i = 1; i <= input.Rank; i++) strides[output.Rank - i] = input[-i] == 1 ? 0 : own[^i];
        return strides;
    }
}
