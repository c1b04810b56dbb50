namespace ShaderKernels.Tensors;

/// <summary>The order of a tensor's axes in memory. That of the graph is <see cref="Logical"/>.</summary>
public sealed class Layout
{
    private readonly int[] _order;

    private Layout(string name, params int[] order) => (Name, _order) = (name, order);

    /// <summary>Gets the order of the graph: [N, C, H, W], [O, C, KH, KW].</summary>
    public static Layout Logical { get; } = new("logical");

    /// <summary>Gets the layout of images with the channels last: [N, H, W, C].</summary>
    public static Layout ChannelsLast { get; } = new("channels last", 0, 2, 3, 1);

    /// <summary>Gets the layout of filters as a matrix of taps by output channels: [KH, KW, C, O].</summary>
    public static Layout FilterMatrix { get; } = new("filter matrix", 2, 3, 1, 0);

    /// <summary>Gets the name for messages.</summary>
    public string Name { get; }

    /// <summary>Returns the dimensions in memory order.</summary>
    public Shape Apply(Shape shape) => this == Logical ? shape : shape.Permute(_order);

    /// <summary>Returns the position of a logical axis in memory order.</summary>
    public int PlaceOf(int axis) => this == Logical ? axis : Array.IndexOf(_order, axis);

    /// <summary>Returns the permutation that brings a tensor of this layout to another.</summary>
    public int[] PermutationTo(Layout target, int rank) =>
        [.. Enumerable.Range(0, rank).Select(place => PlaceOf(target == Logical ? place : target._order[place]))];

    /// <summary>
    /// Returns whether a tensor of the shape has the same order in memory in both layouts, as when only axes of length 1 move.
    /// </summary>
    public bool SameMemory(Layout other, Shape shape)
    {
        if (this == other) return true;
        return LongAxes(this).SequenceEqual(LongAxes(other));

        IEnumerable<int> LongAxes(Layout layout) =>
            Enumerable.Range(0, shape.Rank).Select(place => layout == Logical ? place : layout._order[place]).Where(axis =>
                shape[axis] != 1);
    }
}
