using System.Runtime.CompilerServices;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>
/// Activation functions as expressions, for use in a map or, as extension methods, on a value. Each is written so that neither it nor its
/// derivative overflows where the function itself does not.
/// </summary>
public static partial class Activations
{
    /// <summary>x where it is positive, else a small part of it (Maas et al. 2013).</summary>
    public static Expression LeakyRelu(Expression x, float slope = 0.01f) => Select(Greater(x, 0), x, slope * x);

    /// <summary>x where it is positive, else alpha (exp(x) - 1) (Clevert et al. 2016).</summary>
    public static Expression Elu(Expression x, float alpha = 1) => Select(Greater(x, 0), x, alpha * (Expression.Exp(Min(x, 0)) - 1f));

    /// <summary>The self-normalizing scale of <see cref="Elu(Expression, float)"/> (Klambauer et al. 2017).</summary>
    public static Expression Selu(Expression x) => 1.050700987f * Elu(x, 1.673263242f);

    /// <summary>x times the chance that a standard normal number is smaller (Hendrycks and Gimpel 2016): with the error function where <paramref name="exact"/>, else in the tanh form.</summary>
    public static Expression Gelu(Expression x, bool exact = false) =>
        0.5f * x * (1f + (exact ? Erf(0.7071067812f * x) : Expression.Tanh(0.7978845608f * (x + 0.044715f * x * x * x))));

    /// <summary>log(1 + exp(x)) (Dugas et al. 2001).</summary>
    public static Expression Softplus(Expression x) => Max(x, 0) + Log(1f + Expression.Exp(-Abs(x)));

    /// <summary>x / (1 + |x|).</summary>
    public static Expression Softsign(Expression x) => x / (1f + Abs(x));

    /// <summary>A line of the given slope through (0, offset), held between 0 and 1; ONNX's defaults.</summary>
    public static Expression HardSigmoid(Expression x, float slope = 0.2f, float offset = 0.5f) => Max(Min(slope * x + offset, 1), 0);

    /// <summary>x held between -1 and 1.</summary>
    public static Expression HardTanh(Expression x) => Max(Min(x, 1), -1);

    /// <summary>x times its sigmoid (Ramachandran et al. 2017).</summary>
    public static Expression Swish(Expression x) => x * Expression.Sigmoid(x);

    /// <summary>1 / (1 + exp(-x)).</summary>
    public static Value Sigmoid(this Value x) => x.Curve(Expression.Sigmoid(Input(0)));

    /// <summary>The hyperbolic tangent.</summary>
    public static Value Tanh(this Value x) => x.Curve(Expression.Tanh(Input(0)));

    /// <summary>e to the power x.</summary>
    public static Value Exp(this Value x) => x.Curve(Expression.Exp(Input(0)));

    /// <summary>Leaky ReLU.</summary>
    public static Value LeakyRelu(this Value x, float slope = 0.01f) => x.Curve(LeakyRelu(Input(0), slope));

    /// <summary>Exponential linear unit.</summary>
    public static Value Elu(this Value x, float alpha = 1) => x.Curve(Elu(Input(0), alpha));

    /// <summary>Scaled exponential linear unit.</summary>
    public static Value Selu(this Value x) => x.Curve(Selu(Input(0)));

    /// <summary>Gaussian error linear unit: with the error function where <paramref name="exact"/>, else in the tanh form.</summary>
    public static Value Gelu(this Value x, bool exact = false) => x.Curve(Gelu(Input(0), exact));

    /// <summary>log(1 + exp(x)).</summary>
    public static Value Softplus(this Value x) => x.Curve(Softplus(Input(0)));

    /// <summary>x / (1 + |x|).</summary>
    public static Value Softsign(this Value x) => x.Curve(Softsign(Input(0)));

    /// <summary>A line held between 0 and 1.</summary>
    public static Value HardSigmoid(this Value x, float slope = 0.2f, float offset = 0.5f) => x.Curve(HardSigmoid(Input(0), slope, offset));

    /// <summary>x held between -1 and 1.</summary>
    public static Value HardTanh(this Value x) => x.Curve(HardTanh(Input(0)));

    /// <summary>x times its sigmoid.</summary>
    public static Value Swish(this Value x) => x.Curve(Swish(Input(0)));

    /// <summary>An elementwise function of one value, whose node is called after it.</summary>
    private static Value Curve(this Value x, Expression curve, [CallerMemberName] string name = "") => x.Graph.Apply(new Map(curve), name.ToLowerInvariant(), x)[0];

    /// <summary>max(0, x).</summary>
    public static Value Relu(this Value x) => x.Graph.Apply(new Map(Expression.Relu(Input(0))), "relu", x)[0];

    /// <summary>Softmax along one axis; the last where it is negative one.</summary>
    public static Value Softmax(this Value x, int axis = -1) => x.Graph.Apply(new Softmax(axis < 0 ? axis + x.Shape.Rank : axis), x);

    /// <summary>The logarithm of softmax along one axis.</summary>
    public static Value LogSoftmax(this Value x, int axis = -1) => x.Graph.Apply(new Softmax(axis < 0 ? axis + x.Shape.Rank : axis, true), x);
}
