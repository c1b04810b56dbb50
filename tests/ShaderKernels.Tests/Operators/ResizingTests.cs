using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Tests.Operators;

/// <summary>Taps of resizing against the rules and the published results of ONNX's Resize (version 19).</summary>
public class ResizingTests
{
    private static readonly double[] Four = [1, 2, 3, 4], Two = [1, 2];

    /// <summary>
    /// Results along one axis that the operator's documentation works out; the scale where it is given, else the output length.
    /// </summary>
    public static TheoryData<string, Resizing, double, double[], double[]> Published => new()
    {
        { "nearest, scale 0.6", new(ResizeMode.Nearest), 0.6f, Four, [1, 3] },
        { "nearest to 3", new(ResizeMode.Nearest), -3, Four, [1, 2, 4] },
        { "nearest to 7", new(ResizeMode.Nearest), -7, Two, [1, 1, 1, 1, 2, 2, 2] },
        { "nearest, ceiling", new(ResizeMode.Nearest) { Rounding = NearestRounding.Ceiling }, -8, Four, [1, 2, 2, 3, 3, 4, 4, 4] },
        { "nearest, floor, corners aligned", new(ResizeMode.Nearest, CoordinateMode.AlignCorners) { Rounding = NearestRounding.Floor }, -8,
            Four, [1, 1, 1, 2, 2, 3, 3, 4] },
        { "nearest, prefer ceiling, asymmetric",
            new(ResizeMode.Nearest, CoordinateMode.Asymmetric) { Rounding = NearestRounding.PreferCeiling }, -8, Four,
                [1, 2, 2, 3, 3, 4, 4, 4] },
        { "linear, doubled", new(ResizeMode.Linear), 2, Two, [1, 1.25, 1.75, 2] },
        { "linear, doubled, corners aligned", new(ResizeMode.Linear, CoordinateMode.AlignCorners), 2, Two, [1, 4 / 3.0, 5 / 3.0, 2] },
        { "linear, scale 0.6, corners aligned", new(ResizeMode.Linear, CoordinateMode.AlignCorners), 0.6f, Four, [1, 3.142857] },
        { "linear to 1, pytorch", new(ResizeMode.Linear, CoordinateMode.PytorchHalfPixel), -1, Four, [1] },
        { "linear to 3, pytorch", new(ResizeMode.Linear, CoordinateMode.PytorchHalfPixel), -3, Four, [7 / 6.0, 2.5, 23 / 6.0] },
        { "linear, scale 0.6, symmetric", new(ResizeMode.Linear, CoordinateMode.HalfPixelSymmetric), 0.6f, Four, [1.6666667, 3.3333333] },
        { "linear, scale 2.94, symmetric", new(ResizeMode.Linear, CoordinateMode.HalfPixelSymmetric), 2.94f, Two,
            [1, 1.15986395, 1.5, 1.84013605, 2] },
        { "linear, antialiased, scale 0.6", new(ResizeMode.Linear) { Antialias = true }, 0.6f, Four, [1.375, 3] },
        { "linear, antialiased, to 3", new(ResizeMode.Linear) { Antialias = true }, -3, Four, [1.27272727, 2.5, 3.72727273] },
        { "cubic, doubled", new(ResizeMode.Cubic), 2, Four,
            [0.89453125, 1.19140625, 1.66796875, 2.296875, 2.703125, 3.33203125, 3.80859375, 4.10546875] },
        { "a crop", new(ResizeMode.Linear, CoordinateMode.TfCropAndResize) { Crop = (0.6f, 0.8f) }, -3, Four, [2.8, 3.1, 3.4] },
        { "a crop past the end", new(ResizeMode.Linear, CoordinateMode.TfCropAndResize) { Crop = (0.4f, 1.2f) }, -3, Four, [2.2, 3.4, 0] },
        { "Tensorflow's nearest", new(ResizeMode.Nearest, CoordinateMode.TfHalfPixelForNn) { Rounding = NearestRounding.Floor }, -2, Four,
            [2, 4] },
        { "area to 3", new(ResizeMode.Area), -3, Four, [1.25, 2.5, 3.75] },
        { "area to 6", new(ResizeMode.Area), -6, Four, [1, 1.5, 2, 3, 3.5, 4] },
    };

