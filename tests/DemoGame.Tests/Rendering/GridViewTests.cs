using DemoGame.Rendering;

namespace DemoGame.Tests.Rendering;

public sealed class GridViewTests
{
    private const int Size = 200;

    [Fact]
    public void The_distance_is_measured_along_the_direction_of_the_view()
    {
        // From (1.5, 1.5) along the positive x axis the wall is at x = 4, in every column that still meets it.
        var view = Room(5, 1.5f, 1.5f, 0);
        Assert.Equal(2.5f, view.Distance(0), 1e-5f);
        Assert.Equal(2.5f, view.Distance(0.1f), 1e-5f);
        // The left edge of the view goes to the upper wall, y = 1: 0.5 / 0.66.
        Assert.Equal(0.757575f, view.Distance(-1), 1e-5f);
        // A turn by a quarter looks down, where the wall is at y = 4 too; a turn by an eighth to the corner.
        Assert.Equal(2.5f, Room(5, 1.5f, 1.5f, MathF.PI / 2).Distance(0), 1e-5f);
        Assert.Equal(2.5f * MathF.Sqrt(2), Room(5, 1.5f, 1.5f, MathF.PI / 4).Distance(0), 1e-4f);
    }

    [SkippableTheory]
    [InlineData(2.6f, 1.5f, 0f), InlineData(1.5f, 1.5f, 0.7f), InlineData(3.4f, 7.5f, 4.1f)]
    public void The_wall_in_a_column_is_as_high_as_its_distance_says(float x, float y, float angle)
    {
        var view = Room(9, x, y, angle);
        var picture = Draw(view);
        picture.Save($"grid-view-{angle}");
        for (int column = 3; column < Size; column += 20)
        {
            float height = Math.Min(1, GridView.WallHeight / view.Distance(((column + 0.5f) / Size * 2) - 1)) * Size;
            // Walls are lit as the eye's lamp and the texture say; the ceiling is blue, and the floor is brown.
            int top = (int)((Size - height) / 2), bottom = Size - 1 - top;
            if (top < 4) continue;
            Assert.True(IsCeiling(picture[column, top - 2]), $"column {column}: ceiling at {top - 2}");
            Assert.False(IsCeiling(picture[column, top + 2]), $"column {column}: wall at {top + 2}");
            Assert.True(IsFloor(picture[column, bottom + 2]), $"column {column}: floor at {bottom + 2}");
        }
    }

    [SkippableFact]
    public void A_grid_that_is_too_large_is_refused()
    {
        using var canvas = new OffscreenCanvas();
        using var views = new GridViewBatch(canvas.Gl);
        var error = Assert.Throws<ArgumentException>(() => views.Add(new GridView(0, 12, 1, 1, 0, 0, 0), new(0, 0, 8, 8)));
        Assert.Contains("up to 11 cells", error.Message, StringComparison.Ordinal);
    }

    private static bool IsCeiling(Color color) => color.Blue > color.Red * 3 / 2;

    private static bool IsFloor(Color color) => color.Red > color.Blue && color.Red > color.Green;

    /// <summary>An empty room whose light is far away.</summary>
    private static GridView Room(int cells, float x, float y, float angle)
    {
        UInt128 walls = 0;
        for (int cell = 0; cell < cells * cells; cell++)
        {
            if (cell % cells == 0 || cell % cells == cells - 1 || cell / cells == 0 || cell / cells == cells - 1)
                walls |= UInt128.One << cell;
        }
        return new GridView(walls, cells, x, y, angle, 1000, 1000);
    }

    private static Picture Draw(in GridView view)
    {
        using var canvas = new OffscreenCanvas(Size, Size);
        using var views = new GridViewBatch(canvas.Gl);
        using var sheet = new SpriteSheet(canvas.Gl);
        canvas.Clear(Color.Black);
        views.Begin(Size, Size);
        views.Add(view, new PixelRectangle(0, 0, Size, Size));
        views.Draw(sheet.Texture);
        Assert.Equal(1, views.DrawCalls);
        return canvas.Read();
    }
}
