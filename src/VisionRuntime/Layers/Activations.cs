using System.Runtime.CompilerServices;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>
/// Activation functions. Each has two forms: one of an <see cref="Expression"/>, to be used inside a <see cref="Map"/>, and an
/// extension method of a <see cref="Value"/> of any shape, applied elementwise. Neither a function nor its derivative overflows
/// where the function itself does not.
/// </summary>
public static partial class Activations
{
    /// <summary>The linear activation, slope x + offset; with its defaults the identity.</summary>
    public static Expression Linear(Expression x, float slope = 1, float offset = 0) => slope * x + offset;

    /// <inheritdoc cref="Linear(Expression, float, float)"/>
    public static Value Linear(this Value x, float slope = 1, float offset = 0) => x.Elementwise(Linear(Input(0), slope, offset));

    /// <summary>Rectified linear unit, max(0, x) (Nair and Hinton 2010).</summary>
    public static Value Relu(this Value x) => x.Elementwise(Expression.Relu(Input(0)));

    /// <summary>Leaky ReLU: x where it is positive, slope x elsewhere (Maas et al. 2013).</summary>
    public static Expression LeakyRelu(Expression x, float slope = 0.01f) => ParametricRelu(x, slope);

    /// <inheritdoc cref="LeakyRelu(Expression, float)"/>
    public static Value LeakyRelu(this Value x, float slope = 0.01f) => x.Elementwise(LeakyRelu(Input(0), slope));

    /// <summary>Parametric ReLU: x where it is positive, slope x elsewhere, with a slope that can be learned (He et al. 2015).</summary>
    public static Expression ParametricRelu(Expression x, Expression slope) => Select(Greater(x, 0), x, slope * x);

    /// <summary>Exponential linear unit: x where it is positive, alpha (exp(x) - 1) elsewhere (Clevert et al. 2016).</summary>
    public static Expression Elu(Expression x, float alpha = 1) =>
        Select(Greater(x, 0), x, alpha * (Expression.Exp(Min(0, x)) - 1f));

    /// <inheritdoc cref="Elu(Expression, float)"/>
    public static Value Elu(this Value x, float alpha = 1) => x.Elementwise(Elu(Input(0), alpha));

    /// <summary>
    /// Continuously differentiable exponential linear unit, max(0, x) + min(0, alpha (exp(x / alpha) - 1)) (Barron 2017).
    /// </summary>
    public static Expression Celu(Expression x, float alpha = 1) => Max(x, 0) + alpha * (Expression.Exp(Min(0, x) / alpha) - 1f);

    /// <inheritdoc cref="Celu(Expression, float)"/>
    public static Value Celu(this Value x, float alpha = 1) => x.Elementwise(Celu(Input(0), alpha));

    /// <summary>
    /// Scaled exponential linear unit: scale times <see cref="Elu(Expression, float)"/>; self-normalizing with its defaults
    /// (Klambauer et al. 2017).
    /// </summary>
    public static Expression Selu(Expression x, float alpha = 1.673263242f, float scale = 1.050700987f) => scale * Elu(x, alpha);

    /// <inheritdoc cref="Selu(Expression, float, float)"/>
    public static Value Selu(this Value x, float alpha = 1.673263242f, float scale = 1.050700987f) =>
        x.Elementwise(Selu(Input(0), alpha, scale));

    /// <summary>
    /// Gaussian error linear unit: x times the standard normal distribution function of x (Hendrycks and Gimpel 2016).
    /// </summary>
    /// <param name="x">The argument.</param>
    /// <param name="exact">Whether the distribution function is computed with the error function rather than approximated with
    /// tanh.</param>
    public static Expression Gelu(Expression x, bool exact = false) =>
        0.5f * x * (1f + (exact ? Erf(0.7071067812f * x) : Expression.Tanh(0.7978845608f * (x + 0.044715f * x * x * x))));

    /// <inheritdoc cref="Gelu(Expression, bool)"/>
    public static Value Gelu(this Value x, bool exact = false) => x.Elementwise(Gelu(Input(0), exact));

    /// <summary>The logistic function, 1 / (1 + exp(-x)).</summary>
    public static Value Sigmoid(this Value x) => x.Elementwise(Expression.Sigmoid(Input(0)));

    /// <summary>
    /// Piecewise linear approximation of the logistic function: slope x + offset, limited to [0, 1] (Courbariaux et al. 2015; the
    /// defaults are ONNX's).
    /// </summary>
    public static Expression HardSigmoid(Expression x, float slope = 0.2f, float offset = 0.5f) => Max(Min(slope * x + offset, 1), 0);

    /// <inheritdoc cref="HardSigmoid(Expression, float, float)"/>
    public static Value HardSigmoid(this Value x, float slope = 0.2f, float offset = 0.5f) =>
        x.Elementwise(HardSigmoid(Input(0), slope, offset));

