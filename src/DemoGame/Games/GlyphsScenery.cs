using DemoGame.Rendering;

namespace DemoGame.Games;

/// <summary>Draws Glyphs: a tower on the left of a moonlit field, opponents in three lanes, and the spells.</summary>
internal static class GlyphsScenery
{
    private const float Size = GlyphsGame.WorldSize, Unit = GlyphsGame.Unit, TowerWidth = 13, TowerTop = 20, FieldTop = 22, Body = 9;

    private static readonly Color SkyTop = Color.Rgb(0x0D1030);
    private static readonly Color SkyBottom = Color.Rgb(0x35305F);
    private static readonly Color Field = Color.Rgb(0x1E3B36);
    private static readonly Color Path = Color.Rgb(0x2C4C40);
    private static readonly Color Stone = Color.Rgb(0x8C8FA8);
    private static readonly Color Window = Color.Rgb(0xFFD978);
    private static readonly Color Ice = Color.Rgb(0x9FE4FF);
    private static readonly Color[] Bodies = [Color.Rgb(0x7CC95B), Color.Rgb(0xC9D3F2), Color.Rgb(0xC77B4B)];

    /// <summary>The color of each spell.</summary>
    public static Color Tint(int spell) => spell switch
    {
        1 => Color.Rgb(0xFF7A3C), 2 => Color.Rgb(0xFFF27A), 3 => Color.Rgb(0x6FB7FF), 4 => Ice,
        5 => Color.Rgb(0xFF6F91), 6 => Color.Rgb(0xB8F2D0), 7 => Color.Rgb(0xE3B3FF), _ => Color.White,
    };

    public static void DrawLand(ISpriteSink sprites)
    {
        sprites.Add(Sprite.Box(0, 0, Size, Size, SkyTop, SkyBottom));
        sprites.Add(Sprite.Of(SpriteShape.Glow, 54, -6, 30, 30, Color.White.WithOpacity(0.5f)));
        sprites.Add(Sprite.Of(SpriteShape.Disc, 65, 4, 9, 9, Color.Rgb(0xFFF6D8)));
        sprites.Add(Sprite.Box(0, FieldTop, Size, Size - FieldTop, Field.Toward(Color.White, 0.07f), Field));
        for (int lane = 0; lane < GlyphsGame.Lanes; lane++)
            sprites.Add(Sprite.Box(0, LaneBottom(lane) - 4, Size, 6, Path, Path.Toward(Color.Black, 0.15f), 3));
        sprites.Add(Sprite.Of(SpriteShape.Stones, 0, TowerTop + 6, TowerWidth, Size - TowerTop - 6, Stone));
        for (int i = 0; i < 3; i++) sprites.Add(Sprite.Box(i * 5, TowerTop + 2, 3, 5, Stone));
        for (int lane = 0; lane < GlyphsGame.Lanes; lane++) sprites.Add(Sprite.Box(5, LaneBottom(lane) - 9, 3, 5, Window, 1.5f));
    }

    public static void Draw(ISpriteSink sprites, GlyphsGame game, float interpolation)
    {
        foreach (var opponent in game.Opponents)
        {
            float x = (opponent.Before + (opponent.X - opponent.Before) * interpolation) / Unit;
            DrawOpponent(sprites, opponent, x, game.Frozen > 0);
        }
        for (int i = 0; i < game.Shields; i++)
            sprites.Add(Sprite.Of(SpriteShape.Ring, -20 - 2 * i, TowerTop - 4 - 2 * i, 42 + 4 * i, 70 + 4 * i, Tint(3).WithOpacity(0.5f)));
        DrawEffect(sprites, game, interpolation);
        for (int life = 0; life < game.Lives; life++)
            sprites.Add(Sprite.Of(SpriteShape.Heart, 2 + life * 6, 2, 5, 5, Color.Rgb(0xFF5A72)));
        sprites.Add(Sprite.Box(2, 9, 30, 3, Color.Black.WithOpacity(0.5f), 1.5f));
        sprites.Add(Sprite.Box(2, 9, 30f * game.Mana / GlyphsGame.MaximumMana, 3, Tint(3), 1.5f));
        int score = Math.Min(999, game.Defeated);
        for (int divisor = score > 99 ? 100 : score > 9 ? 10 : 1, i = 0; divisor > 0; divisor /= 10, i++)
            sprites.Add(Sprite.Of(SpriteShape.Digit0 + (score / divisor % 10), 40 + i * 5, 3, 6, 6, Color.White));
    }

