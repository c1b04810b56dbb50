using ShaderKernels.Operators;
using VisionRuntime.Graphs;

namespace VisionRuntime.Analysis;

/// <summary>
/// The receptive field of a layer along one axis: unit i depends on the pixels from Start + i * Jump to before Start + i * Jump + Size, of
/// which those outside the image are padding (Dumoulin and Visin 2016; Araujo, Norris and Sim 2019).
/// </summary>
/// <param name="Size">The size in pixels.</param>
/// <param name="Jump">The distance between neighboring units in pixels.</param>
/// <param name="Start">The first pixel of the first unit.</param>
public readonly record struct FieldAxis(long Size, long Jump, long Start)
{
    /// <summary>Gets the receptive field of an input, one pixel.</summary>
    public static FieldAxis Pixel => new(1, 1, 0);

    internal FieldAxis Through(Window window) =>
        new(Size + (window.EffectiveSize - 1) * Jump, Jump * window.Stride, Start - window.PadBegin * Jump);

    /// <summary>Returns the receptive field of a unit that depends on units of two layers.</summary>
    internal FieldAxis With(FieldAxis other, string layer)
    {
        if (Jump != other.Jump) throw new NotSupportedException($"ReceptiveField: {layer} combines layers whose units are {Jump} and "
            + $"{other.Jump} pixels apart");
        long start = Math.Min(Start, other.Start);
        return new(Math.Max(Start + Size, other.Start + other.Size) - start, Jump, start);
    }
}

/// <summary>The receptive field of the units of a layer.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Height">The receptive field along the height.</param>
/// <param name="Width">The receptive field along the width.</param>
public sealed record ReceptiveField(string Layer, FieldAxis Height, FieldAxis Width)
{
    /// <summary>Computes the receptive fields of the layers between the inputs and a value, which is last.</summary>
    /// <param name="value">The output of a layer, [N, C, H, W].</param>
    /// <exception cref="NotSupportedException">
    /// The value depends on an operator without windows on the image, such as a fully connected layer.
    /// </exception>
    public static IReadOnlyList<ReceptiveField> Of(Value value)
    {
        var needed = new HashSet<Value> { value };
        foreach (var node in value.Graph.Nodes.Reverse())
        {
            if (node.Outputs.Any(needed.Contains)) needed.UnionWith(node.Inputs);
        }
        var fields = new Dictionary<Value, ReceptiveField>();
        foreach (var input in value.Graph.Inputs.Values) fields[input] = new(input.Name, FieldAxis.Pixel, FieldAxis.Pixel);
        var layers = new List<ReceptiveField>();
        foreach (var node in value.Graph.Nodes.Where(node => node.Outputs.Any(needed.Contains)))
        {
            // Values that depend only on variables and constants have no receptive field.
            ReceptiveField[] seen = [.. node.Inputs.Where(fields.ContainsKey).Select(input => fields[input])];
            if (seen.Length == 0) continue;
            var field = Through(node, seen);
            foreach (var output in node.Outputs) fields[output] = field;
            if (layers.Count > 0 && layers[^1].Layer == node.Layer) layers[^1] = field;
            else layers.Add(field);
        }
        return layers.Count > 0 ? layers : throw new NotSupportedException($"ReceptiveField: {value.Name} does not depend on an input");
    }

    private static ReceptiveField Through(Node node, ReceptiveField[] seen)
    {
        var joined = seen.Aggregate((x, y) => new(node.Layer, x.Height.With(y.Height, node.Layer), x.Width.With(y.Width, node.Layer)));
        var (height, width) = node.Operator.SpatialWindows([.. node.Inputs.Select(input => input.Shape)])
            ?? throw new NotSupportedException($"ReceptiveField: the units of {node.Layer} ({node.Operator.Name}) have no window on the "
                + "image; choose a layer before it");
        return new(node.Layer, joined.Height.Through(height), joined.Width.Through(width));
    }
}
