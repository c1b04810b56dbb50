using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>Less common curves.</summary>
public static partial class Activations
{
    /// <summary>slope x + offset: the linear activation, which with its defaults leaves x alone.</summary>
    public static Expression Linear(Expression x, float slope = 1, float offset = 0) => slope * x + offset;

    /// <summary>x where it is positive, else alpha (exp(x / alpha) - 1), smooth at 0 for every alpha (Barron 2017).</summary>
    public static Expression Celu(Expression x, float alpha = 1) => Select(Greater(x, 0), x, alpha * (Expression.Exp(Min(x, 0) / alpha) - 1f));

    /// <summary>x tanh(log(1 + exp(x))) (Misra 2019).</summary>
    public static Expression Mish(Expression x) => x * Expression.Tanh(Softplus(x));

    /// <summary>x times a line from 0 at -3 to 1 at 3 (Howard et al. 2019, MobileNetV3).</summary>
    public static Expression HardSwish(Expression x) => x * HardSigmoid(x, 1f / 6);

    /// <summary>x where it is above alpha, else 0 (Konda, Memisevic and Krueger 2014).</summary>
    public static Expression ThresholdedRelu(Expression x, float alpha = 1) => Select(Greater(x, alpha), x, 0);

    /// <summary>0 within the threshold, beyond it x moved toward 0 by the bias (ONNX's Shrink; bias 0 is hard shrinkage).</summary>
    public static Expression Shrink(Expression x, float threshold = 0.5f, float bias = 0) => Select(Greater(x, threshold), x - bias, Select(Greater(-threshold, x), x + bias, 0));

    /// <summary>A line.</summary>
    public static Value Linear(this Value x, float slope = 1, float offset = 0) => x.Curve(Linear(Input(0), slope, offset));

    /// <summary>Continuously differentiable exponential linear unit.</summary>
    public static Value Celu(this Value x, float alpha = 1) => x.Curve(Celu(Input(0), alpha));

    /// <summary>x tanh(softplus(x)).</summary>
    public static Value Mish(this Value x) => x.Curve(Mish(Input(0)));

    /// <summary>x times a hard sigmoid.</summary>
    public static Value HardSwish(this Value x) => x.Curve(HardSwish(Input(0)));

    /// <summary>x where it is above alpha, else 0.</summary>
    public static Value ThresholdedRelu(this Value x, float alpha = 1) => x.Curve(ThresholdedRelu(Input(0), alpha));

    /// <summary>0 within the threshold, beyond it x moved toward 0 by the bias.</summary>
    public static Value Shrink(this Value x, float threshold = 0.5f, float bias = 0) => x.Curve(Shrink(Input(0), threshold, bias));

    /// <summary>Soft shrinkage (Donoho 1995): x moved toward 0 by the threshold, but not beyond 0.</summary>
    public static Value SoftShrink(this Value x, float threshold = 0.5f) => x.Shrink(threshold, threshold);
}