    [Theory, MemberData(nameof(Published))]
    public void Published_results_are_reproduced(string what, Resizing resizing, double scaleOrLength, double[] x, double[] expected)
    {
        var taps = scaleOrLength < 0 ? resizing.Taps(x.Length, (int)-scaleOrLength)
            : resizing.Taps(x.Length, (int)(x.Length * scaleOrLength), scaleOrLength);
        Agreement.Compare(expected, Apply(taps, x), 1e-6, what);
    }

    /// <summary>The whole pictures [1 to 16] of ONNX's test cases; both axes are resized alike.</summary>
    [Theory]
    [InlineData(0.8f, -0.75, false, false,
        new[] { 1.47119141, 2.78125, 4.08251953, 6.71142578, 8.02148438, 9.32275391, 11.91650391, 13.2265625, 14.52783203 })]
    [InlineData(0.8f, -0.5, true, false,
        new[] { 1.36812675, 2.6695014, 4.0133367, 6.57362535, 7.875, 9.2188353, 11.94896657, 13.25034122, 14.59417652 })]
    [InlineData(0.6f, -0.75, false, true, new[] { 2.5180721, 4.2858863, 9.589329, 11.357142 })]
    [InlineData(0.75f, -0.75, false, true,
        new[] { 1.7750092, 3.1200073, 4.4650054, 7.1550016, 8.5, 9.844998, 12.534994, 13.8799925, 15.224991 })]
    public void Published_cubic_results_are_reproduced(float scale, double coefficient, bool excludeOutside, bool antialias,
        double[] expected)
    {
        var taps = new Resizing(ResizeMode.Cubic) { CubicCoefficient = coefficient, ExcludeOutside = excludeOutside, Antialias = antialias }
            .Taps(4, (int)(4 * scale), scale);
        double[] columns = Apply(taps, [1, 2, 3, 4]), rows = Apply(taps, [0, 4, 8, 12]);
        Agreement.Compare(expected, [.. rows.SelectMany(row => columns.Select(column => row + column))], 1e-6, "cubic");
    }

