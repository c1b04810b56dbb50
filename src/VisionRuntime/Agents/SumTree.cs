namespace VisionRuntime.Agents;

/// <summary>
/// A binary tree whose leaves are priorities and whose inner nodes are sums, so that a leaf is found in proportion to its priority in
/// logarithmic time (Schaul et al. 2016, appendix B.2.1).
/// </summary>
internal sealed class SumTree
{
    private readonly double[] _sums;
    private readonly int _leaves;

    /// <summary>Creates a tree whose priorities are all 0.</summary>
    /// <param name="count">The number of leaves.</param>
    public SumTree(int count)
    {
        for (_leaves = 1; _leaves < count;) _leaves *= 2;
        (Count, _sums) = (count, new double[2 * _leaves]);
    }

    /// <summary>Gets the number of leaves.</summary>
    public int Count { get; }

    /// <summary>Gets the sum of all priorities.</summary>
    public double Total => _sums[1];

    /// <summary>Gets or sets the priority of a leaf.</summary>
    public double this[int leaf]
    {
        get => _sums[_leaves + leaf];
        set
        {
            int node = _leaves + leaf;
            _sums[node] = value;
            // Summed anew at each level, so that rounding errors do not add up.
            for (node /= 2; node >= 1; node /= 2) _sums[node] = _sums[2 * node] + _sums[2 * node + 1];
        }
    }

    /// <summary>Finds the leaf at a place in the running sum of all priorities.</summary>
    /// <param name="place">The place, at least 0 and less than <see cref="Total"/>.</param>
    public int Find(double place)
    {
        int node = 1;
        while (node < _leaves)
        {
            node *= 2;
            // A rounded place may lie beyond the last sum; then the last leaf with a priority is taken.
            if (place < _sums[node] || _sums[node + 1] <= 0) continue;
            place -= _sums[node++];
        }
        return node - _leaves;
    }
}
