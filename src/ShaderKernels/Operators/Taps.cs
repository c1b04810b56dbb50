using System.Collections.Immutable;
using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>The weight of one input in an output of <see cref="Resample"/>.</summary>
/// <param name="Index">The index of the input along the axis.</param>
/// <param name="Weight">The weight.</param>
public readonly record struct Tap(int Index, float Weight = 1);

/// <summary>
/// A sparse matrix of weights with one row for each output along an axis, in compressed sparse row (CSR) format. Immutable and compared by
/// value. A row without taps gives 0.
/// </summary>
public sealed class Taps : IEquatable<Taps>
{
    private readonly Lazy<Taps> _transposed;
    private readonly Lazy<int> _hash;

    /// <summary>Creates the matrix from its rows.</summary>
    /// <param name="inputs">The number of columns, which is the input length.</param>
    /// <param name="rows">The taps of each output, in the order of summation.</param>
    /// <exception cref="ShapeException">The index of a tap is out of range.</exception>
    public Taps(int inputs, IEnumerable<IEnumerable<Tap>> rows)
    {
        var starts = ImmutableArray.CreateBuilder<int>();
        var indices = ImmutableArray.CreateBuilder<int>();
        var weights = ImmutableArray.CreateBuilder<float>();
        starts.Add(0);
        foreach (var row in rows)
        {
            foreach (var (index, weight) in row)
            {
                if (index < 0 || index >= inputs) throw new ShapeException($"Taps: output {starts.Count - 1} reads input {index}; "
                    + $"it must be from 0 to {inputs - 1}");
                indices.Add(index);
                weights.Add(weight);
            }
            starts.Add(indices.Count);
        }
        (Inputs, Starts, Indices, Weights) = (inputs, starts.ToImmutable(), indices.ToImmutable(), weights.ToImmutable());
        Selects = Weights.All(weight => weight == 1) && Enumerable.Range(0, Outputs).All(row => Starts[row + 1] - Starts[row] <= 1);
        _transposed = new(Transpose);
        _hash = new(() => Weights.Aggregate(Indices.Aggregate(Starts.Aggregate(Inputs, HashCode.Combine), HashCode.Combine),
            HashCode.Combine));
    }

    /// <summary>Gets the input length, the number of columns.</summary>
    public int Inputs { get; }

    /// <summary>Gets the output length, the number of rows.</summary>
    public int Outputs => Starts.Length - 1;

    /// <summary>Gets the number of taps of all rows.</summary>
    public int Count => Indices.Length;

    /// <summary>
    /// Gets the start of each row in <see cref="Indices"/> and <see cref="Weights"/>, followed by the end of the last row.
    /// </summary>
    public ImmutableArray<int> Starts { get; }

    /// <summary>Gets the input index of each tap.</summary>
    public ImmutableArray<int> Indices { get; }

    /// <summary>Gets the weight of each tap.</summary>
    public ImmutableArray<float> Weights { get; }

    /// <summary>Gets whether every output is a copy of one input, or 0.</summary>
    public bool Selects { get; }

    /// <summary>Gets whether this is the identity matrix.</summary>
    public bool IsIdentity => Selects && Outputs == Inputs && Indices.SequenceEqual(Enumerable.Range(0, Inputs));

    /// <summary>Gets the transposed matrix, which propagates gradients from outputs to inputs.</summary>
    public Taps Transposed => _transposed.Value;

    /// <summary>Gets the taps of one output.</summary>
    public IEnumerable<Tap> Row(int output) =>
        Enumerable.Range(Starts[output], Starts[output + 1] - Starts[output]).Select(tap => new Tap(Indices[tap], Weights[tap]));

    /// <summary>Creates the matrix whose outputs are copies of the inputs <paramref name="sources"/>, or 0 for a negative index.</summary>
    public static Taps Select(int inputs, IEnumerable<int> sources) =>
        new(inputs, sources.Select(source => source < 0 ? Array.Empty<Tap>() : [new(source)]));

    /// <inheritdoc/>
    public bool Equals(Taps? other) => ReferenceEquals(this, other)
        || other is not null && Inputs == other.Inputs && Starts.AsSpan().SequenceEqual(other.Starts.AsSpan())
        && Indices.AsSpan().SequenceEqual(other.Indices.AsSpan()) && Weights.AsSpan().SequenceEqual(other.Weights.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Taps);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash.Value;

    /// <summary>Returns the size of the matrix, for example <c>8 of 4 by 15 taps</c>.</summary>
    public override string ToString() => $"{Outputs} of {Inputs} by {Count} taps";

    private Taps Transpose()
    {
        var columns = Enumerable.Range(0, Inputs).Select(_ => new List<Tap>()).ToArray();
        for (int row = 0; row < Outputs; row++)
        {
            for (int tap = Starts[row]; tap < Starts[row + 1]; tap++) columns[Indices[tap]].Add(new(row, Weights[tap]));
        }
        return new(Outputs, columns);
    }
}
