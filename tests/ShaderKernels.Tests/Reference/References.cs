using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;

namespace ShaderKernels.Tests.Reference;

/// <summary>A reference of each operator in double precision, which shares nothing with the devices.</summary>
public static class References
{
    public static double[] Run(Operator @operator, HostTensor[] inputs) => @operator switch
    {
        Convolution c => Convolution(c, inputs[0], inputs[1], inputs.ElementAtOrDefault(2), inputs.ElementAtOrDefault(3)),
        ConvolutionInputGradient c => InputGradient(c, inputs[0], inputs[1]),
        ConvolutionFilterGradient c => FilterGradient(c, inputs[0], inputs[1]),
        MatMul m => MatMulReference.Run(m, inputs),
        Pool p => PoolReferences.Pool(p, inputs[0]),
        PoolGradient p => PoolReferences.Gradient(p, inputs),
        Reduce r => Reduce(r, inputs[0]),
        Softmax s => Softmax(s, inputs[0]),
        Resample r => ResampleReferences.Resample(r, inputs[0]),
        StridedCopy s => Copy(s, inputs),
        RandomNumbers r => RandomReferences.Run(r, inputs[0]),
        Gather g => IndexingReferences.Gather(g, inputs[0], inputs[1]),
        Scatter s => IndexingReferences.Scatter(s, inputs),
        MaxPoolIndices p => PoolReferences.Indices(p, inputs[0]),
        _ => throw new NotSupportedException(@operator.Name),
    };

    /// <summary>Returns one output of an operator that may have several.</summary>
    public static double[] Run(Operator @operator, int output, HostTensor[] inputs) => @operator switch
    {
        Map m => Map(m, output, inputs),
        MapReduce m => Reduce(m.Reduce,
            new(m.Map.InferShapes([.. inputs.Select(input => input.Shape)])[output], Map(m.Map, output, inputs))),
        NonMaxSuppression n => NonMaxSuppressionReferences.Run(n, output, inputs),
        _ => Run(@operator, inputs),
    };

    public static double[] Map(Map map, int output, HostTensor[] inputs)
    {
        var shape = map.InferShapes([.. inputs.Select(i => i.Shape)])[0];
        var result = new double[shape.Count];
        var values = new double[inputs.Length];
        for (int i = 0; i < result.Length; i++)
        {
            int[] place = Place(i, shape);
            for (int k = 0; k < inputs.Length; k++)
            {
                var own = inputs[k].Shape;
                int offset = 0;
                for (int axis = 0; axis < own.Rank; axis++)
                    offset = offset * own[axis] + (own[axis] == 1 ? 0 : place[shape.Rank - own.Rank + axis]);
                values[k] = inputs[k].Values[offset];
            }
            result[i] = Value(map.Outputs[output], values);
        }
        return result;
    }

    public static double Value(Expression expression, double[] inputs) => ExpressionReferences.Value(expression, inputs);

    private static double[] Convolution(Convolution c, HostTensor x, HostTensor w, HostTensor? bias, HostTensor? residual)
    {
        var shape = c.InferShapes([x.Shape, w.Shape])[0];
        var y = new double[shape.Count];
        EachTap(c.Height, c.Width, c.Groups, x.Shape, w.Shape, shape, (iy, ix, iw) => y[iy] += (double)x.Values[ix] * w.Values[iw]);
        for (int i = 0; i < y.Length; i++)
        {
            if (bias is not null) y[i] += bias.Values[i / (shape[2] * shape[3]) % shape[1]];
            if (residual is not null) y[i] += residual.Values[i];
            y[i] = Activated(c, y[i]);
        }
        return y;
    }

    public static double Activated(IAffineOperator product, double x) => product.Activation switch
    {
        Activation.None => x,
        Activation.Relu => x > 0 ? x : product.NegativeSlope * x,
        Activation.Relu6 => Math.Clamp(x, 0, 6),
        _ => throw new NotSupportedException(product.Activation.ToString()),
    };

    private static double[] InputGradient(ConvolutionInputGradient c, HostTensor dy, HostTensor w)
    {
        var shape = c.InferShapes([dy.Shape, w.Shape])[0];
        var dx = new double[shape.Count];
        EachTap(c.Height, c.Width, c.Groups, shape, w.Shape, dy.Shape, (iy, ix, iw) => dx[ix] += (double)dy.Values[iy] * w.Values[iw]);
        return dx;
    }

