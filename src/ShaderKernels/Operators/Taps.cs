using System.Collections.Immutable;
using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>One input's part in an output of <see cref="Resample"/>.</summary>
/// <param name="Index">Which input along the axis.</param>
/// <param name="Weight">What it is multiplied with.</param>
public readonly record struct Tap(int Index, float Weight = 1);

/// <summary>
/// A sparse matrix of weights with a row for each output along an axis, in compressed rows (CSR). Immutable, compared by value.
/// A row without taps gives 0.
/// </summary>
public sealed class Taps : IEquatable<Taps>
{
    private readonly Lazy<Taps> _transposed;
    private readonly Lazy<int> _hash;

    /// <summary>Makes the matrix of rows of taps.</summary>
    /// <param name="inputs">The number of columns: the axis' length before.</param>
    /// <param name="rows">The taps of each output, in the order in which they are added up.</param>
    /// <exception cref="ShapeException">A tap lies outside the inputs.</exception>
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
                if (index < 0 || index >= inputs) throw new ShapeException($"Taps: output {starts.Count - 1} takes input {index}; it must be from 0 to {inputs - 1}");
                indices.Add(index);
                weights.Add(weight);
            }
            starts.Add(indices.Count);
        }
        (Inputs, Starts, Indices, Weights) = (inputs, starts.ToImmutable(), indices.ToImmutable(), weights.ToImmutable());
        Selects = Weights.All(weight => weight == 1) && Enumerable.Range(0, Outputs).All(row => Starts[row + 1] - Starts[row] <= 1);
        _transposed = new(Transpose);
        _hash = new(() => Weights.Aggregate(Indices.Aggregate(Starts.Aggregate(Inputs, HashCode.Combine), HashCode.Combine), HashCode.Combine));
    }

    /// <summary>The axis' length before: the number of columns.</summary>
    public int Inputs { get; }

    /// <summary>The axis' length after: the number of rows.</summary>
    public int Outputs => Starts.Length - 1;

    /// <summary>The number of taps of all rows.</summary>
    public int Count => Indices.Length;

    /// <summary>Where each row's taps begin in <see cref="Indices"/> and <see cref="Weights"/>, and where the last row's end: one number more than there are rows.</summary>
    public ImmutableArray<int> Starts { get; }

    /// <summary>Which input each tap takes.</summary>
    public ImmutableArray<int> Indices { get; }

    /// <summary>What each tap multiplies it with.</summary>
    public ImmutableArray<float> Weights { get; }

    /// <summary>Whether every output is one of the inputs as it is, or 0: nothing is computed, only moved.</summary>
    public bool Selects { get; }

    /// <summary>Whether the outputs are the inputs.</summary>
    public bool IsIdentity => Selects && Outputs == Inputs && Indices.SequenceEqual(Enumerable.Range(0, Inputs));

    /// <summary>The matrix with rows and columns exchanged: what carries gradients of outputs back to inputs.</summary>
    public Taps Transposed => _transposed.Value;

    /// <summary>The taps of one output.</summary>
    public IEnumerable<Tap> Row(int output) => Enumerable.Range(Starts[output], Starts[output + 1] - Starts[output]).Select(tap => new Tap(Indices[tap], Weights[tap]));

    /// <summary>The matrix whose rows take the inputs <paramref name="sources"/> as they are; 0 where that is negative.</summary>
    public static Taps Select(int inputs, IEnumerable<int> sources) => new(inputs, sources.Select(source => source < 0 ? Array.Empty<Tap>() : [new(source)]));

    /// <inheritdoc/>
    public bool Equals(Taps? other) => ReferenceEquals(this, other)
        || other is not null && Inputs == other.Inputs && Starts.AsSpan().SequenceEqual(other.Starts.AsSpan())
        && Indices.AsSpan().SequenceEqual(other.Indices.AsSpan()) && Weights.AsSpan().SequenceEqual(other.Weights.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Taps);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash.Value;

    /// <summary>The matrix' size, for example <c>8 of 4 by 15 taps</c>.</summary>
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
