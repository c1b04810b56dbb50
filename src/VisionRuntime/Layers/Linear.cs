using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Layers;

/// <summary>Fully connected layers and matrix products.</summary>
public static class Linear
{
    /// <summary>Applies a fully connected layer: [N, in] to [N, units].</summary>
    /// <param name="x">The input.</param>
    /// <param name="name">The name of the layer. Its variables are name/weights [in, units] and name/bias [units].</param>
    /// <param name="units">The number of outputs.</param>
    /// <param name="activation">The activation function applied to the output.</param>
    public static Value Dense(this Value x, string name, int units, Activation activation = Activation.None)
    {
        var initializer = Convolutions.InitializerFor(activation);
        var w = x.Graph.Variable($"{name}/weights", [x.Shape[-1], units], initializer, role: VariableRole.Weight);
        var b = x.Graph.Variable($"{name}/bias", [units], role: VariableRole.Bias);
        return x.Graph.Apply(new MatMul(Activation: activation), name, x, w, b)[0];
    }

    /// <summary>Flattens all axes but the first: [N, ...] to [N, features].</summary>
    public static Value Flatten(this Value x) => x.Reshape([x.Shape[0], (int)(x.Shape.Count / Math.Max(1, x.Shape[0]))]);

    /// <summary>
    /// Computes the matrix product as NumPy's matmul does: [..., M, K] times [..., K, N] is [..., M, N], and leading axes broadcast. A
    /// vector on the left is a row and a vector on the right a column; the axis of length 1 added to it is removed from the result.
    /// </summary>
    /// <param name="a">The left matrices, or a vector [K].</param>
    /// <param name="b">The right matrices, or a vector [K].</param>
    /// <param name="transposeA">Whether the matrices of <paramref name="a"/> are given as [K, M]; ignored for a vector.</param>
    /// <param name="transposeB">Whether the matrices of <paramref name="b"/> are given as [N, K]; ignored for a vector.</param>
    /// <exception cref="ShapeException">The sizes do not match, or one of the two is a scalar.</exception>
    public static Value MatMul(this Value a, Value b, bool transposeA = false, bool transposeB = false)
    {
        if (a.Shape.Rank == 0 || b.Shape.Rank == 0) throw new ShapeException($"MatMul: {a} times {b}; multiply by a scalar with *");
        bool row = a.Shape.Rank == 1, column = b.Shape.Rank == 1;
        var left = row ? a.Reshape([1, a.Shape[0]]) : a;
        var right = column ? b.Reshape([b.Shape[0], 1]) : b;
        var product = a.Graph.Apply(new MatMul(transposeA && !row, transposeB && !column), left, right);
        if (!row && !column) return product;
        var shape = product.Shape.Dimensions;
        return product.Reshape([.. shape[..^2], .. (row ? [] : shape[^2..^1]), .. (column ? [] : shape[^1..])]);
    }
}
