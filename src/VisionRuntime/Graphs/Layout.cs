using ShaderKernels.Tensors;

namespace VisionRuntime.Graphs;

/// <summary>The order in which a tensor's axes lie in memory. The graph's own order is <see cref="Logical"/>.</summary>
public sealed class Layout
{
    private readonly int[] _order;

    private Layout(string name, params int[] order) => (Name, _order) = (name, order);

    /// <summary>As the graph writes them: [N, C, H, W], [O, C, KH, KW].</summary>
    public static Layout Logical { get; } = new("logical");

    /// <summary>Images with neighboring channels side by side: [N, H, W, C].</summary>
    public static Layout ChannelsLast { get; } = new("channels last", 0, 2, 3, 1);

    /// <summary>Filters as a matrix of taps by output channels: [KH, KW, C, O].</summary>
    public static Layout FilterMatrix { get; } = new("filter matrix", 2, 3, 1, 0);

    /// <summary>The name that messages show.</summary>
    public string Name { get; }

    /// <summary>The dimensions in memory order.</summary>
    public Shape Apply(Shape shape) => this == Logical ? shape : shape.Permute(_order);

    /// <summary>The place in memory order of a logical axis.</summary>
    public int PlaceOf(int axis) => this == Logical ? axis : Array.IndexOf(_order, axis);

    /// <summary>How to permute a tensor that lies in this layout so that it lies in another.</summary>
    public int[] PermutationTo(Layout target, int rank) =>
        [.. Enumerable.Range(0, rank).Select(place => PlaceOf(target == Logical ? place : target._order[place]))];

    /// <summary>Whether a tensor of the shape lies in memory the same way in both layouts, as where only axes of length 1 change places.</summary>
    public bool SameMemory(Layout other, Shape shape)
    {
        if (this == other) return true;
        return Visible(this).SequenceEqual(Visible(other));

        IEnumerable<int> Visible(Layout layout) => Enumerable.Range(0, shape.Rank).Select(place => layout == Logical ? place : layout._order[place]).Where(axis => shape[axis] != 1);
    }
}
