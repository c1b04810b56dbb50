using DemoGame.Rendering;

namespace DemoGame.Games;

/// <summary>Draws Pong: a dark green court, a dashed net, and paddles that glow a little.</summary>
internal static class PongScenery
{
    private const float Unit = PongGame.Unit;
    private static readonly Color CourtTop = Color.Rgb(0x0D2B2E);
    private static readonly Color CourtBottom = Color.Rgb(0x123B34);
    private static readonly Color Wall = Color.Rgb(0x6FA8A0);
    private static readonly Color Net = Color.Rgb(0x2B5B55);
    private static readonly Color PlayerTop = Color.Rgb(0xD8FFF4);
    private static readonly Color PlayerBottom = Color.Rgb(0x67E8C9);
    private static readonly Color OpponentTop = Color.Rgb(0xFFE3C2);
    private static readonly Color OpponentBottom = Color.Rgb(0xFF9F5A);
    private static readonly Color BallColor = Color.Rgb(0xFFF6D6);

    public static void DrawCourt(ISpriteSink sprites)
    {
        const float size = PongGame.WorldSize, top = PongGame.Top / Unit, bottom = PongGame.Bottom / Unit;
        sprites.Add(Sprite.Box(0, 0, size, size, Color.Rgb(0x071A1C)));
        sprites.Add(Sprite.Box(0, top, size, bottom - top, CourtTop, CourtBottom));
        for (float y = top + 2; y < bottom - 2; y += 6) sprites.Add(Sprite.Box((size / 2) - 0.5f, y, 1, 3, Net));
        sprites.Add(Sprite.Box(0, top - 1.5f, size, 1.5f, Wall));
        sprites.Add(Sprite.Box(0, bottom, size, 1.5f, Wall));
    }

    public static void DrawScore(ISpriteSink sprites, int opponent, int player)
    {
        DrawNumber(sprites, opponent, 26, OpponentBottom);
        DrawNumber(sprites, player, 58, PlayerBottom);
    }

    public static void DrawPaddle(ISpriteSink sprites, int x, float y, bool isPlayer)
    {
        var (top, bottom) = isPlayer ? (PlayerTop, PlayerBottom) : (OpponentTop, OpponentBottom);
        const float width = PongGame.PaddleWidth / Unit, height = PongGame.PaddleHeight / Unit;
        sprites.Add(Sprite.Box(x / Unit, y / Unit, width, height, top, bottom, radius: 1.2f));
    }

    public static void DrawBall(ISpriteSink sprites, float x, float y) =>
        Ball.Draw(sprites, x / Unit, y / Unit, PongGame.BallSize / Unit, halo: 3, BallColor, glow: 0.3f);

    /// <summary>Draws a number of up to two digits around a middle.</summary>
    private static void DrawNumber(ISpriteSink sprites, int number, float middle, Color color)
    {
        const float size = 6, top = 1;
        bool isLong = number > 9;
        if (isLong) sprites.Add(Sprite.Of(SpriteShape.Digit0 + (number / 10), middle - 5.5f, top, size, size, color));
        sprites.Add(Sprite.Of(SpriteShape.Digit0 + (number % 10), middle - (isLong ? 0.5f : 3), top, size, size, color));
    }
}
