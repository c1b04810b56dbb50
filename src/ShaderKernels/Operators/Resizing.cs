using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>A way to change the length of an axis, as ONNX's Resize (version 19) defines it; axes are resized one after the other.</summary>
/// <param name="Mode">How outputs are computed from the inputs around their places.</param>
/// <param name="Coordinates">Where outputs lie on the input axis; <see cref="ResizeMode.Area"/> takes no notice.</param>
public sealed record Resizing(ResizeMode Mode, CoordinateMode Coordinates = CoordinateMode.HalfPixel)
{
    /// <summary>Which input is nearest; for <see cref="ResizeMode.Nearest"/>.</summary>
    public NearestRounding Rounding { get; init; } = NearestRounding.PreferFloor;

    /// <summary>Keys' a: -0.75 as in PyTorch, -0.5 as in TensorFlow; for <see cref="ResizeMode.Cubic"/>.</summary>
    public double CubicCoefficient { get; init; } = -0.75;

    /// <summary>Inputs past the ends count nothing and the others are made to add up to 1; otherwise the end elements are repeated there.</summary>
    public bool ExcludeOutside { get; init; }

    /// <summary>Shrinking widens the linear or cubic filter by 1 / scale, so that every input counts.</summary>
    public bool Antialias { get; init; }

    /// <summary>The first and last place that <see cref="CoordinateMode.TfCropAndResize"/> covers, 0 being the first input and 1 the last.</summary>
    public (double Start, double End) Crop { get; init; } = (0, 1);

    /// <summary>The taps between two lengths; the scale is their ratio.</summary>
    /// <exception cref="ShapeException">There is no input to compute outputs from.</exception>
    public Taps Taps(int inputs, int outputs) => Taps(inputs, outputs, (double)outputs / inputs);

    /// <summary>The taps for a scale that is given, which need not lead to a whole number of outputs.</summary>
    /// <param name="inputs">The axis' length before.</param>
    /// <param name="outputs">The axis' length after, the whole part of inputs * scale.</param>
    /// <param name="scale">Outputs per input.</param>
    /// <returns>The taps; outputs that <see cref="CoordinateMode.TfCropAndResize"/> places outside the axis have none (see <see cref="Covers"/>).</returns>
    /// <exception cref="ShapeException">There is no input to compute outputs from, or the scale is not positive.</exception>
    public Taps Taps(int inputs, int outputs, double scale)
    {
        if (outputs < 0) throw new ShapeException($"Resize: to a length of {outputs}; it must be 0 or more");
        if (outputs > 0 && inputs == 0) throw new ShapeException($"Resize: an axis of length 0 cannot become {outputs} long; it needs 1 element or more");
        if (outputs > 0 && !(scale > 0 && double.IsFinite(scale))) throw new ShapeException($"Resize: a scale of {scale}; it must be more than 0");
        return new(inputs, Enumerable.Range(0, outputs).Select(output => Row(output, inputs, outputs, scale)));
    }

    /// <summary>Whether each output lies on the input axis, and not where TensorFlow's CropAndResize fills in a number of its own.</summary>
    public bool[] Covers(int inputs, int outputs, double scale) =>
        [.. Enumerable.Range(0, outputs).Select(output => Coordinates != CoordinateMode.TfCropAndResize || Inside(Place(output, inputs, outputs, scale), inputs))];

    private IEnumerable<Tap> Row(int output, int inputs, int outputs, double scale)
    {
        if (Mode == ResizeMode.Area) return Finish(Covered(output, inputs, scale), inputs, normalized: true);
        double place = Place(output, inputs, outputs, scale);
        if (Coordinates == CoordinateMode.TfCropAndResize && !Inside(place, inputs)) return [];
        if (Mode == ResizeMode.Nearest) return [new(Math.Clamp(Nearest(place), 0, inputs - 1))];

        double narrow = Antialias ? Math.Min(scale, 1) : 1, reach = (Mode == ResizeMode.Cubic ? 2 : 1) / narrow;
        return Finish(Filtered(place, narrow, reach), inputs, normalized: Antialias || ExcludeOutside);
    }

    /// <summary>Where an output lies on the input axis.</summary>
    private double Place(int output, int inputs, int outputs, double scale)
    {
        double length = scale * inputs;
        // A scale that was rounded to single precision, or is a quotient, misses the whole number it stands for by a hair.
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
            CoordinateMode.TfCropAndResize => start * (inputs - 1) + (length == 1 ? (end - start) * (inputs - 1) / 2 : output * (end - start) * (inputs - 1) / (length - 1)),
            _ => throw new NotSupportedException($"Resize: no formula for {Coordinates}"),
        };
        // On a half or a whole, rounding must not depend on the last bits of a quotient.
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
        _ => throw new NotSupportedException($"Resize: no rounding {Rounding}"),
    });

    /// <summary>The inputs under the linear or cubic filter, those past the ends included.</summary>
    private IEnumerable<(int Index, double Weight)> Filtered(double place, double narrow, double reach)
    {
        for (int i = (int)Math.Ceiling(place - reach); i <= place + reach; i++)
        {
            double distance = Math.Abs(i - place) * narrow;
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

    /// <summary>Moves what lies past the ends onto them or leaves it out, joins taps on the same input, drops those that count nothing.</summary>
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
