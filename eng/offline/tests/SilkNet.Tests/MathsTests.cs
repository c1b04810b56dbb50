using Silk.NET.Maths;

namespace SilkNet.Tests;

public sealed class MathsTests
{
    [Fact]
    public void Vectors_add_scale_and_convert()
    {
        var size = new Vector2D<int>(640, 481);
        Assert.Equal(new Vector2D<int>(320, 240), size / 2);
        Assert.Equal(new Vector2D<int>(641, 482), size + Vector2D<int>.One);
        Assert.Equal(new System.Numerics.Vector2(640, 481), (System.Numerics.Vector2)size);
        Assert.Equal(new Vector2D<int>(1, -2), new Vector2D<double>(1.9, -2.9).As<int>());
        Assert.Equal(5f, new Vector2D<float>(3, 4).Length);
        Assert.Equal("<1, 2>", new Vector2D<int>(1, 2).ToString("G", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_rectangle_holds_its_edges()
    {
        var rectangle = new Rectangle<int>(10, 20, 30, 40);
        Assert.Equal(new Vector2D<int>(25, 40), rectangle.Center);
        Assert.True(rectangle.Contains(new Vector2D<int>(40, 60)));
        Assert.False(rectangle.Contains(new Vector2D<int>(41, 60)));
    }
}