    private static double[] FilterGradient(ConvolutionFilterGradient c, HostTensor x, HostTensor dy)
    {
        var shape = c.InferShapes([x.Shape, dy.Shape])[0];
        var dw = new double[shape.Count];
        EachTap(c.Height, c.Width, c.Groups, x.Shape, shape, dy.Shape, (iy, ix, iw) => dw[iw] += (double)dy.Values[iy] * x.Values[ix]);
        return dw;
    }

    /// <summary>Visits every product of the sums of a convolution with the flat indices of its output, input and filter.</summary>
    private static void EachTap(Window height, Window width, int groups, Shape x, Shape w, Shape y, Action<int, int, int> visit)
    {
        int groupOutputs = w[0] / groups;
        for (int n = 0; n < y[0]; n++)
        for (int o = 0; o < y[1]; o++)
        for (int oy = 0; oy < y[2]; oy++)
        for (int ox = 0; ox < y[3]; ox++)
        for (int c = 0; c < w[1]; c++)
        for (int ky = 0; ky < w[2]; ky++)
        for (int kx = 0; kx < w[3]; kx++)
        {
            int iy = oy * height.Stride - height.PadBegin + ky * height.Dilation,
                ix = ox * width.Stride - width.PadBegin + kx * width.Dilation;
            if (iy < 0 || iy >= x[2] || ix < 0 || ix >= x[3]) continue;
            int channel = o / groupOutputs * w[1] + c;
            visit(((n * y[1] + o) * y[2] + oy) * y[3] + ox, ((n * x[1] + channel) * x[2] + iy) * x[3] + ix,
                ((o * w[1] + c) * w[2] + ky) * w[3] + kx);
        }
    }

    private static double[] Reduce(Reduce r, HostTensor x)
    {
        var shape = r.InferShapes([x.Shape])[0];
        var groups = new List<double>[shape.Count];
        for (int i = 0; i < groups.Length; i++) groups[i] = [];
        for (int i = 0; i < x.Values.Length; i++)
        {
            int[] place = Place(i, x.Shape);
            int offset = 0;
            for (int axis = 0; axis < shape.Rank; axis++) offset = offset * shape[axis] + (r.Axes.Contains(axis) ? 0 : place[axis]);
            groups[offset].Add(x.Values[i]);
        }
        return [.. groups.Select(g => r.Kind switch
        {
            Reduction.Sum => g.Sum(),
            Reduction.Mean => g.Count == 0 ? double.NaN : g.Average(),
            Reduction.Max => g.Count == 0 ? double.NegativeInfinity : g.Max(),
            Reduction.Product => g.Aggregate(1.0, (product, x) => product * x),
            _ => g.Count == 0 ? double.PositiveInfinity : g.Min(),
        })];
    }

    private static double[] Softmax(Softmax s, HostTensor x)
    {
        var y = new double[x.Values.Length];
        int inner = 1, length = x.Shape[s.Axis];
        for (int axis = s.Axis + 1; axis < x.Shape.Rank; axis++) inner *= x.Shape[axis];
        for (int line = 0; line < y.Length / Math.Max(1, length); line++)
        {
            int start = line / inner * inner * length + line % inner;
            double max = Enumerable.Range(0, length).Max(i => (double)x.Values[start + i * inner]);
            double sum = Enumerable.Range(0, length).Sum(i => Math.Exp(x.Values[start + i * inner] - max));
            for (int i = 0; i < length; i++)
            {
                double z = x.Values[start + i * inner] - max;
                y[start + i * inner] = s.Logarithm ? z - Math.Log(sum) : Math.Exp(z) / sum;
            }
        }
        return y;
    }

    private static double[] Copy(StridedCopy s, HostTensor[] inputs)
    {
        var y = new double[s.Output.Count];
        Array.Fill(y, s.Fill);
        for (int part = 0; part < inputs.Length; part++)
        {
            var p = s.Parts[part];
            for (int i = 0; i < p.Extent.Count; i++)
            {
                int[] place = Place(i, p.Extent);
                int from = p.From.Offset, to = p.To.Offset;
                for (int axis = 0; axis < place.Length; axis++)
                {
                    from += place[axis] * p.From.Strides[axis];
                    to += place[axis] * p.To.Strides[axis];
                }
                y[to] = inputs[part].Values[from];
            }
        }
        return y;
    }

    internal static int[] Place(int index, Shape shape)
    {
        var place = new int[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--) (index, place[axis]) = Math.DivRem(index, shape[axis]);
        return place;
    }
}
