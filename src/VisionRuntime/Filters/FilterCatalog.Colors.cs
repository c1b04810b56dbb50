using System.Collections.Immutable;
using ShaderKernels.Operators.Filters;

namespace VisionRuntime.Filters;

public static partial class FilterCatalog
{
    /// <summary>Gets white where luma is greater than the level, 127 unless changed, and black elsewhere.</summary>
    public static FilterDefinition Threshold { get; } = new("threshold", "Black and white.",
        settings =>
        {
            float level = settings["level"];
            return [TableFilter.From(i => i > level ? 255 : 0) with { Luma = true }];
        })
    {
        Parameters = [new("level", "the luma above which a pixel is white", 127, 0, 255)],
    };

    /// <summary>Gets a few levels in each channel: floor(v * levels / 256) * 255 / (levels - 1).</summary>
    public static FilterDefinition Posterize { get; } = new("posterize", "A few levels in each channel.",
        settings =>
        {
            int levels = settings.Integer("levels");
            return [TableFilter.From(i => Math.Floor(i * levels / 256.0) * 255.0 / (levels - 1))];
        })
    {
        Parameters = [new("levels", "the number of levels", 4, 2, 64) { Step = 1 }],
    };

    /// <summary>Gets the green picture of a light amplifier: luma brightened, tinted and darkened toward the corners.</summary>
    public static FilterDefinition NightVision { get; } = new("night-vision", "The green picture of a light amplifier.",
        settings =>
        {
            float gain = settings["gain"];
            return
            [
                TableFilter.From(i => 0.2 * Math.Min(255, gain * i), i => Math.Min(255, gain * i), i => 0.3 * Math.Min(255, gain * i))
                    with { Luma = true },
                new VignetteFilter(settings["vignette"]),
            ];
        })
    {
        Parameters =
        [
            new("gain", "what luma is multiplied with", 1.6f, 0.1f, 8),
            new("vignette", "how much darker the corners are", 0.8f, 0, 1),
        ],
    };

    /// <summary>Gets darker corners.</summary>
    public static FilterDefinition Vignette { get; } = new("vignette", "Darkens the corners.",
        settings => [new VignetteFilter(settings["amount"])])
    {
        Parameters = [new("amount", "how much darker the corners are", 0.7f, 0, 1)],
    };

    /// <summary>Gets squares of the mean color.</summary>
    public static FilterDefinition Pixelate { get; } = new("pixelate", "Large square pixels of the mean color.",
        settings => [new PixelateFilter(settings.Integer("size"))])
    {
        Parameters = [new("size", "the side of a square in pixels", 8, 1, 256) { Step = 1 }],
    };

    /// <summary>Gets the color fringes of a lens: red moved to the right, blue to the left.</summary>
    public static FilterDefinition ChromaticAberration { get; } = new("chromatic-aberration", "The color fringes of a lens.",
        settings => [new ChannelShiftFilter(settings.Integer("shift"))])
    {
        Parameters = [new("shift", "how far red and blue are moved, in pixels", 3, -64, 64) { Step = 1 }],
    };

    /// <summary>Gets a cathode-ray tube: a curved picture with scanlines and stripes of red, green and blue.</summary>
    public static FilterDefinition Crt { get; } = new("crt", "A cathode-ray tube.",
        settings => [new CathodeRayFilter(settings["curvature"], settings["scanlines"], settings["mask"])])
    {
        Parameters =
        [
            new("curvature", "how much the picture is curved", 0.1f, 0, 1),
            new("scanlines", "how much darker every second row is", 0.35f, 0, 1),
            new("mask", "how much darker the other colors of a stripe are", 0.2f, 0, 1),
        ],
    };

    /// <summary>Gets the glow of bright areas: levels above the threshold are blurred and added.</summary>
    public static FilterDefinition Bloom { get; } = new("bloom", "The glow of bright areas.",
        settings =>
        {
            float threshold = settings["threshold"], sigma = settings["sigma"];
            return
            [
                TableFilter.From(i => i > threshold ? i : 0),
                BlurFilter.Gaussian(sigma, 2 * (int)MathF.Ceiling(3 * sigma) + 1),
                new BlendFilter(BlendMode.Add, settings["amount"]),
            ];
        })
    {
        Parameters =
        [
            new("threshold", "the level above which a channel glows", 180, 0, 255),
            new("sigma", "the standard deviation of the glow in pixels", 5, 0.5f, 30),
            new("amount", "how much of the glow is added", 0.6f, 0, 4),
        ],
    };

    /// <summary>Returns color grading by a table, interpolated trilinearly.</summary>
    /// <param name="file">A .cube file with a three-dimensional table; a built-in look of teal shadows and orange lights if null.</param>
    /// <exception cref="FilterException">The file is not a three-dimensional color table.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static FilterDefinition Lut(string? file = null)
    {
        var filter = file is null ? TealAndOrange() : CubeFile.Load(file);
        return new("lut", "Color grading by a table from a .cube file.", _ => [filter]);
    }

    /// <summary>
    /// Shadows toward teal and lights toward orange, with a little more contrast, in a table of 17 entries along each axis.
    /// </summary>
    private static CubeFilter TealAndOrange()
    {
        const int Size = 17;
        var colors = ImmutableArray.CreateBuilder<float>(3 * Size * Size * Size);
        for (int b = 0; b < Size; b++)
            for (int g = 0; g < Size; g++)
                for (int r = 0; r < Size; r++)
                {
                    float red = r / (Size - 1f), green = g / (Size - 1f), blue = b / (Size - 1f);
                    float light = 0.299f * red + 0.587f * green + 0.114f * blue - 0.5f;
                    colors.AddRange(Curve(red + 0.16f * light), Curve(green + 0.02f * light), Curve(blue - 0.16f * light));
                }
        return new(Size, colors.MoveToImmutable());

        static float Curve(float value)
        {
            float x = Math.Clamp(value, 0, 1);
            return 0.5f * x + 0.5f * x * x * (3 - 2 * x);
        }
    }
}
