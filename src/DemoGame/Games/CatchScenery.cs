using DemoGame.Rendering;

namespace DemoGame.Games;

/// <summary>The outcome of an episode of Catch.</summary>
internal enum CatchOutcome
{
    Undecided,
    Caught,
    Missed,
}

/// <summary>Draws Catch: an evening sky, a yellow ball, and a paddle that turns green after a catch and red after a miss.</summary>
internal static class CatchScenery
{
    private static readonly Color SkyTop = Color.Rgb(0x0B1026);
    private static readonly Color SkyBottom = Color.Rgb(0x2B2A5E);
    private static readonly Color Ground = Color.Rgb(0x16183A);
    private static readonly Color Ball = Color.Rgb(0xFFC845);
    private static readonly Color PaddleTop = Color.Rgb(0xBFF3FF);
    private static readonly Color PaddleBottom = Color.Rgb(0x3FA9F5);
    private static readonly Color CaughtTop = Color.Rgb(0xD9FFD1);
    private static readonly Color CaughtBottom = Color.Rgb(0x4CD07D);
    private static readonly Color MissedTop = Color.Rgb(0xFFC2C2);
    private static readonly Color MissedBottom = Color.Rgb(0xE2506B);

    /// <summary>The stars: x, y and size in pixels.</summary>
    private static readonly (float X, float Y, float Size)[] Stars =
    [
        (9, 13, 3), (22, 31, 2), (35, 8, 2), (47, 22, 3), (61, 12, 2), (72, 34, 3), (77, 7, 2), (14, 50, 2), (56, 46, 2),
    ];

    public static void DrawEvening(ISpriteSink sprites)
    {
        sprites.Mark(SceneLayer.Sky);
        sprites.Add(Sprite.Box(0, 0, CatchGame.WorldSize, CatchGame.WorldSize, SkyTop, SkyBottom));
        foreach ((float x, float y, float size) in Stars)
            sprites.Add(Sprite.Of(SpriteShape.Glow, x, y, size, size, Color.White.WithOpacity(0.55f)));
        const int floor = CatchGame.PaddleTop + CatchGame.PaddleHeight;
        sprites.Mark(SceneLayer.Ground);
        sprites.Add(Sprite.Box(0, floor, CatchGame.WorldSize, CatchGame.WorldSize - floor, Ground));
    }

    public static void DrawPaddle(ISpriteSink sprites, float x, CatchOutcome outcome)
    {
        (Color top, Color bottom) = outcome switch
        {
            CatchOutcome.Caught => (CaughtTop, CaughtBottom),
            CatchOutcome.Missed => (MissedTop, MissedBottom),
            _ => (PaddleTop, PaddleBottom),
        };
        sprites.Add(Sprite.Box(x, CatchGame.PaddleTop, CatchGame.PaddleWidth, CatchGame.PaddleHeight, top, bottom, radius: 1.5f));
    }

    public static void DrawBall(ISpriteSink sprites, float x, float y, CatchOutcome outcome)
    {
        const float halo = 4;
        const float size = CatchGame.BallSize;
        Color tint = outcome == CatchOutcome.Missed ? MissedBottom : Ball;
        sprites.Add(Sprite.Of(SpriteShape.Glow, x - halo, y - halo, size + (2 * halo), size + (2 * halo), tint.WithOpacity(0.35f)));
        sprites.Add(Sprite.Of(SpriteShape.Ball, x, y, size, size, tint));
    }
}
