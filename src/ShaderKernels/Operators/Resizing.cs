using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>A method of resizing an axis, as ONNX's Resize (version 19) defines it; axes are resized one after the other.</summary>
/// <param name="Mode">The interpolation mode.</param>
/// <param name="Coordinates">
/// How output coordinates are transformed to input coordinates; not used by <see cref="ResizeMode.Area"/>.
/// </param>
public sealed record Resizing(ResizeMode Mode, CoordinateMode Coordinates = CoordinateMode.HalfPixel)
{
    /// <summary>Gets how coordinates are rounded, for <see cref="ResizeMode.Nearest"/>.</summary>
    public NearestRounding Rounding { get; init; } = NearestRounding.PreferFloor;

    /// <summary>Gets the coefficient a of <see cref="ResizeMode.Cubic"/>: -0.75 as in PyTorch, or -0.5 as in TensorFlow.</summary>
    public double CubicCoefficient { get; init; } = -0.75;

    /// <summary>
    /// Gets whether inputs past the ends have weight 0 and the other weights are normalized; otherwise the end elements are repeated.
    /// </summary>
    public bool ExcludeOutside { get; init; }

    /// <summary>Gets whether the linear or cubic filter is widened by 1 / scale when downsampling.</summary>
    public bool Antialias { get; init; }

    /// <summary>
    /// Gets the part of the axis that <see cref="CoordinateMode.TfCropAndResize"/> covers; 0 is the first input and 1 the last.
    /// </summary>
    public (double Start, double End) Crop { get; init; } = (0, 1);

    /// <summary>Creates the taps from the input and output length; the scale is their ratio.</summary>
    /// <exception cref="ShapeException">The input is empty and the output is not.</exception>
    public Taps Taps(int inputs, int outputs) => Taps(inputs, outputs, (double)outputs / inputs);

    /// <summary>Creates the taps for a given scale; inputs * scale need not be an integer.</summary>
    /// <param name="inputs">The input length.</param>
    /// <param name="outputs">The output length, inputs * scale rounded down.</param>
    /// <param name="scale">The number of outputs per input.</param>
    /// <returns>
    /// The taps; outputs that <see cref="CoordinateMode.TfCropAndResize"/> places outside the axis have none (see <see cref="Covers"/>).
    /// </returns>
    /// <exception cref="ShapeException">The input is empty and the output is not, or the scale is not positive.</exception>
    public Taps Taps(int inputs, int outputs, double scale)
    {
        if (outputs < 0) throw new ShapeException($"Resize: the output length is {outputs}; it must be 0 or more");
        if (outputs > 0 && inputs == 0) throw new ShapeException($"Resize: an empty axis cannot be resized to length {outputs}; "
            + "it needs 1 element or more");
        if (outputs > 0 && !(scale > 0 && double.IsFinite(scale))) throw new ShapeException($"Resize: the scale is {scale}; "
            + "it must be more than 0");
        return new(inputs, Enumerable.Range(0, outputs).Select(output => Row(output, inputs, outputs, scale)));
    }

    /// <summary>Gets whether each output lies inside the input axis; TensorFlow's CropAndResize extrapolates the others.</summary>
    public bool[] Covers(int inputs, int outputs, double scale) =>
        [.. Enumerable.Range(0, outputs)
            .Select(output => Coordinates != CoordinateMode.TfCropAndResize || Inside(Coordinate(output, inputs, outputs, scale), inputs))];

    private IEnumerable<Tap> Row(int output, int inputs, int outputs, double scale)
    {
        if (Mode == ResizeMode.Area) return Finish(Covered(output, inputs, scale), inputs, normalized: true);
        double place = Coordinate(output, inputs, outputs, scale);
        if (Coordinates == CoordinateMode.TfCropAndResize && !Inside(place, inputs)) return [];
        if (Mode == ResizeMode.Nearest) return [new(Math.Clamp(Nearest(place), 0, inputs - 1))];

        double filterScale = Antialias ? Math.Min(scale, 1) : 1, support = (Mode == ResizeMode.Cubic ? 2 : 1) / filterScale;
        return Finish(Filtered(place, filterScale, support), inputs, normalized: Antialias || ExcludeOutside);
    }

