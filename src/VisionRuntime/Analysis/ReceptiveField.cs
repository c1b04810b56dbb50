using ShaderKernels.Operators;
using VisionRuntime.Graphs;

namespace VisionRuntime.Analysis;

/// <summary>
/// The part of the input that a unit of a layer sees along one axis: unit i sees the pixels from Start + i * Jump to before Start + i * Jump + Size. Pixels
/// outside the picture are padding (Dumoulin and Visin 2016; Araujo, Norris and Sim 2019).
/// </summary>
/// <param name="Size">How many pixels.</param>
/// <param name="Jump">The pixels between neighboring units.</param>
/// <param name="Start">The first pixel that the first unit sees.</param>
public readonly record struct FieldAxis(long Size, long Jump, long Start)
{
    /// <summary>An input's pixel sees itself.</summary>
    public static FieldAxis Pixel => new(1, 1, 0);

    internal FieldAxis Through(Window window) => new(Size + (window.EffectiveSize - 1) * Jump, Jump * window.Stride, Start - window.PadBegin * Jump);

    /// <summary>What is seen by a unit that joins units of two layers.</summary>
    internal FieldAxis With(FieldAxis other, string layer)
    {
        if (Jump != other.Jump) throw new NotSupportedException($"ReceptiveField: {layer} joins layers whose units are {Jump} and {other.Jump} pixels apart");
        long start = Math.Min(Start, other.Start);
        return new(Math.Max(Start + Size, other.Start + other.Size) - start, Jump, start);
    }
}

/// <summary>The part of the input that a layer's units see.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Height">Down the picture.</param>
/// <param name="Width">Across the picture.</param>
public sealed record ReceptiveField(string Layer, FieldAxis Height, FieldAxis Width)
{
    /// <summary>The receptive fields of the layers between the inputs and a value, which comes last, through convolutions, pooling and elementwise layers.</summary>
    /// <param name="value">A layer's output [N, C, H, W].</param>
    /// <exception cref="NotSupportedException">On the way lies an operator whose units have no window on the picture, such as a fully connected layer.</exception>
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
            // What depends on variables and constants alone has no window on the picture and none to pass on.
            ReceptiveField[] seen = [.. node.Inputs.Where(fields.ContainsKey).Select(input => fields[input])];
            if (seen.Length == 0) continue;
            var field = Through(node, seen);
            foreach (var output in node.Outputs) fields[output] = field;
            if (layers.Count > 0 && layers[^1].Layer == node.Layer) layers[^1] = field;
            else layers.Add(field);
        }
        return layers.Count > 0 ? layers : throw new NotSupportedException($"ReceptiveField: {value.Name} depends on no input through a layer");
    }

    private static ReceptiveField Through(Node node, ReceptiveField[] seen)
    {
        var joined = seen.Aggregate((x, y) => new(node.Layer, x.Height.With(y.Height, node.Layer), x.Width.With(y.Width, node.Layer)));
        return node.Operator switch
        {
            Convolution c => new(node.Layer, joined.Height.Through(c.Height), joined.Width.Through(c.Width)),
            Pool p => new(node.Layer, joined.Height.Through(p.Height), joined.Width.Through(p.Width)),
            Map or Detach or Resample { Axis: 1 } => joined with { Layer = node.Layer },
            Softmax { Axis: 1 } => joined with { Layer = node.Layer },
            StridedCopy copy when Enumerable.SequenceEqual(copy.Output.Skip(2), node.Inputs[0].Shape.Skip(2)) && JoinsChannels(copy) => joined with { Layer = node.Layer },
            _ => throw new NotSupportedException($"ReceptiveField: the units of {node.Layer} ({node.Operator.Name}) have no window on the picture; ask for a layer before it"),
        };
    }

    /// <summary>Whether the copy leaves pixels where they are, as the concatenation of channels does.</summary>
    private static bool JoinsChannels(StridedCopy copy) => copy.Output.Rank == 4 && copy.Parts.All(part => part.Source.Rank == 4
        && Enumerable.Range(2, 2).All(axis => part.Extent[axis] == copy.Output[axis] && part.From.Strides[axis] == part.Source.Strides()[axis] && part.To.Strides[axis] == copy.Output.Strides()[axis])
        && part.From.Offset % (part.Source[2] * part.Source[3]) == 0 && part.To.Offset % (copy.Output[2] * copy.Output[3]) == 0);
}
