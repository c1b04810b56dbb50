
namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// A depthwise filter applied to channels-last images: the whole convolution, or the pixels of one phase of an input gradient. A line is
/// one row of results of one image.
/// </summary>
internal sealed unsafe class DepthwisePass
{
    /// <summary>The rows of the image that the taps read.</summary>
    public required TapTable Rows { get; init; }

    /// <summary>The columns of the image that the taps read.</summary>
    public required TapTable Columns { get; init; }

    /// <summary>The channels of the image, the filters and the result.</summary>
    public required int Channels { get; init; }

    /// <summary>The stride between images, in floats.</summary>
    public required nint InputImage { get; init; }

    /// <summary>The stride between the rows of the image, in floats.</summary>
    public required nint InputRow { get; init; }

    /// <summary>The offset of the first result in the output, in floats.</summary>
    public nint OutputStart { get; init; }

    /// <summary>The stride between the images of the output, in floats.</summary>
    public required nint OutputImage { get; init; }

    /// <summary>The stride between lines, in floats.</summary>
    public required nint OutputRow { get; init; }

    /// <summary>The offset of the first tap in the filters, in floats.</summary>
    public nint FilterStart { get; init; }

    /// <summary>The constant strides, and the epilogue of each sum; bias and residual are set for each run.</summary>
    public ChannelSums Sums;

    /// <summary>The number of lines of a batch.</summary>
    public int Lines(int batch) => checked(batch * Rows.Rows.Length);

    /// <summary>
    /// Computes lines. Channels are processed in blocks, so that rows that neighboring lines share are still in the first-level cache.
    /// </summary>
    public void Execute<TSimd, TVector>(in ChannelSums sums, float* input, float* filters, float* output, int firstLine, int endLine)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        int block = 4 * TSimd.Count;
        for (int channel = 0; channel < Channels; channel += block)
        {
            int channels = Math.Min(block, Channels - channel);
            for (int line = firstLine; line < endLine; line++)
            {
                (int n, int y) = Math.DivRem(line, Rows.Rows.Length);
                var row = Rows.Rows[y];
                float* image = input + n * InputImage + Rows.At(y, row.First) * InputRow + channel;
                float* taps = filters + FilterStart + row.First * sums.OuterB + channel;
                float* results = output + OutputStart + n * OutputImage + y * OutputRow + channel;
                foreach (var run in Columns.Runs)
                {
                    sums.Run<TSimd, TVector>(image + (nint)Columns.At(run.From, run.First) * Channels, taps + run.First * sums.InnerB,
                        results + run.From * sums.BetweenC,
                        channel, channels, run.Count, row.Taps, run.Taps);
                }
            }
        }
    }
}
