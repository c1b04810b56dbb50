
namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// A walk of a depthwise filter over images, channels last: the whole convolution, or the pixels of an input gradient that see the same taps.
/// A line is one row of one image's results.
/// </summary>
internal sealed unsafe class DepthwisePass
{
    /// <summary>Which rows and columns of the image the taps see.</summary>
    public required TapTable Rows { get; init; }

    /// <summary>Which columns of the image the taps see.</summary>
    public required TapTable Columns { get; init; }

    /// <summary>Channels of the image, the filters and the result.</summary>
    public required int Channels { get; init; }

    /// <summary>The distances between images and between their rows, in floats.</summary>
    public required nint InputImage { get; init; }

    /// <summary>The distance between the image's rows, in floats.</summary>
    public required nint InputRow { get; init; }

    /// <summary>How far the first result lies from the output's first number, and the distances between images, lines and results, in floats.</summary>
    public nint OutputStart { get; init; }

    /// <summary>The distance between the output's images, in floats.</summary>
    public required nint OutputImage { get; init; }

    /// <summary>The distance between lines, in floats.</summary>
    public required nint OutputRow { get; init; }

    /// <summary>How far the first tap lies from the filters' first number, in floats.</summary>
    public nint FilterStart { get; init; }

    /// <summary>The distances that never change, and what is done with a sum; the bias and the residual are the run's.</summary>
    public ChannelSums Sums;

    /// <summary>The lines of a batch.</summary>
    public int Lines(int batch) => checked(batch * Rows.Rows.Length);

    /// <summary>Computes some lines. Channels go in blocks, so that the rows that neighboring lines share are still in the first-level cache.</summary>
    public void Execute<TSimd, TVector>(in ChannelSums sums, float* input, float* filters, float* output, int firstLine, int endLine) where TSimd : struct, ISimd<TVector> where TVector : unmanaged
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
                    sums.Run<TSimd, TVector>(image + (nint)Columns.At(run.From, run.First) * Channels, taps + run.First * sums.InnerB, results + run.From * sums.BetweenC,
                        channel, channels, run.Count, row.Taps, run.Taps);
                }
            }
        }
    }
}
