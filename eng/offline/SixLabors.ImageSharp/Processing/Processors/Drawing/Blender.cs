using System.Numerics;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Processing.Processors.Drawing;

/// <summary>
/// Mixes a source into a backdrop, colours in 0..1 and not premultiplied: the blend modes and operators of the W3C
/// recommendation "Compositing and Blending Level 1".
/// </summary>
internal sealed class Blender
{
    private readonly PixelColorBlendingMode mode;
    private readonly PixelAlphaCompositionMode composition;
    private readonly float opacity;

    public Blender(PixelColorBlendingMode mode, PixelAlphaCompositionMode composition, float opacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(opacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(opacity, 1F);
        (this.mode, this.composition, this.opacity) = (mode, composition, opacity);
    }

    public Vector4 Blend(Vector4 backdrop, Vector4 source)
    {
        source.W *= opacity;
        float both = source.W * backdrop.W;
        (float onlySource, float onlyBackdrop, bool mixed) = composition switch
        {
            PixelAlphaCompositionMode.SrcOver => (source.W - both, backdrop.W - both, true),
            PixelAlphaCompositionMode.SrcAtop => (0F, backdrop.W - both, true),
            PixelAlphaCompositionMode.Src => (source.W, 0F, false),
            PixelAlphaCompositionMode.SrcIn => (both, 0F, false),
            PixelAlphaCompositionMode.SrcOut => (source.W - both, 0F, false),
            PixelAlphaCompositionMode.Dest => (0F, backdrop.W, false),
            PixelAlphaCompositionMode.DestIn => (0F, both, false),
            PixelAlphaCompositionMode.DestOut => (0F, backdrop.W - both, false),
            PixelAlphaCompositionMode.Xor => (source.W - both, backdrop.W - both, false),
            PixelAlphaCompositionMode.Clear => (0F, 0F, false),
            _ => throw new NotSupportedException($"Composition {composition} is not covered by this stand-in."),
        };
        float overlap = mixed ? both : 0F;
        float alpha = onlySource + onlyBackdrop + overlap;
        if (alpha == 0F) return Vector4.Zero;
        Vector4 color = ((source * onlySource) + (backdrop * onlyBackdrop) + (Mix(backdrop, source) * overlap)) / alpha;
        color.W = alpha;
        return color;
    }

    private Vector4 Mix(Vector4 backdrop, Vector4 source) => mode switch
    {
        PixelColorBlendingMode.Multiply => backdrop * source,
        PixelColorBlendingMode.Add => Vector4.Min(Vector4.One, backdrop + source),
        PixelColorBlendingMode.Subtract => Vector4.Max(Vector4.Zero, backdrop - source),
        PixelColorBlendingMode.Screen => backdrop + source - (backdrop * source),
        PixelColorBlendingMode.Darken => Vector4.Min(backdrop, source),
        PixelColorBlendingMode.Lighten => Vector4.Max(backdrop, source),
        PixelColorBlendingMode.Overlay => HardLight(source, backdrop),
        PixelColorBlendingMode.HardLight => HardLight(backdrop, source),
        _ => source,
    };

    private static Vector4 HardLight(Vector4 under, Vector4 over)
    {
        static float Channel(float u, float o) => o <= 0.5F ? 2 * u * o : 1 - (2 * (1 - u) * (1 - o));
        return new Vector4(Channel(under.X, over.X), Channel(under.Y, over.Y), Channel(under.Z, over.Z), 0F);
    }
}
