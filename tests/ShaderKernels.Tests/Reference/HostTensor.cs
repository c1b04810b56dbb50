using ShaderKernels.Tensors;

namespace ShaderKernels.Tests.Reference;

/// <summary>A tensor on the host in double precision, with its logical shape.</summary>
public sealed record HostTensor(Shape Shape, double[] Values)
{
    public HostTensor(Shape shape, IEnumerable<float> values) : this(shape, [.. values.Select(value => (double)value)]) { }

    public static HostTensor Random(Random random, Shape shape, float scale = 1) =>
        new(shape, Enumerable.Range(0, (int)shape.Count).Select(_ => (random.NextSingle() * 2 - 1) * scale));

    public HostTensor Permute(params ReadOnlySpan<int> permutation)
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
