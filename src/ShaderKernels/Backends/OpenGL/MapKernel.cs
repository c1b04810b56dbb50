using System.Globalization;
using System.Text;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// Makes <see cref="Map"/> ready: one shader for all its outputs, four neighbors an invocation where every input either steps along the
/// innermost axis with the outputs or stands still on it, and that axis is a multiple of four long.
/// </summary>
internal static class MapKernel
{
    public static Kernel Prepare(OpenGLDevice device, Map map, IReadOnlyList<Shape> inputs, Shape output)
    {
        int operands = inputs.Count + map.Outputs.Length;
        if (operands > device.MaximumMapOperands)
            throw new NotSupportedException($"Map: {inputs.Count} inputs and {map.Outputs.Length} outputs are {operands} operands; {device.Name} lets a shader see {device.MaximumMapOperands}; split the map in two");

        int[][] strides = [.. inputs.Select(input => BroadcastStrides(input, output))];
        var walk = new AxisWalk(output.Dimensions, [.. strides, output.Strides()]);
        int width = walk.InnermostExtent % 4 == 0 && strides.Index().All(input => QuadsLieTogether(walk, input.Index)) ? 4 : 1;

        var declarations = new StringBuilder();
        for (int i = 0; i < inputs.Count; i++)
            declarations.Append(CultureInfo.InvariantCulture, $"layout(std430, binding = {i}) readonly buffer Input{i} {{ {(InQuads(i) ? "REAL" : "float")} input{i}[]; }};\n");
        for (int i = 0; i < map.Outputs.Length; i++)
            declarations.Append(CultureInfo.InvariantCulture, $"layout(std430, binding = {inputs.Count + i}) writeonly buffer Output{i} {{ REAL output{i}[]; }};\n");

        // All is read and computed before anything is stored: an output may be the memory of an input.
        var source = new MapSource(i => Read(walk, i, width, InQuads(i)));
        string[] results = [.. map.Outputs.Select(source.Compute)];
        for (int i = 0; i < results.Length; i++) source.Append(string.Create(CultureInfo.InvariantCulture, $"output{i}[index] = {results[i]};"));

        var defines = new ShaderDefines().Add("COUNT", output.Count).Add("WIDTH", width)
            .Add("OPERANDS", declarations.ToString()).Add("EVALUATE", source.ToString());
        string[] shared = source.UsesMoreFunctions ? ["Index.glsl", "Functions.glsl", "MoreFunctions.glsl"] : ["Index.glsl", "Functions.glsl"];
        return OnePassKernel.PerElement(device, "Map.comp", defines, output.Count / width, operands, shared);

        bool InQuads(int input) => width == 4 && walk.InnermostStride(input) == 1;
    }

    private static bool QuadsLieTogether(AxisWalk walk, int input) =>
        walk.InnermostStride(input) == 0 || walk.InnermostStride(input) == 1 && walk.OuterStrides(input).All(stride => stride % 4 == 0);

    private static string Read(AxisWalk walk, int input, int width, bool inQuads)
    {
        string place = walk.Place(input, width == 4 ? "(index * 4u)" : "index");
        return string.Create(CultureInfo.InvariantCulture, $"REAL(input{input}[{place}{(inQuads ? " / 4" : "")}])");
    }

    /// <summary>The strides by which an input is walked along the output's axes: 0 where it stretches.</summary>
    private static int[] BroadcastStrides(Shape input, Shape output)
    {
        int[] own = input.Strides(), strides = new int[output.Rank];
        for (int i = 1; i <= input.Rank; i++) strides[output.Rank - i] = input[-i] == 1 ? 0 : own[^i];
        return strides;
    }
}
