namespace DemoGame.Rendering;

/// <summary>The shapes in the sprite sheet. They are white and take their color from the sprite.</summary>
public enum SpriteShape
{
    /// <summary>A filled rectangle, with rounded corners if the sprite has a radius.</summary>
    Solid,

    /// <summary>A ball lit from the top left.</summary>
    Ball,

    /// <summary>A flat disc.</summary>
    Disc,

    /// <summary>A ring.</summary>
    Ring,

    /// <summary>A star with five points.</summary>
    Star,

    /// <summary>A heart.</summary>
    Heart,

    /// <summary>A triangle pointing up.</summary>
    Triangle,

    /// <summary>A soft glow, brightest in the center.</summary>
    Glow,

    /// <summary>The digit 0; the others follow in order.</summary>
    Digit0,

    /// <summary>The digit 1.</summary>
    Digit1,

    /// <summary>The digit 2.</summary>
    Digit2,

    /// <summary>The digit 3.</summary>
    Digit3,

    /// <summary>The digit 4.</summary>
    Digit4,

    /// <summary>The digit 5.</summary>
    Digit5,

    /// <summary>The digit 6.</summary>
    Digit6,

    /// <summary>The digit 7.</summary>
    Digit7,

    /// <summary>The digit 8.</summary>
    Digit8,

    /// <summary>The digit 9.</summary>
    Digit9,

    /// <summary>A wall of bricks.</summary>
    Bricks,

    /// <summary>A wall of large stones.</summary>
    Stones,
}