    private static float LaneBottom(int lane) => 40 + lane * 20;

    private static void DrawOpponent(ISpriteSink sprites, GlyphsGame.Opponent opponent, float x, bool frozen)
    {
        float size = opponent.Kind == 2 ? Body * 1.5f : Body, top = LaneBottom(opponent.Lane) - size;
        var color = Bodies[opponent.Kind];
        if (frozen) color = color.Toward(Ice, 0.6f);
        if (opponent.Kind == 1) color = color.WithOpacity(0.75f);
        sprites.Add(Sprite.Box(x, top + size * 0.25f, size * 0.8f, size * 0.75f, color, color.Toward(Color.Black, 0.3f), size * 0.25f));
        sprites.Add(Sprite.Of(SpriteShape.Disc, x + size * 0.08f, top - size * 0.1f, size * 0.64f, size * 0.64f, color));
        sprites.Add(Sprite.Of(SpriteShape.Disc, x + size * 0.14f, top + size * 0.08f, size * 0.18f, size * 0.18f, Color.Black));
        sprites.Add(Sprite.Of(SpriteShape.Disc, x + size * 0.4f, top + size * 0.08f, size * 0.18f, size * 0.18f, Color.Black));
        for (int i = 1; i < opponent.Health; i++)
            sprites.Add(Sprite.Box(x + i * 3, top - 4, 2, 2, Color.Rgb(0xFF5A72), 1));
    }

    /// <summary>What is seen of the last spell, while it fades.</summary>
    private static void DrawEffect(ISpriteSink sprites, GlyphsGame game, float interpolation)
    {
        float age = game.Effect.Age - 1 + interpolation, left = 1 - age / GlyphsGame.EffectSteps;
        if (game.Effect.Spell == 0 || left <= 0) return;
        var color = Tint(game.Effect.Spell).WithOpacity(Math.Clamp(left, 0, 1));
        switch (game.Effect.Spell)
        {
            case 1:
                for (int i = 0; i < 5; i++)
                    sprites.Add(Sprite.Of(SpriteShape.Glow, 12 + age * 6 - i * 4, 36 + i % 2 * 4, 18 - 2 * i, 18 - 2 * i, color));
                break;
            case 2:
                for (int i = 0; i < 6; i++)
                {
                    float x = 18 + i * 12;
                    for (int part = 0; part < 4; part++)
                        sprites.Add(Sprite.Box(x + (part % 2 * 3), 14 + part * 16, 1.6f, 18, color, 0.8f) with
                        {
                            Rotation = part % 2 == 0 ? -0.25f : 0.25f,
                        });
                }
                break;
            case 4:
                sprites.Add(Sprite.Box(TowerWidth, FieldTop, Size, Size - FieldTop, color.WithOpacity(0.4f)));
                for (int i = 0; i < 12; i++)
                    sprites.Add(Sprite.Of(SpriteShape.Star, 16 + i * 23 % 64, 26 + i * 17 % 54, 5, 5, color, age * 0.2f));
                break;
            case 5:
                for (int i = 0; i < 4; i++)
                    sprites.Add(Sprite.Of(SpriteShape.Heart, i * 4, 60 - age * 4 - i * 9, 6, 6, color));
                break;
            case 6:
                for (int i = 0; i < 9; i++)
                    sprites.Add(Sprite.Box(10 + age * 7 - i % 3 * 9, 28 + i * 6, 22, 1.4f, color.WithOpacity(0.7f), 0.7f));
                break;
            case 7:
                for (int i = 0; i < 10; i++)
                    sprites.Add(Sprite.Of(SpriteShape.Star, 16 + i * 29 % 64, age * 6 + i * 13 % 40 - 10, 9, 9, color, age * 0.4f));
                break;
            default:
                sprites.Add(Sprite.Of(SpriteShape.Glow, -24, 10, 56, 84, color));
                break;
        }
    }
}
