using System.Numerics;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Processing.Processors.Drawing;

/// <summary>Draws the first frame of a picture on every frame of another; what falls outside is left away.</summary>
internal sealed class DrawImageStep(Image foreground, Point location, Rectangle part, Blender blender) : FrameProcessor
{
    protected override ImageFrame<TPixel> Apply<TPixel>(ImageFrame<TPixel> source, Rectangle sourceRectangle)
    {
        foreground.Accept(new Drawing<TPixel>(source, location, part, blender));
        return source;
    }

    private sealed class Drawing<TBackground>(ImageFrame<TBackground> background, Point location, Rectangle part, Blender blender) : IImageVisitor
        where TBackground : unmanaged, IPixel<TBackground>
    {
        public void Visit<TPixel>(Image<TPixel> image)
            where TPixel : unmanaged, IPixel<TPixel>
        {
            // As in the real package, the part is cut to the foreground after it was moved and cut to the background.
            int left = Math.Max(0, location.X), top = Math.Max(0, location.Y);
            Rectangle area = Rectangle.FromLTRB(part.Left + left - location.X, part.Top + top - location.Y, part.Right, part.Bottom);
            area.Width = Math.Min(background.Width - left, area.Width);
            area.Height = Math.Min(background.Height - top, area.Height);
            if (area.Width <= 0 || area.Height <= 0) return;
            area.Intersect(image.Bounds);
            for (int y = 0; y < area.Height; y++)
            {
                ReadOnlySpan<TPixel> from = image.Frames.RootFrame.Row(area.Y + y).Slice(area.X, area.Width);
                Span<TBackground> onto = background.Row(top + y).Slice(left, area.Width);
                for (int x = 0; x < onto.Length; x++)
                {
                    Vector4 over = from[x].ToScaledVector4();
                    onto[x].FromScaledVector4(blender.Blend(onto[x].ToScaledVector4(), over));
                }
            }
        }
    }
}