    /// <summary>Gets the input coordinate of an output.</summary>
    private double Coordinate(int output, int inputs, int outputs, double scale)
    {
        double length = scale * inputs;
        // A scale rounded to single precision, or a quotient, may miss the integer length by a rounding error.
        if (Math.Abs(length - outputs) <= 1e-6 * outputs) length = outputs;
        var (start, end) = Crop;
        double place = Coordinates switch
        {
            CoordinateMode.HalfPixel => (output + 0.5) / scale - 0.5,
            CoordinateMode.PytorchHalfPixel => length == 1 ? 0 : (output + 0.5) / scale - 0.5,
            CoordinateMode.AlignCorners => length == 1 ? 0 : output * (inputs - 1) / (length - 1),
            CoordinateMode.Asymmetric => output / scale,
            CoordinateMode.HalfPixelSymmetric => inputs / 2.0 * (1 - outputs / length) + (output + 0.5) / scale - 0.5,
            CoordinateMode.TfHalfPixelForNn => (output + 0.5) / scale,
            CoordinateMode.TfCropAndResize => start * (inputs - 1)
                + (length == 1 ? (end - start) * (inputs - 1) / 2 : output * (end - start) * (inputs - 1) / (length - 1)),
            _ => throw new NotSupportedException($"Resize: the coordinate mode {Coordinates} is not supported"),
        };
        // Rounding at half an integer must not depend on rounding errors.
        double half = Math.Round(place * 2) / 2;
        return Math.Abs(place - half) <= 1e-6 * Math.Max(1, Math.Abs(half)) ? half : place;
    }

    private static bool Inside(double place, int inputs) => place >= 0 && place <= inputs - 1;

    private int Nearest(double place) => (int)(Rounding switch
    {
        NearestRounding.PreferFloor => Math.Ceiling(place - 0.5),
        NearestRounding.PreferCeiling => Math.Floor(place + 0.5),
        NearestRounding.Floor => Math.Floor(place),
        NearestRounding.Ceiling => Math.Ceiling(place),
        _ => throw new NotSupportedException($"Resize: the rounding {Rounding} is not supported"),
    });

    /// <summary>Gets the inputs under the linear or cubic filter, including those past the ends.</summary>
    private IEnumerable<(int Index, double Weight)> Filtered(double place, double filterScale, double support)
    {
        for (int i = (int)Math.Ceiling(place - support); i <= place + support; i++)
        {
            double distance = Math.Abs(i - place) * filterScale;
            yield return (i, Mode == ResizeMode.Cubic ? Cubic(distance) : Math.Max(0, 1 - distance));
        }
    }

    private double Cubic(double x)
    {
        double a = CubicCoefficient;
        if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
        return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
    }

    private static IEnumerable<(int Index, double Weight)> Covered(int output, int inputs, double scale)
    {
        double begin = Math.Min(output / scale, inputs), end = Math.Min((output + 1) / scale, inputs);
        for (int i = (int)begin; i < end; i++)
        {
            double covered = Math.Min(end, i + 1) - Math.Max(begin, i);
            if (covered > 1e-9) yield return (i, covered);
        }
    }

    /// <summary>Clamps or drops inputs past the ends, adds up the weights of each input, and drops weights of 0.</summary>
    private IEnumerable<Tap> Finish(IEnumerable<(int Index, double Weight)> taps, int inputs, bool normalized)
    {
        var weights = new SortedDictionary<int, double>();
        foreach (var (index, weight) in taps)
        {
            if (ExcludeOutside && (index < 0 || index >= inputs)) continue;
            int inside = Math.Clamp(index, 0, inputs - 1);
            weights[inside] = weights.GetValueOrDefault(inside) + weight;
        }
        double sum = normalized ? weights.Values.Sum() : 1;
        return [.. weights.Where(tap => tap.Value != 0).Select(tap => new Tap(tap.Key, (float)(tap.Value / sum)))];
    }
}
