using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.External;

/// <summary>Tells whether a picture or a color is shown at its place on the screen.</summary>
internal sealed class PictureMatch
{
    private readonly ScreenPicture _picture;
    private readonly byte[] _pixels;
    private readonly int _width, _height;

    /// <summary>Loads the picture.</summary>
    /// <exception cref="GameDescriptionException">The file is not an image.</exception>
    public PictureMatch(GameDescription game, ScreenPicture picture)
    {
        _picture = picture;
        if (picture.File is null)
        {
            (_width, _height, _pixels) = (picture.Width, picture.Height, []);
            return;
        }
        using var image = Load(game.PathOf(picture.File));
        (_width, _height) = (image.Width, image.Height);
        _pixels = new byte[_width * _height * 4];
        image.CopyPixelDataTo(_pixels);
    }

    /// <summary>Returns whether the screen shows the picture.</summary>
    public bool IsShown(ScreenView screen) => _picture.Color is { } color ? HasColor(screen, color) : HasPicture(screen);

    private bool HasPicture(ScreenView screen)
    {
        long difference = 0, compared = 0;
        for (int y = 0; y < _height; y++)
        {
            var row = screen.Row(_picture.X, _picture.Y + y, _width);
            if (row.Length < _width * 4) return false;
            var wanted = _pixels.AsSpan(y * _width * 4, _width * 4);
            for (int i = 0; i < wanted.Length; i += 4)
            {
                if (wanted[i + 3] < 128) continue;
                compared += 3;
                difference += Math.Abs(row[i] - wanted[i]) + Math.Abs(row[i + 1] - wanted[i + 1]) + Math.Abs(row[i + 2] - wanted[i + 2]);
            }
        }
        return compared > 0 && difference <= _picture.Tolerance * compared;
    }

    private bool HasColor(ScreenView screen, IReadOnlyList<int> color)
    {
        long red = 0, green = 0, blue = 0, count = 0;
        for (int y = 0; y < _height; y++)
        {
            var row = screen.Row(_picture.X, _picture.Y + y, _width);
            for (int i = 0; i < row.Length; i += 4)
                (red, green, blue, count) = (red + row[i], green + row[i + 1], blue + row[i + 2], count + 1);
        }
        return count > 0 && IsNear(red, color[0]) && IsNear(green, color[1]) && IsNear(blue, color[2]);

        bool IsNear(long sum, int level) => Math.Abs((double)sum / count - level) <= _picture.Tolerance;
    }

    internal static Image<Rgba32> Load(string file)
    {
        try
        {
            return Image.Load<Rgba32>(file);
        }
        catch (Exception exception) when (exception is ImageFormatException or IOException)
        {
            throw new GameDescriptionException($"{file}: the picture cannot be read; give a PNG file", exception);
        }
    }
}
