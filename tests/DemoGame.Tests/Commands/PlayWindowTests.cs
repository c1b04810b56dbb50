using DemoGame.Games;
using DemoGame.Hud;
using DemoGame.Rendering;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Insight;

namespace DemoGame.Tests.Commands;

/// <summary>Screenshots of the window on a display.</summary>
public sealed class PlayWindowTests : IClassFixture<PrivateDisplay>, IDisposable
{
    private const int Width = 960, Height = 640;
    private static readonly HudLayout Layout = HudLayout.For(Width, Height);
    private static readonly PixelRectangle Game = Layout.Game.Letterbox(CatchGame.WorldSize, CatchGame.WorldSize);
    private static readonly int Scale = Game.Width / CatchGame.WorldSize;

    private readonly PrivateDisplay _display;
    private readonly TemporaryFolder _folder = new();

    public PlayWindowTests(PrivateDisplay display)
    {
        _display = display;
        Models.WriteUntrained(_folder["model.vision"]);
    }

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void The_window_shows_the_game_and_the_agents_observation_and_action_values()
    {
        using var program = Open("--model", _folder["model.vision"]);
        var pictures = _display.Shoot(_folder.Path, 10, 8);
        foreach (var picture in pictures)
        {
            Assert.Equal((Width, Height), (picture.Width, picture.Height));
            AssertNear(HudColors.Background, picture[3, 3]);
            AssertNear(HudColors.Background, picture[Game.X - 3, Game.Y + (Game.Height / 2)]);
            AssertEvening(picture);
            AssertTitle(picture, "CATCH");
            AssertBars(picture);
            AssertSees(picture);
            var (left, width) = Paddle(picture);
            Assert.InRange(width, (CatchGame.PaddleWidth * Scale) - 8, (CatchGame.PaddleWidth * Scale) + 8);
            Assert.InRange(left, -1, CatchGame.WorldSize - CatchGame.PaddleWidth + 1);
        }
        // Where the ball is just reset or missed there is less yellow; aloft it is a disc of six units.
        int[] yellow = [.. pictures.Select(picture => Count(picture, Game, pixel => pixel.R > 180 && pixel.G > 130 && pixel.B < 120))];
        Assert.InRange(yellow.Max(), 0.6 * Disc, 1.5 * Disc);
        Assert.True(yellow.Count(count => count > 0.6 * Disc) >= 5, $"the ball is seen in few pictures: {string.Join(", ", yellow)}");
        Assert.True(pictures.Select(BallHeight).Distinct().Count() >= 4, "the ball does not fall");
    }

    [SkippableFact]
    public void The_arrow_keys_move_the_paddle()
    {
        Skip.IfNot(PrivateDisplay.HasKeys, "xdotool is not there; install the Debian package xdotool");
        using var program = Open("--human");
        _display.Keys("search", "--sync", "--name", "^Vision$", "windowfocus", "mousemove", "--window", "%1", "100", "100");
        double[] left = PaddleWhile("Left"), right = PaddleWhile("Right");
        Assert.True(left.Average() + 20 < right.Average(), $"{left.Average():F0} with the left key, {right.Average():F0} with the right key");
        Assert.InRange(left.Min(), -0.5, 6);
        Assert.InRange(right.Max(), CatchGame.WorldSize - CatchGame.PaddleWidth - 6, CatchGame.WorldSize - CatchGame.PaddleWidth + 0.5);
    }