    /// <summary>The hyperbolic tangent.</summary>
    public static Value Tanh(this Value x) => x.Elementwise(Expression.Tanh(Input(0)));

    /// <summary>x limited to [-1, 1] (Collobert 2004).</summary>
    public static Expression HardTanh(Expression x) => Max(Min(x, 1), -1);

    /// <inheritdoc cref="HardTanh(Expression)"/>
    public static Value HardTanh(this Value x) => x.Elementwise(HardTanh(Input(0)));

    /// <summary>
    /// x times the logistic function of alpha x (Ramachandran et al. 2017); with alpha 1 also known as SiLU (Elfwing et al. 2018).
    /// </summary>
    public static Expression Swish(Expression x, float alpha = 1) => x * Expression.Sigmoid(alpha * x);

    /// <inheritdoc cref="Swish(Expression, float)"/>
    public static Value Swish(this Value x, float alpha = 1) => x.Elementwise(Swish(Input(0), alpha));

    /// <summary>x times a hard sigmoid of slope 1/6 (MobileNetV3, Howard et al. 2019).</summary>
    public static Expression HardSwish(Expression x) => x * HardSigmoid(x, 1f / 6);

    /// <inheritdoc cref="HardSwish(Expression)"/>
    public static Value HardSwish(this Value x) => x.Elementwise(HardSwish(Input(0)));

    /// <summary>Smooth rectifier, log(1 + exp(x)) (Dugas et al. 2001).</summary>
    public static Expression Softplus(Expression x) =>
        Select(Greater(x, SoftplusLimit), x, Log(1f + Expression.Exp(Min(SoftplusLimit, x))));

    /// <inheritdoc cref="Softplus(Expression)"/>
    public static Value Softplus(this Value x) => x.Elementwise(Softplus(Input(0)));

    /// <summary>x / (1 + |x|) (Bergstra et al. 2009).</summary>
    public static Expression Softsign(Expression x) => x / (1f + Abs(x));

    /// <inheritdoc cref="Softsign(Expression)"/>
    public static Value Softsign(this Value x) => x.Elementwise(Softsign(Input(0)));

    /// <summary>x tanh(softplus(x)) (Misra 2019).</summary>
    public static Expression Mish(Expression x) => x * Expression.Tanh(Softplus(x));

    /// <inheritdoc cref="Mish(Expression)"/>
    public static Value Mish(this Value x) => x.Elementwise(Mish(Input(0)));

    /// <summary>x where it is greater than alpha, 0 elsewhere (Konda, Memisevic and Krueger 2015).</summary>
    public static Expression ThresholdedRelu(Expression x, float alpha = 1) => Select(Greater(x, alpha), x, 0);

    /// <inheritdoc cref="ThresholdedRelu(Expression, float)"/>
    public static Value ThresholdedRelu(this Value x, float alpha = 1) => x.Elementwise(ThresholdedRelu(Input(0), alpha));

    /// <summary>
    /// Shrinkage as ONNX defines it: x - bias above the threshold, x + bias below -threshold, 0 between; with bias 0 hard shrinkage
    /// (Donoho and Johnstone 1994).
    /// </summary>
    public static Expression Shrink(Expression x, float threshold = 0.5f, float bias = 0) =>
        Select(Greater(x, threshold), x - bias, Select(Greater(-threshold, x), x + bias, 0));

    /// <inheritdoc cref="Shrink(Expression, float, float)"/>
    public static Value Shrink(this Value x, float threshold = 0.5f, float bias = 0) =>
        x.Elementwise(Shrink(Input(0), threshold, bias));

    /// <summary>Soft shrinkage: x moved toward 0 by the threshold, 0 where |x| is less (Donoho 1995).</summary>
    public static Expression SoftShrink(Expression x, float threshold = 0.5f) => Shrink(x, threshold, threshold);

    /// <inheritdoc cref="SoftShrink(Expression, float)"/>
    public static Value SoftShrink(this Value x, float threshold = 0.5f) => x.Elementwise(SoftShrink(Input(0), threshold));

    /// <summary>e to the power x.</summary>
    public static Value Exp(this Value x) => x.Elementwise(Expression.Exp(Input(0)));

    /// <summary>
    /// From here on log(1 + exp(x)) is x in float32: the difference, exp(-x), is less than half a unit in the last place.
    /// </summary>
    private const float SoftplusLimit = 20;

    /// <summary>Applies a function of one value; the node has the function's name in lower case.</summary>
    private static Value Elementwise(this Value x, Expression function, [CallerMemberName] string name = "") =>
        x.Graph.Apply(new Map(function), name.ToLowerInvariant(), x)[0];
}
