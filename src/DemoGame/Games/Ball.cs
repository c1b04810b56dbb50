using DemoGame.Rendering;

namespace DemoGame.Games;

/// <summary>What the balls of Pong and Breakout have in common.</summary>
internal static class Ball
{
    /// <summary>Gets the place of a ball that two walls reflect as often as needed.</summary>
    /// <param name="place">Where it would be without walls.</param>
    /// <param name="first">Its place at the first wall.</param>
    /// <param name="last">Its place at the last wall.</param>
    public static int Reflected(int place, int first, int last)
    {
        int range = last - first, distance = (((place - first) % (2 * range)) + (2 * range)) % (2 * range);
        return first + (distance <= range ? distance : (2 * range) - distance);
    }

    /// <summary>Draws a disc that glows.</summary>
    public static void Draw(ISpriteSink sprites, float x, float y, float size, float halo, Color color, float glow)
    {
        sprites.Add(Sprite.Of(SpriteShape.Glow, x - halo, y - halo, size + (2 * halo), size + (2 * halo), color.WithOpacity(glow)));
        sprites.Add(Sprite.Of(SpriteShape.Disc, x, y, size, size, color));
    }
}
