namespace VisionRuntime.Layers;

/// <summary>
/// Which input channels each output channel of a convolution is connected to. The C3 layer of LeNet-5 is the best known example
/// (<see cref="LeNet5"/>): its maps see different subsets of the maps below, which saves weights and keeps them from learning the same
/// features.
/// </summary>
public sealed class ConnectionTable
{
    /// <summary>Creates a table.</summary>
    /// <param name="inputs">The number of input channels.</param>
    /// <param name="connections">For each output channel the indices of its input channels, in ascending order.</param>
    /// <exception cref="ArgumentException">An output channel has no input, or its inputs are out of range, repeated or not in ascending
    /// order.</exception>
    public ConnectionTable(int inputs, params IReadOnlyList<IReadOnlyList<int>> connections)
    {
        if (inputs < 1)
            throw new ArgumentOutOfRangeException(nameof(inputs), inputs, "ConnectionTable: there must be 1 or more input channels");
        if (connections.Count == 0)
            throw new ArgumentException("ConnectionTable: there are no output channels; give the inputs of each");
        for (int output = 0; output < connections.Count; output++)
        {
            var row = connections[output];
            if (row.Count == 0)
                throw new ArgumentException($"ConnectionTable: output channel {output} has no inputs; connect it to one or more");
            for (int i = 0; i < row.Count; i++)
            {
                if (row[i] < 0 || row[i] >= inputs)
                {
                    throw new ArgumentException($"ConnectionTable: output channel {output} is connected to input {row[i]}; "
                        + $"inputs are numbered from 0 to {inputs - 1}");
                }
                if (i > 0 && row[i] <= row[i - 1])
                {
                    throw new ArgumentException($"ConnectionTable: the inputs of output channel {output} are not in ascending order "
                        + $"({string.Join(", ", row)}); list each once");
                }
            }
        }
        Inputs = inputs;
        Connections = [.. connections.Select(row => (IReadOnlyList<int>)[.. row])];
    }

    /// <summary>
    /// Gets the connections between S2 and C3 of LeNet-5: Table I of LeCun et al. 1998, "Gradient-based learning applied to document
    /// recognition".
    /// </summary>
    public static ConnectionTable LeNet5 { get; } = new(6,
        [0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [0, 4, 5], [0, 1, 5],                           // three neighboring maps
        [0, 1, 2, 3], [1, 2, 3, 4], [2, 3, 4, 5], [0, 3, 4, 5], [0, 1, 4, 5], [0, 1, 2, 5],         // four neighboring maps
        [0, 1, 3, 4], [1, 2, 4, 5], [0, 2, 3, 5],                                                   // two and two
        [0, 1, 2, 3, 4, 5]);                                                                        // all of them

    /// <summary>Gets the number of input channels.</summary>
    public int Inputs { get; }

    /// <summary>Gets the number of output channels.</summary>
    public int Outputs => Connections.Count;

    /// <summary>Gets the input channels of each output channel, in ascending order.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Connections { get; }

    /// <summary>Gets the number of connected pairs of channels, each of which has a kernel of its own.</summary>
    public int Count => Connections.Sum(row => row.Count);
}
