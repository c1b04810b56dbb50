using DemoGame.Rendering;

namespace DemoGame.Games;

/// <summary>Draws Breakout: a night blue room, and a wall of bricks in the colors of a sunset.</summary>
internal static class BreakoutScenery
{
    private const float Unit = BreakoutGame.Unit;
    private static readonly Color RoomTop = Color.Rgb(0x12142B);
    private static readonly Color RoomBottom = Color.Rgb(0x1C2145);
    private static readonly Color Frame = Color.Rgb(0x565C8C);
    private static readonly Color PaddleTop = Color.Rgb(0xE9F6FF);
    private static readonly Color PaddleBottom = Color.Rgb(0x8FC7F2);
    private static readonly Color BallColor = Color.Rgb(0xFFFBE8);
    private static readonly Color[] Bricks =
    [
        Color.Rgb(0xF2567A), Color.Rgb(0xF4745F), Color.Rgb(0xF79A4E), Color.Rgb(0xF9C04D), Color.Rgb(0xB7D968), Color.Rgb(0x6FCF97),
    ];

    public static void DrawRoom(ISpriteSink sprites)
    {
        const float size = BreakoutGame.WorldSize, top = BreakoutGame.Ceiling / Unit;
        sprites.Add(Sprite.Box(0, 0, size, size, Color.Rgb(0x0A0B1A)));
        sprites.Add(Sprite.Box(0, top, size, size - top, RoomTop, RoomBottom));
        sprites.Add(Sprite.Box(0, top - 1, size, 1, Frame));
    }

    public static void DrawScore(ISpriteSink sprites, int score, int lives)
    {
        const float size = 5, top = 1;
        float x = 2;
        for (int divisor = score > 99 ? 100 : score > 9 ? 10 : 1; divisor > 0; divisor /= 10, x += 5)
            sprites.Add(Sprite.Of(SpriteShape.Digit0 + (score / divisor % 10), x, top, size, size, PaddleBottom));
        for (int life = 0; life < lives; life++)
            sprites.Add(Sprite.Of(SpriteShape.Heart, BreakoutGame.WorldSize - 7 - (life * 6), top, size, size, Bricks[0]));
    }

    public static void DrawBrick(ISpriteSink sprites, int row, int column)
    {
        const float width = BreakoutGame.BrickWidth / Unit, height = BreakoutGame.BrickHeight / Unit;
        var color = Bricks[row];
        sprites.Add(Sprite.Box(
            (column * width) + 0.3f, (BreakoutGame.WallTop / Unit) + (row * height) + 0.3f, width - 0.6f, height - 0.6f,
            color.Toward(Color.White, 0.25f), color, radius: 0.6f));
    }

    public static void DrawPaddle(ISpriteSink sprites, float x) => sprites.Add(Sprite.Box(
        x / Unit, BreakoutGame.PaddleTop / Unit, BreakoutGame.PaddleWidth / Unit, BreakoutGame.PaddleHeight / Unit, PaddleTop, PaddleBottom,
        radius: 1.2f));

    public static void DrawBall(ISpriteSink sprites, float x, float y) =>
        Ball.Draw(sprites, x / Unit, y / Unit, BreakoutGame.BallSize / Unit, halo: 2.5f, BallColor, glow: 0.35f);
}
