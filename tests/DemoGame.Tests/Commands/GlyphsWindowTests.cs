using System.Globalization;
using System.Numerics;
using DemoGame.Commands;
using DemoGame.Games;
using DemoGame.Rendering;
using DemoGame.Tests.Architecture;
using DemoGame.Tests.Rendering;
using ShaderKernels.Devices;
using VisionRuntime;

namespace DemoGame.Tests.Commands;

/// <summary>The game that reads signs, on an offscreen framebuffer and with real mouse events.</summary>
public sealed class GlyphsWindowTests : IClassFixture<PrivateDisplay>, IDisposable
{
    private static readonly Dictionary<string, Vector2[]> Signs = new(StringComparer.Ordinal)
    {
        ["triangle"] = Lines((0, -0.9f), (0.9f, 0.7f), (-0.9f, 0.75f), (-0.05f, -0.8f)),
        ["zigzag"] = Lines((-0.6f, -0.8f), (0.6f, -0.75f), (-0.65f, 0.8f), (0.6f, 0.85f)),
        ["circle"] = Curve(32, t => new(MathF.Cos(t / 5), MathF.Sin(t / 5))),
        ["spiral"] = Curve(76, t => new Vector2(MathF.Cos(t / 5), MathF.Sin(t / 5)) * t / 75),
        ["wave"] = Curve(63, t => new(t / 31 - 1, 0.35f * MathF.Sin(t / 5))),
        ["heart"] = Curve(32, t => new(0.95f * MathF.Pow(MathF.Sin(t / 5), 3), -(13 * MathF.Cos(t / 5) - 5 * MathF.Cos(2 * t / 5)
            - 2 * MathF.Cos(3 * t / 5) - MathF.Cos(4 * t / 5)) / 16)),
        ["star"] = Lines([.. Enumerable.Range(0, 6).Select(i => (MathF.Sin(i * 2.513f), -MathF.Cos(i * 2.513f)))]),
        ["scribble"] = Lines((-0.9f, 0.1f), (0.9f, -0.2f)),
    };

    private readonly PrivateDisplay _display;
    private readonly TemporaryFolder _folder = new();

    public GlyphsWindowTests(PrivateDisplay display) => _display = display;

    private static string Model => Path.Combine(Repository.Root, "assets", "models", "glyphs.vision");

    public void Dispose() => _folder.Dispose();

    [SkippableTheory, InlineData(DeviceKind.Cpu), InlineData(DeviceKind.OpenGL)]
    public void The_classifier_that_comes_with_the_game_reads_every_sign_from_the_slate(DeviceKind device)
    {
        using var canvas = new OffscreenCanvas();
        var stroke = new Stroke();
        using var view = new GlyphsView(canvas.Gl, new GlyphsGame(), stroke);
        using var reader = new SignReader(canvas.Gl, view.Slate, GlyphsView.SlateSize, Model, device);
        foreach (var (name, points) in Signs)
        {
            stroke.Clear();
            foreach (var point in points) stroke.Add(300 + 70 * point.X, 200 + 70 * point.Y, 3);
            reader.Complete();
            Classification sign = default;
            bool read = false;
            for (int frame = 0; frame < 30 && !read; frame++)
            {
                view.DrawSlate();
                read = reader.TryRead(out sign);
                canvas.Gl.Finish();
            }
            Assert.True(read);
            Assert.Equal((name, true), (sign.Label, sign.Score > 0.6f));
            view.DrawSlate();
            Assert.False(reader.TryRead(out _)); // once for each sign
        }
    }

    [SkippableFact]
    public void A_sign_drawn_with_the_mouse_casts_its_spell()
    {
        Skip.IfNot(PrivateDisplay.HasKeys, "xdotool is not there; install the Debian package xdotool");
        Skip.If(_display.Reason.Length > 0, _display.Reason);
        using var program = VisionProgram.Start(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["DISPLAY"] = _display.Name }, ["play", "glyphs", "--device", "cpu"]);
        program.WaitUntil(() => _display.Shoot(_folder.Path, 1, 10)[0].Width > 0, "its window was there");
        // The shield, a blue ring around the tower, stays until opponents have broken it.
        int before = Blue(_display.Shoot(_folder.Path, 1, 10)[0]);
        Draw("circle", 330, 330, 100);
        int after = _display.Shoot(_folder.Path, 3, 10).Max(Blue);
        Assert.True(after > before + 2000, $"{before} blue pixels before, {after} after");
        program.Interrupt();
        Assert.Contains("Held 0 of ", program.Wait().Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_display_the_way_out_is_named()
    {
        var result = VisionProgram.Run(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["DISPLAY"] = null, ["WAYLAND_DISPLAY"] = null }, "play", "glyphs");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("there is no display to draw signs on", result.Errors, StringComparison.Ordinal);
    }

    /// <summary>Draws a sign as a hand does: press, move, release.</summary>
    private void Draw(string name, int x, int y, int radius)
    {
        var points = Signs[name].Select(point => (X: Text(x + radius * point.X), Y: Text(y + radius * point.Y))).ToArray();
        var commands = new List<string> { "mousemove", points[0].X, points[0].Y, "mousedown", "1" };
        foreach (var point in points) commands.AddRange(["mousemove", point.X, point.Y, "sleep", "0.01"]);
        commands.AddRange(["mouseup", "1", "sleep", "0.3"]);
        _display.Keys([.. commands]);
    }

    private static int Blue(Screenshot picture)
    {
        int count = 0;
        for (int y = 0; y < picture.Height; y += 2)
        {
            for (int x = 0; x < picture.Width / 3; x += 2)
            {
                var pixel = picture[x, y];
                if (pixel.B > 120 && pixel.B > pixel.R + 50) count += 4;
            }
        }
        return count;
    }

    private static Vector2[] Lines(params (float X, float Y)[] corners) =>
        [.. Enumerable.Range(0, (corners.Length - 1) * 10 + 1).Select(i =>
        {
            int side = Math.Min(i / 10, corners.Length - 2);
            float t = i / 10f - side;
            return new Vector2(corners[side].X + (corners[side + 1].X - corners[side].X) * t,
                corners[side].Y + (corners[side + 1].Y - corners[side].Y) * t);
        })];

    private static Vector2[] Curve(int points, Func<float, Vector2> at) => [.. Enumerable.Range(0, points).Select(i => at(i))];

    private static string Text(float value) => ((int)value).ToString(CultureInfo.InvariantCulture);
}
