using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Tests.Reference;

/// <summary>Pooling and its gradient in double precision, one window at a time.</summary>
public static class PoolReferences
{
    public static double[] Pool(Pool pool, HostTensor x)
    {
        var shape = pool.InferShapes([x.Shape])[0];
        var y = new double[shape.Count];
        EachWindow(pool, x.Shape, shape, (at, pixels, padding) =>
        {
            double[] seen = [.. pixels.Select(pixel => x.Values[pixel])];
            y[at] = pool.Kind switch
            {
                PoolKind.Max => seen.Max(),
                PoolKind.Min => seen.Min(),
                PoolKind.Average => seen.Average(),
                PoolKind.PaddedAverage => seen.Sum() / (seen.Length + padding),
                PoolKind.Sum => seen.Sum(),
                _ => Math.Sqrt(seen.Sum(value => value * value)),
            };
        });
        return y;
    }

    /// <summary>Max-pooling indices: the position in its plane of the first maximum of each window.</summary>
    public static double[] Indices(MaxPoolIndices pooling, HostTensor x)
    {
        var shape = pooling.InferShapes([x.Shape])[0];
        var y = new double[shape.Count];
        EachWindow(pooling.Pool, x.Shape, shape, (at, pixels, _) =>
            y[at] = pixels.MaxBy(pixel => x.Values[pixel]) % (x.Shape[2] * x.Shape[3]));
        return y;
    }

    public static double[] Gradient(PoolGradient gradient, HostTensor[] inputs)
    {
        var (shape, dy) = (gradient.InferShapes([.. inputs.Select(input => input.Shape)])[0], inputs[^1]);
        double[] dx = new double[shape.Count], x = inputs[0].Values;
        EachWindow(gradient.Pool, shape, dy.Shape, (at, pixels, padding) =>
        {
            double g = dy.Values[at];
            switch (gradient.Kind)
            {
                case PoolKind.Max or PoolKind.Min:
                    int chosen = pixels.FindIndex(pixel => x[pixel] == inputs[1].Values[at]);
                    if (chosen >= 0) dx[pixels[chosen]] += g;
                    break;
                case PoolKind.Norm:
                    double norm = inputs[1].Values[at];
                    foreach (int pixel in pixels) dx[pixel] += norm == 0 ? 0 : g * x[pixel] / norm;
                    break;
                default:
                    double share = gradient.Kind switch { PoolKind.Average => pixels.Count, PoolKind.PaddedAverage =>
                        pixels.Count + padding, _ => 1 };
                    foreach (int pixel in pixels) dx[pixel] += g / share;
                    break;
            }
        });
        return dx;
    }

    /// <summary>
    /// Visits each window with the flat index of its output, those of its pixels in row-major order, and the number of its taps in the
    /// padding.
    /// </summary>
    private static void EachWindow(Pool pool, Shape x, Shape y, Action<int, List<int>, int> visit)
    {
        for (int image = 0; image < y[0] * y[1]; image++)
        for (int oy = 0; oy < y[2]; oy++)
        for (int ox = 0; ox < y[3]; ox++)
        {
            var pixels = new List<int>();
            int padding = 0;
            for (int ky = 0; ky < pool.Height.Size; ky++)
            for (int kx = 0; kx < pool.Width.Size; kx++)
            {
                int iy = oy * pool.Height.Stride - pool.Height.PadBegin + ky * pool.Height.Dilation,
                    ix = ox * pool.Width.Stride - pool.Width.PadBegin + kx * pool.Width.Dilation;
                if (iy >= 0 && iy < x[2] && ix >= 0 && ix < x[3]) pixels.Add((image * x[2] + iy) * x[3] + ix);
                else if (iy < x[2] + pool.Height.PadEnd && ix < x[3] + pool.Width.PadEnd) padding++;
            }
            visit((image * y[2] + oy) * y[3] + ox, pixels, padding);
        }
    }
}
