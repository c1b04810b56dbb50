using DemoGame.Hud;
using Silk.NET.Input;
using VisionRuntime.Filters;

namespace DemoGame.Tests.Hud;

public sealed class FilterControlsTests
{
    [Fact]
    public void Keys_choose_a_parameter_and_change_it_within_its_range()
    {
        using var chain = FilterChain.Parse("gaussian:sigma=2,sobel@0.5");
        var controls = new FilterControls(chain);
        Assert.Equal("gaussian sigma size sobel split", string.Join(' ', Enumerable.Range(0, controls.Count).Select(controls.NameOf)));
        Assert.Equal((1f, 1f), controls.ValueOf(0));
        Assert.Equal(2, controls.ValueOf(1).Value);
        controls.Press(Key.Left);
        Assert.Equal(0.975f, chain.Stages[0].Strength, 4);
        controls.Press(Key.Down);
        controls.Press(Key.Right);
        float changed = chain.Stages[0].Settings["sigma"];
        Assert.InRange(changed, 2.001f, 4);
        for (int i = 0; i < 100; i++) controls.Press(Key.Left);
        Assert.Equal(0, controls.ValueOf(1).Part);
        controls.Press(Key.Down);
        controls.Press(Key.Right);
        Assert.Equal(11, chain.Stages[0].Settings.Integer("size")); // the next odd size
        controls.Press(Key.Up);
        controls.Press(Key.Up);
        controls.Press(Key.Up);
        Assert.Equal(("split", 4), (controls.NameOf(controls.Selected), controls.Selected));
        for (int i = 0; i < 20; i++) controls.Press(Key.Right);
        Assert.Equal(0.5f, chain.Split, 4);
        Assert.True(controls.Visible);
        controls.Press(Key.Tab);
        Assert.False(controls.Visible);
    }
}
