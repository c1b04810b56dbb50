using System.Numerics;
using Silk.NET.Input;
using Silk.NET.Windowing;

namespace SilkNet.Tests;

[Collection("windows")]
public sealed class InputTests
{
    [SkippableFact]
    public void Keys_go_down_and_up()
    {
        using var window = Open();
        using var input = window.CreateInput();
        var keyboard = Assert.Single(input.Keyboards);
        var events = new List<string>();
        string typed = string.Empty;
        keyboard.KeyDown += (_, key, _) => events.Add($"{key} down");
        keyboard.KeyUp += (_, key, _) => events.Add($"{key} up");
        keyboard.KeyChar += (_, character) => typed += character;

        Desktop.Do("keydown a");
        Desktop.WaitFor(window, () => keyboard.IsKeyPressed(Key.A));
        Assert.False(keyboard.IsKeyPressed(Key.B));
        Desktop.Do("keyup a key Left");
        Desktop.WaitFor(window, () => events.Contains("Left up"));
        Assert.Equal(["A down", "A up", "Left down", "Left up"], events);
        Assert.Equal("a", typed);
        Assert.False(keyboard.IsKeyPressed(Key.A));
    }

    [SkippableFact]
    public void The_mouse_moves_clicks_and_scrolls()
    {
        using var window = Open();
        using var input = window.CreateInput();
        var mouse = Assert.Single(input.Mice);
        var events = new List<string>();
        var moves = new List<Vector2>();
        mouse.DoubleClickTime = 50;
        mouse.MouseMove += (_, position) => moves.Add(position);
        mouse.MouseDown += (_, button) => events.Add($"{button} down");
        mouse.MouseUp += (_, button) => events.Add($"{button} up");
        mouse.Click += (_, button, _) => events.Add($"{button} click");
        mouse.Scroll += (_, wheel) => events.Add($"scroll {wheel.Y}");

        Desktop.Do($"mousemove {window.Position.X + 30} {window.Position.Y + 20}");
        Desktop.WaitFor(window, () => moves.Contains(new Vector2(30, 20)));
        Assert.Equal(new Vector2(30, 20), mouse.Position);

        Desktop.Do("mousedown 1");
        Desktop.WaitFor(window, () => mouse.IsButtonPressed(MouseButton.Left));
        Desktop.Do("mouseup 1");
        Desktop.WaitFor(window, () => events.Contains("Left click") && events.Contains("Left up"));
        Desktop.Do("click 4");
        Desktop.WaitFor(window, () => events.Contains("scroll 1"));
        Assert.Equal("Left down", events[0]);
    }

    [SkippableFact]
    public void A_window_has_one_input_context_at_a_time()
    {
        using var window = Open();
        var input = window.CreateInput();
        Assert.Throws<InvalidOperationException>(() => window.CreateInput());
        input.Dispose();
        window.CreateInput().Dispose();
        Assert.Empty(input.Gamepads);
    }

    [SkippableFact]
    public void Input_needs_an_initialised_window()
    {
        Desktop.Require();
        using var window = Window.Create(Desktop.Options);
        Assert.Throws<InvalidOperationException>(() => window.CreateInput());
    }

    private static IWindow Open()
    {
        Desktop.Require();
        var window = Window.Create(Desktop.Options);
        window.Initialize();
        window.Focus();
        for (int i = 0; i < 20; i++)
        {
            window.DoEvents();
            Thread.Sleep(5);
        }

        return window;
    }
}
