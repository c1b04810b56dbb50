using ShaderKernels.Tensors;

namespace ShaderKernels.Tests.Reference;

/// <summary>Numbers with their logical shape, on the host.</summary>
public sealed record Numbers(Shape Shape, double[] Values)
{
    public Numbers(Shape shape, IEnumerable<float> values) : this(shape, [.. values.Select(value => (double)value)]) { }

    public static Numbers Random(Random random, Shape shape, float scale = 1) =>
        new(shape, Enumerable.Range(0, (int)shape.Count).Select(_ => (random.NextSingle() * 2 - 1) * scale));

    public Numbers Permute(params ReadOnlySpan<int> permutation)
    {
        var output = Shape.Permute(permutation);
        int[] from = Shape.Strides(), to = output.Strides();
        var values = new double[Values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int rest = i, offset = 0;
            for (int axis = 0; axis < output.Rank; axis++)
            {
                offset += rest / to[axis] * from[permutation[axis]];
                rest %= to[axis];
            }
            values[i] = Values[offset];
        }
        return new(output, values);
    }
}