    [SkippableFact]
    public void The_window_closes_after_its_episodes_and_at_an_interrupt()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no signals to send");
        Skip.If(_display.Reason.Length > 0, _display.Reason);
        string output = VisionProgram.Run(OnDisplay, "play", "catch", "--model", _folder["model.vision"], "--episodes", "2")
            .Succeeded().Output;
        Assert.Matches(@"^Caught \d of 2 balls \([\d.]+ %\)\n$", output);
        using var program = Open("--model", _folder["model.vision"]);
        program.Interrupt();
        Assert.Contains("Caught ", program.Wait().Succeeded().Output, StringComparison.Ordinal);
    }

    private static double Disc => Math.PI / 4 * CatchGame.BallSize * Scale * CatchGame.BallSize * Scale;

    private Dictionary<string, string?> OnDisplay => new(StringComparer.Ordinal) { ["DISPLAY"] = _display.Name };

    /// <summary>Starts the program and waits until its window shows something.</summary>
    private VisionProgram Open(params string[] options)
    {
        Skip.If(_display.Reason.Length > 0, _display.Reason);
        var program = VisionProgram.Start(OnDisplay, ["play", "catch", "--device", "cpu", .. options]);
        try
        {
            program.WaitUntil(() => _display.Shoot(_folder.Path, 1, 10)[0].Width > 0, "its window was there");
            return program;
        }
        catch
        {
            program.Dispose();
            throw;
        }
    }

    /// <summary>Where the paddle's left edge is, in the world's units, over three episodes with a key down.</summary>
    private double[] PaddleWhile(string key)
    {
        _display.Keys("keydown", key);
        var pictures = _display.Shoot(_folder.Path, 24, 8);
        _display.Keys("keyup", key);
        return [.. pictures.Select(picture => Paddle(picture).Left)];
    }

    /// <summary>The paddle's left edge in the world's units, and its width in pixels, along its lower half.</summary>
    private static (double Left, int Width) Paddle(Screenshot picture)
    {
        int y = Game.Y + ((CatchGame.PaddleTop + 2) * Scale) + (Scale / 2), first = -1, last = -1;
        for (int x = Game.X; x < Game.X + Game.Width; x++)
        {
            var pixel = picture[x, y];
            if (Math.Max(pixel.R, Math.Max(pixel.G, pixel.B)) < 150) continue;
            if (first < 0) first = x;
            last = x;
        }
        Assert.True(first >= 0, "there is no paddle at the bottom");
        return ((first - Game.X) / (double)Scale, last + 1 - first);
    }

    private static int BallHeight(Screenshot picture)
    {
        for (int y = Game.Y; y < Game.Y + Game.Height; y++)
        {
            for (int x = Game.X; x < Game.X + Game.Width; x++)
                if (picture[x, y] is { R: > 180, G: > 130, B: < 120 }) return y;
        }
        return -1;
    }

    /// <summary>The sky is dark and blue, and lighter toward the ground; the ground is darker again.</summary>
    private static void AssertEvening(Screenshot picture)
    {
        var (top, low, ground) = (Mean(picture, 1), Mean(picture, 70), Mean(picture, 82));
        Assert.True(top.Blue < low.Blue && low.Blue > ground.Blue, $"the sky: {top}, {low}, ground {ground}");
        Assert.True(low.Blue > 1.5 * low.Red && low.Blue > 1.5 * low.Green, $"the sky is not blue: {low}");
        Assert.InRange(low.Blue, 70, 110);
        Assert.InRange(top.Blue, 30, 70);

        // The left edge is free of stars; the ball is left out by taking the darker half.
        static (double Red, double Green, double Blue) Mean(Screenshot picture, int worldY)
        {
            var pixels = Enumerable.Range(Game.X, Game.Width).Select(x => picture[x, Game.Y + (worldY * Scale)]);
            Rgba32[] row = [.. pixels.OrderBy(pixel => pixel.R + pixel.G + pixel.B).Take(Game.Width / 2)];
            return (row.Average(pixel => (double)pixel.R), row.Average(pixel => (double)pixel.G), row.Average(pixel => (double)pixel.B));
        }
    }

    /// <summary>Exactly the dots of the title in the font are lit.</summary>
    private static void AssertTitle(Screenshot picture, string title)
    {
        var inside = Layout.Panel.Inset(9 * Layout.Scale);
        int dot = Layout.Scale + Math.Max(1, Layout.Scale / 2);
        for (int letter = 0; letter < title.Length; letter++)
        {
            for (int row = 0; row < PixelFont.CapitalHeight; row++)
            {
                for (int column = 0; column < PixelFont.GlyphWidth; column++)
                {
                    int x = inside.X + (((letter * PixelFont.Advance) + column) * dot) + (dot / 2);
                    var pixel = picture[x, inside.Y + (row * dot) + (dot / 2)];
                    bool lit = pixel is { R: > 200, G: > 150, B: < 120 };
                    Assert.True(
                        lit == PixelFont.IsSet(title[letter], column, row),
                        $"{title}: letter {title[letter]}, dot {column}, {row} is {pixel}");
                }
            }
        }
    }

    /// <summary>A bar for each action: the chosen one as the accent, the others blue.</summary>
    private static void AssertBars(Screenshot picture)
    {
        var below = Layout.Panel with { Y = Layout.Panel.Y + (90 * Layout.Scale), Height = 55 * Layout.Scale };
        int blue = Count(picture, below, pixel => pixel.B > 170 && pixel.R < 130 && pixel.G is > 90 and < 180);
        int chosen = Count(picture, below, pixel => pixel is { R: > 200, G: > 150, B: < 120 });
        Assert.True(blue > 300, $"there are {blue} pixels of bars that are not chosen");
        Assert.True(chosen > 150, $"there are {chosen} pixels of the chosen bar and its name");
    }

    /// <summary>The two frames of the observation are gray images in the panel.</summary>
    private static void AssertSees(Screenshot picture)
    {
        int gray = Count(picture, Layout.Panel, pixel => pixel.R == pixel.G && pixel.G == pixel.B && pixel.R > 5);
        Assert.InRange(gray, 2 * 100 * 100, 2 * 140 * 140);
    }

    private static int Count(Screenshot picture, PixelRectangle area, Func<Rgba32, bool> which)
    {
        int count = 0;
        for (int y = area.Y; y < area.Y + area.Height; y++)
        {
            for (int x = area.X; x < area.X + area.Width; x++)
                if (which(picture[x, y])) count++;
        }
        return count;
    }

    private static void AssertNear(Color expected, Rgba32 pixel) =>
        Assert.True(
            Math.Abs(expected.Red - pixel.R) <= 2 && Math.Abs(expected.Green - pixel.G) <= 2 && Math.Abs(expected.Blue - pixel.B) <= 2,
            $"{pixel} is not {expected}");
}
