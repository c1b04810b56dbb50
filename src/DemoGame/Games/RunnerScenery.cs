using DemoGame.Rendering;

namespace DemoGame.Games;

/// <summary>Draws the side-scroller: a morning sky, two rows of hills that pass more slowly than the ground, and grass.</summary>
internal static class RunnerScenery
{
    private const float Unit = RunnerGame.Unit, Size = RunnerGame.WorldSize, GroundTop = RunnerGame.Ground / Unit;

    private static readonly Color SkyTop = Color.Rgb(0x3A6EA5);
    private static readonly Color SkyBottom = Color.Rgb(0xF6C9A0);
    private static readonly Color FarHill = Color.Rgb(0x7C8FB5);
    private static readonly Color NearHill = Color.Rgb(0x4F7A78);
    private static readonly Color Grass = Color.Rgb(0x63B36B);
    private static readonly Color Earth = Color.Rgb(0x5A4334);
    private static readonly Color Depth = Color.Rgb(0x15121A);
    private static readonly Color Coin = Color.Rgb(0xFFD54A);
    private static readonly Color Crate = Color.Rgb(0xB5793C);
    private static readonly Color CrateEdge = Color.Rgb(0x6E4420);
    private static readonly Color Bird = Color.Rgb(0x2B2140);
    private static readonly Color Shirt = Color.Rgb(0xE94F4F);
    private static readonly Color Skin = Color.Rgb(0xFFE0C2);
    private static readonly Color Trousers = Color.Rgb(0x27345E);

    public static void DrawSky(ISpriteSink sprites)
    {
        sprites.Add(Sprite.Box(0, 0, Size, Size, SkyTop, SkyBottom));
        sprites.Add(Sprite.Of(SpriteShape.Glow, 52, 6, 30, 30, Color.Rgb(0xFFF2C0).WithOpacity(0.8f)));
        sprites.Add(Sprite.Of(SpriteShape.Disc, 62, 16, 10, 10, Color.Rgb(0xFFF6D8)));
    }

    public static void DrawHills(ISpriteSink sprites, float distance)
    {
        DrawRow(sprites, distance / Unit * 0.15f, 34, 56, 40, FarHill);
        DrawRow(sprites, distance / Unit * 0.4f, 28, 62, 34, NearHill);
    }

    public static void DrawGround(ISpriteSink sprites, float distance)
    {
        sprites.Add(Sprite.Box(0, GroundTop, Size, Size - GroundTop, Earth.Toward(Color.White, 0.08f), Earth));
        sprites.Add(Sprite.Box(0, GroundTop, Size, 3, Grass.Toward(Color.White, 0.2f), Grass));
        // Stones in the earth show how fast the ground passes.
        for (float x = -(distance / Unit % 24); x < Size; x += 24)
        {
            sprites.Add(Sprite.Box(x + 4, GroundTop + 6, 5, 2, Earth.Toward(Color.White, 0.25f), 1));
            sprites.Add(Sprite.Box(x + 15, GroundTop + 11, 4, 2, Earth.Toward(Color.White, 0.2f), 1));
        }
    }

    public static void DrawThing(ISpriteSink sprites, RunnerGame.ThingKind kind, float x, int y, int width, int frame)
    {
        float left = x / Unit, top = y / Unit, wide = width / Unit;
        if (left > Size || left + wide < 0) return;
        switch (kind)
        {
            case RunnerGame.ThingKind.Pit:
                sprites.Add(Sprite.Box(left, top, wide, Size - top, Depth.Toward(Earth, 0.4f), Depth));
                break;
            case RunnerGame.ThingKind.Crate:
                sprites.Add(Sprite.Box(left, top, wide, wide, CrateEdge, 1));
                sprites.Add(Sprite.Box(left + 1, top + 1, wide - 2, wide - 2, Crate.Toward(Color.White, 0.15f), Crate));
                sprites.Add(Sprite.Box(left + 0.5f, top + (wide / 2) - 0.7f, wide - 1, 1.4f, CrateEdge, 0));
                break;
            case RunnerGame.ThingKind.Bird:
                const float high = RunnerGame.BirdHeight / Unit;
                float wing = frame / 6 % 2 == 0 ? -2.5f : 1.5f;
                sprites.Add(Sprite.Of(SpriteShape.Disc, left, top, wide, high, Bird));
                sprites.Add(Sprite.Of(SpriteShape.Triangle, left + 2, top + wing, wide - 3, high, Bird, wing > 0 ? MathF.PI : 0));
                sprites.Add(Sprite.Of(SpriteShape.Disc, left + 1, top + 1, 1.5f, 1.5f, Color.White));
                break;
            default:
                sprites.Add(Sprite.Of(SpriteShape.Glow, left - 2, top - 2, wide + 4, wide + 4, Coin.WithOpacity(0.5f)));
                sprites.Add(Sprite.Of(SpriteShape.Disc, left, top, wide, wide, Coin));
                sprites.Add(Sprite.Of(SpriteShape.Ring, left, top, wide, wide, Color.Rgb(0xC98A1B)));
                break;
        }
    }

    public static void DrawHero(ISpriteSink sprites, float feet, bool slides, bool crashed, int frame)
    {
        const float x = RunnerGame.HeroX / Unit, width = RunnerGame.HeroWidth / Unit;
        float bottom = feet / Unit;
        var shirt = crashed ? Color.Rgb(0x8A8A94) : Shirt;
        if (slides)
        {
            sprites.Add(Sprite.Box(x - 2, bottom - 3.5f, width + 1, 3.5f, Trousers, 1.5f));
            sprites.Add(Sprite.Box(x, bottom - 5, width - 1, 3.5f, shirt, 1.5f));
            sprites.Add(Sprite.Of(SpriteShape.Disc, x + 4, bottom - 5.5f, 4, 4, Skin));
            return;
        }
        float stride = frame / 5 % 2 == 0 ? 1.2f : -1.2f;
        sprites.Add(Sprite.Box(x + 2 + stride, bottom - 4, 2, 4, Trousers, 0.8f));
        sprites.Add(Sprite.Box(x + 3 - stride, bottom - 4, 2, 4, Trousers, 0.8f));
        sprites.Add(Sprite.Box(x + 1, bottom - 8, width - 2, 5, shirt.Toward(Color.White, 0.2f), shirt, 1.2f));
        sprites.Add(Sprite.Of(SpriteShape.Disc, x + 1.5f, bottom - 11.5f, 4.5f, 4.5f, Skin));
    }

    public static void DrawScore(ISpriteSink sprites, int score)
    {
        float x = 2;
        for (int divisor = score > 99 ? 100 : score > 9 ? 10 : 1; divisor > 0; divisor /= 10, x += 5)
            sprites.Add(Sprite.Of(SpriteShape.Digit0 + (score / divisor % 10), x, 2, 5, 5, Color.White));
    }

    private static void DrawRow(ISpriteSink sprites, float shift, float spacing, float top, float size, Color color)
    {
        int first = (int)MathF.Floor((shift - size) / spacing);
        for (int hill = first; (hill * spacing) - shift < Size; hill++)
        {
            float height = hill % 2 == 0 ? 0 : 5;
            sprites.Add(Sprite.Of(SpriteShape.Disc, (hill * spacing) - shift, top - 10 + height, size, size, color));
        }
    }
}