    [Fact]
    public void Rows_agree_with_the_rule_of_neighbors_for_every_mode()
    {
        foreach (var coordinates in Enum.GetValues<CoordinateMode>()
            .Where(mode => mode is not (CoordinateMode.TfCropAndResize or CoordinateMode.TfHalfPixelForNn)))
        {
            foreach (var mode in (ResizeMode[])[ResizeMode.Linear, ResizeMode.Cubic])
            {
                foreach (bool antialias in new[] { false, true })
                {
                    foreach (bool excludeOutside in new[] { false, true })
                    {
                        foreach (var (inputs, outputs) in new[] { (1, 4), (4, 1), (5, 5), (7, 3), (3, 7), (10, 11), (31, 6) })
                        {
                            var resizing = new Resizing(mode, coordinates) { Antialias = antialias, ExcludeOutside = excludeOutside };
                            var taps = resizing.Taps(inputs, outputs);
                            for (int output = 0; output < outputs; output++)
                                Agreement.Compare(Neighbors(resizing, inputs, outputs, output), Dense(taps, output), 1e-6, $"{resizing}, "
                                    + $"{inputs} to {outputs}, output {output}");
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void Constant_inputs_stay_constant()
    {
        foreach (var mode in Enum.GetValues<ResizeMode>())
        {
            foreach (var (inputs, outputs) in new[] { (1, 5), (5, 1), (7, 7), (13, 4), (4, 13) })
                Assert.All(Apply(new Resizing(mode).Taps(inputs, outputs), [.. Enumerable.Repeat(3.0, inputs)]),
                    number => Assert.Equal(3, number, 1e-6));
        }
        Assert.True(new Resizing(ResizeMode.Linear).Taps(9, 9).IsIdentity);
        Assert.True(new Resizing(ResizeMode.Nearest).Taps(9, 23).Selects);
    }

    [Fact]
    public void Invalid_sizes_are_reported()
    {
        Assert.Contains("cannot be resized to length 3",
            Assert.Throws<ShapeException>(() => new Resizing(ResizeMode.Linear).Taps(0, 3)).Message);
        Assert.Contains("the scale is 0", Assert.Throws<ShapeException>(() => new Resizing(ResizeMode.Linear).Taps(3, 3, 0)).Message);
        Assert.Contains("length is -1", Assert.Throws<ShapeException>(() => new Resizing(ResizeMode.Linear).Taps(3, -1)).Message);
        Assert.Contains("crops more", Assert.Throws<ShapeException>(() => PaddingTaps.Of(PaddingMode.Edge, 3, -2, -2)).Message);
        Assert.Contains("Reflect padding of an empty axis",
            Assert.Throws<ShapeException>(() => PaddingTaps.Of(PaddingMode.Reflect, 0, 1, 0)).Message);
        Assert.Contains("window size is 4", Assert.Throws<ShapeException>(() => WindowTaps.Gaussian(9, 4, 1)).Message);
        Assert.Contains("give 4.5 outputs", Assert.Throws<ShapeException>(() => WindowTaps.Unfold(10, new(3, 2))).Message);
    }

    private static double[] Apply(Taps taps, double[] x) =>
        [.. Enumerable.Range(0, taps.Outputs).Select(output => taps.Row(output).Sum(tap => tap.Weight * x[tap.Index]))];

    private static double[] Dense(Taps taps, int output)
    {
        var row = new double[taps.Inputs];
        foreach (var (index, weight) in taps.Row(output)) row[index] += weight;
        return row;
    }

    /// <summary>
    /// ONNX's wording: so many neighbors from the one before the place on, weights by the place's fraction, which is 1 on a whole number;
    /// the ends are repeated.
    /// </summary>
    private static double[] Neighbors(Resizing r, int inputs, int outputs, int output)
    {
        double scale = (double)outputs / inputs, narrow = r.Antialias ? Math.Min(1, scale) : 1;
        double place = r.Coordinates switch
        {
            CoordinateMode.HalfPixel or CoordinateMode.HalfPixelSymmetric => (output + 0.5) / scale - 0.5,
            CoordinateMode.PytorchHalfPixel => outputs == 1 ? 0 : (output + 0.5) / scale - 0.5,
            CoordinateMode.AlignCorners => outputs == 1 ? 0 : (double)output * (inputs - 1) / (outputs - 1),
            _ => output / scale,
        };
        int before = (int)Math.Ceiling(Math.Round(place, 9)) - 1, half = r.Mode == ResizeMode.Cubic ? 2
            : 1, first = (int)Math.Floor(-half / narrow) + 1;
        double ratio = place - before;
        var row = new double[inputs];
        double sum = 0;
        for (int i = first; i < 2 - first; i++)
        {
            double x = Math.Abs(i - ratio) * narrow, a = r.CubicCoefficient;
            double weight = r.Mode == ResizeMode.Linear ? Math.Max(0, 1 - x)
                : x <= 1 ? (a + 2) * x * x * x - (a + 3) * x * x + 1 : x < 2 ? a * x * x * x - 5 * a * x * x + 8 * a * x - 4 * a : 0;
            int index = before + i;
            if (r.ExcludeOutside && (index < 0 || index >= inputs)) continue;
            row[Math.Clamp(index, 0, inputs - 1)] += weight;
            sum += weight;
        }
        return r.Antialias || r.ExcludeOutside ? [.. row.Select(weight => weight / sum)] : row;
    }
}
