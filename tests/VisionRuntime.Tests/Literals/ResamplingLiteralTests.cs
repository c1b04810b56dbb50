using ShaderKernels.Operators;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Literals;

/// <summary>Resizing and reading between pixels, against PyTorch and ONNX's reference.</summary>
public class ResamplingLiteralTests
{
    internal static readonly LiteralCase[] Cases =
    [
        .. Enum.GetValues<ResizeMode>().Select(mode => new LiteralCase($"resize/{mode}", g => mode switch
        {
            ResizeMode.Linear => g["x"].Resize(5, 3),
            ResizeMode.Cubic => g["x"].Resize(5, 7, mode),
            ResizeMode.Nearest => g["x"].Resize(5, 3, mode),
            ResizeMode.Area => g["x"].Resize(3, 4, mode),
            _ => throw new NotSupportedException($"no literal of resizing has ResizeMode.{mode}"),
        })),
        new("resize/Area whole", g => g["x"].Resize(2, 3, ResizeMode.Area)),
        new("resize/Upsample", g => g["x"].Upsample(2)),
        new("resize/Upsample Linear", g => g["x"].Upsample(3, ResizeMode.Linear)),
        .. Enum.GetValues<NearestRounding>().Select(rounding => new LiteralCase($"resize/rounding {rounding}",
            g => g["x"].Resize(6, 3, new Resizing(ResizeMode.Nearest, CoordinateMode.Asymmetric) { Rounding = rounding }))),
        .. Enum.GetValues<CoordinateMode>().Select(mode => new LiteralCase($"resize/coordinates {mode}", g => mode switch
        {
            CoordinateMode.HalfPixelSymmetric => g["x"].ResizeAxis(3, 3, new Resizing(ResizeMode.Linear, mode), 0.65),
            CoordinateMode.TfHalfPixelForNn => g["x"].Resize(5, 2, ResizeMode.Nearest, mode),
            CoordinateMode.TfCropAndResize => g["x"].ResizeAxis(2, 4, new Resizing(ResizeMode.Linear, mode) { Crop = (0.2, 1.3) },
                extrapolation: 7.5f),
            _ => g["x"].Resize(5, 2, ResizeMode.Linear, mode),
        })),
        new("resize/ExcludeOutside", g => g["x"].Resize(7, 3, new Resizing(ResizeMode.Cubic) { CubicCoefficient = -0.5,
            ExcludeOutside = true })),
        new("resize/Antialias Linear", g => g["x"].Resize(3, 4, new Resizing(ResizeMode.Linear) { Antialias = true,
            ExcludeOutside = true })),
        new("resize/Antialias Cubic", g => g["x"].Resize(3, 4, new Resizing(ResizeMode.Cubic) { Antialias = true, ExcludeOutside = true,
            CubicCoefficient = -0.5 })),
        new("resize/Resample", g => g["x"].Resample(1, new Taps(4, [[new(1, 0.5f), new(3, 0.25f)], [], [new(0, 1.5f), new(2, -1)]]))),
        .. Enum.GetValues<SampleMode>().SelectMany(mode => Enum.GetValues<SampleBorder>().Select(border =>
            new LiteralCase($"sampling/{mode} {border}", g => g["x"].SampleAt(g["picture"], [g["rows"], g["columns"]], mode, border)))),
    ];

    public static TheoryData<string, string> OnDevices => LiteralCase.OnDevices(Cases);

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void Outputs_and_gradients_are_the_expected_values(string device, string name) =>
        Cases.Single(literal => literal.Name == name).Check(device);
}
