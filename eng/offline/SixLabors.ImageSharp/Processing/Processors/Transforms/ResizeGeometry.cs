namespace SixLabors.ImageSharp.Processing.Processors.Transforms;

/// <summary>What each <see cref="ResizeMode"/> means: the size of the result, and where in it the whole source goes.</summary>
internal static class ResizeGeometry
{
    public static (Size Size, Rectangle Target) Fit(Size source, ResizeOptions options)
    {
        (int width, int height) = (options.Size.Width, options.Size.Height);
        if (width <= 0 && height <= 0) throw new InvalidOperationException($"Target width {width} and height {height} must be greater than zero.");
        if (width == 0) width = (int)MathF.Max(1, MathF.Round(source.Width * height / (float)source.Height));
        if (height == 0) height = (int)MathF.Max(1, MathF.Round(source.Height * width / (float)source.Width));
        Size size = new(width, height);
        return options.Mode switch
        {
            ResizeMode.Crop => (AtLeastOne(size), Crop(source, size, options)),
            ResizeMode.Pad => (AtLeastOne(size), Pad(source, size, options.Position)),
            ResizeMode.BoxPad when source.Width < width && source.Height < height
                => (size, Place(source, size, Sides(options.Position))),
            ResizeMode.BoxPad => (AtLeastOne(size), Pad(source, size, options.Position)),
            ResizeMode.Max => Whole(Max(source, size)),
            ResizeMode.Min => Whole(Min(source, size)),
            ResizeMode.Manual => (AtLeastOne(size), Manual(size, options.TargetRectangle)),
            _ => Whole(size),
        };
    }

    private static Rectangle Crop(Size source, Size size, ResizeOptions options)
    {
        float across = MathF.Abs(size.Width / (float)source.Width), down = MathF.Abs(size.Height / (float)source.Height);
        (float left, float top) = Sides(options.Position);
        Rectangle target = new(Point.Empty, size);
        if (down < across)
        {
            target.Y = Overlap(source.Height, size.Height, across, options.CenterCoordinates?.Y, top);
            target.Height = (int)MathF.Ceiling(source.Height * across);
        }
        else
        {
            target.X = Overlap(source.Width, size.Width, down, options.CenterCoordinates?.X, left);
            target.Width = (int)MathF.Ceiling(source.Width * down);
        }

        return AtLeastOne(target);
    }

    /// <summary>Where a scaled length begins that is longer than what shall show of it: by a centre (0..1), else by a side.</summary>
    private static int Overlap(int source, int shown, float ratio, float? center, float side)
    {
        float hidden = shown - (source * ratio);
        if (center is null) return Share(hidden, side);
        int start = (int)MathF.Round((-(ratio * source) * center.Value) + (shown / 2F));
        return Math.Max(Math.Min(start, 0), (int)MathF.Round(hidden));
    }

    private static Rectangle Pad(Size source, Size size, AnchorPositionMode position)
    {
        float across = MathF.Abs(size.Width / (float)source.Width), down = MathF.Abs(size.Height / (float)source.Height);
        (float left, float top) = Sides(position);
        Rectangle target = new(Point.Empty, size);
        if (down < across)
        {
            target.X = Share(size.Width - (source.Width * down), left);
            target.Width = (int)MathF.Round(source.Width * down);
        }
        else
        {
            target.Y = Share(size.Height - (source.Height * across), top);
            target.Height = (int)MathF.Round(source.Height * across);
        }

        return AtLeastOne(target);
    }

    private static Size Max(Size source, Size size)
        => source.Height / (float)source.Width < size.Height / (float)size.Width
            ? new Size(size.Width, (int)MathF.Round(source.Height * MathF.Abs(size.Width / (float)source.Width)))
            : new Size((int)MathF.Round(source.Width * MathF.Abs(size.Height / (float)source.Height)), size.Height);

    /// <summary>Shrinks until the side with less way to go fits; never enlarges.</summary>
    private static Size Min(Size source, Size size)
    {
        if (size.Width > source.Width || size.Height > source.Height) return source;
        int acrossLeft = source.Width - size.Width, downLeft = source.Height - size.Height;
        bool byWidth = acrossLeft == downLeft ? size.Height > size.Width : acrossLeft < downLeft;
        return byWidth
            ? new Size(size.Width, (int)MathF.Round(size.Width * ((float)source.Height / source.Width)))
            : new Size((int)MathF.Round(size.Height * ((float)source.Width / source.Height)), size.Height);
    }

    private static Rectangle Manual(Size size, Rectangle? wanted)
    {
        Rectangle target = wanted ?? throw new InvalidOperationException("Manual resizing requires a target location and size.");
        if (target.Width <= 0) target.Width = size.Width;
        if (target.Height <= 0) target.Height = size.Height;
        return AtLeastOne(target);
    }

    private static Rectangle Place(Size source, Size size, (float Left, float Top) sides)
        => new((int)((size.Width - source.Width) * sides.Left), (int)((size.Height - source.Height) * sides.Top), source.Width, source.Height);

    private static int Share(float space, float side) => (int)MathF.Round(space * side);

    /// <summary>How much of the free space lies to the left and above: none, half or all.</summary>
    private static (float Left, float Top) Sides(AnchorPositionMode position)
    {
        float left = position switch
        {
            AnchorPositionMode.Left or AnchorPositionMode.TopLeft or AnchorPositionMode.BottomLeft => 0F,
            AnchorPositionMode.Right or AnchorPositionMode.TopRight or AnchorPositionMode.BottomRight => 1F,
            _ => .5F,
        };
        float top = position switch
        {
            AnchorPositionMode.Top or AnchorPositionMode.TopLeft or AnchorPositionMode.TopRight => 0F,
            AnchorPositionMode.Bottom or AnchorPositionMode.BottomLeft or AnchorPositionMode.BottomRight => 1F,
            _ => .5F,
        };
        return (left, top);
    }

    private static (Size Size, Rectangle Target) Whole(Size size) => (AtLeastOne(size), new Rectangle(Point.Empty, AtLeastOne(size)));

    private static Size AtLeastOne(Size size) => new(Math.Max(1, size.Width), Math.Max(1, size.Height));

    private static Rectangle AtLeastOne(Rectangle target) => new(target.Location, AtLeastOne(target.Size));
}
