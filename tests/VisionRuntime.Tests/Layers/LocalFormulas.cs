using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;

namespace VisionRuntime.Tests.Layers;

/// <summary>Resizing, padding, windows and local normalization place by place, in double precision, from their definitions.</summary>
internal static class LocalFormulas
{
    /// <summary>HostTensor computed from their places.</summary>
    public static HostTensor Make(Shape shape, Func<int[], double> number)
    {
        var values = new double[shape.Count];
        var place = new int[shape.Rank];
        for (int i = 0; i < values.Length; i++)
        {
            for (int axis = shape.Rank - 1, rest = i; axis >= 0; axis--) (rest, place[axis]) = Math.DivRem(rest, shape[axis]);
            values[i] = number(place);
        }
        return new(shape, values);
    }

    public static double At(this HostTensor x, params ReadOnlySpan<int> place)
    {
        int offset = 0;
        for (int axis = 0; axis < place.Length; axis++) offset = offset * x.Shape[axis] + place[axis];
        return x.Values[offset];
    }

    /// <summary>The number at a place of images, 0 outside them.</summary>
    public static double Pixel(this HostTensor x, int n, int c, int h, int w) =>
        h < 0 || w < 0 || h >= x.Shape[2] || w >= x.Shape[3] ? 0 : x.At(n, c, h, w);

    /// <summary>
    /// Images between their pixels: each axis is blended from the two neighbors, those outside being the ones at the border.
    /// </summary>
    public static HostTensor Bilinear(HostTensor x, int height, int width, Func<int, int, int, double> place) =>
        Make([x.Shape[0], x.Shape[1], height, width], p =>
    {
        double y = place(p[2], x.Shape[2], height), z = place(p[3], x.Shape[3], width), sum = 0;
        for (int h = (int)Math.Floor(y); h <= (int)Math.Floor(y) + 1; h++)
        {
            for (int w = (int)Math.Floor(z); w <= (int)Math.Floor(z) + 1; w++)
                sum += (1 - Math.Abs(y - h)) * (1 - Math.Abs(z - w))
                    * x.At(p[0], p[1], Math.Clamp(h, 0, x.Shape[2] - 1), Math.Clamp(w, 0, x.Shape[3] - 1));
        }
        return sum;
    });

    /// <summary>PyTorch's Unfold: row (c, tap row, tap column), column (position row, position column).</summary>
    public static HostTensor Unfold(HostTensor x, (int Size, int Stride, int Padding, int Dilation) height,
        (int Size, int Stride, int Padding, int Dilation) width)
    {
        int oh = (x.Shape[2] + 2 * height.Padding - height.Dilation * (height.Size - 1) - 1) / height.Stride + 1;
        int ow = (x.Shape[3] + 2 * width.Padding - width.Dilation * (width.Size - 1) - 1) / width.Stride + 1;
        return Make([x.Shape[0], x.Shape[1] * height.Size * width.Size, oh * ow], p => x.Pixel(p[0], p[1] / (height.Size * width.Size),
            p[2] / ow * height.Stride - height.Padding + p[1] / width.Size % height.Size * height.Dilation,
            p[2] % ow * width.Stride - width.Padding + p[1] % width.Size * width.Dilation));
    }

    /// <summary>ONNX's LRN.</summary>
    public static HostTensor Response(HostTensor x, int size, double alpha, double beta, double bias) => Make(x.Shape, p =>
    {
        double sum = 0;
        for (int c = Math.Max(0, p[1] - (int)Math.Floor((size - 1) / 2.0)); c <= Math.Min(x.Shape[1] - 1,
            p[1] + (int)Math.Ceiling((size - 1) / 2.0)); c++)
            sum += Math.Pow(x.At([p[0], c, .. p[2..]]), 2);
        return x.At(p) / Math.Pow(bias + alpha / size * sum, beta);
    });

    /// <summary>Jarrett's local contrast normalization, with a window of weights that are made to add up to 1 at every pixel.</summary>
    public static HostTensor Contrast(HostTensor x, int size, double deviation, double threshold, bool acrossChannels)
    {
        var centered = Make(x.Shape, p => x.At(p) - Mean(p, q => x.At(q)));
        var spread = Make(x.Shape, p => Math.Sqrt(Math.Max(threshold * threshold, Mean(p, q => Math.Pow(centered.At(q), 2)))));
        return Make(x.Shape, p =>
        {
            double usual = Enumerable.Range(0, (int)x.Shape.Count / x.Shape[0])
                .Select(i => (Channel: i / (x.Shape[2] * x.Shape[3]), Value: spread.Values[p[0] * (int)x.Shape.Count / x.Shape[0] + i]))
                .Where(number => acrossChannels || number.Channel == p[1]).Average(number => number.Value);
            return centered.At(p) / Math.Max(usual, spread.At(p));
        });

        double Mean(int[] p, Func<int[], double> number)
        {
            double sum = 0, weights = 0;
            for (int c = acrossChannels ? 0 : p[1]; c <= (acrossChannels ? x.Shape[1] - 1 : p[1]); c++)
            {
                for (int dy = -size / 2; dy <= size / 2; dy++)
                {
                    for (int dx = -size / 2; dx <= size / 2; dx++)
                    {
                        int h = p[2] + dy, w = p[3] + dx;
                        if (h < 0 || w < 0 || h >= x.Shape[2] || w >= x.Shape[3]) continue;
                        double weight = Math.Exp(-(dy * dy + dx * dx) / (2 * deviation * deviation));
                        sum += weight * number([p[0], c, h, w]);
                        weights += weight;
                    }
                }
            }
            return sum / weights;
        }
    }
}
