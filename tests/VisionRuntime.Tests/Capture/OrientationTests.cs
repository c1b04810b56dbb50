using ShaderKernels.Operators;
using SixLabors.ImageSharp;
using VisionRuntime.Capture;

namespace VisionRuntime.Tests.Capture;

[Collection(HeadlessCollection.Name)]
public sealed class OrientationTests(Headless headless)
{
    private const string Upright = "RG/BW", Mirrored = "GR/WB";

    [SkippableTheory, MemberData(nameof(Scene.Ways), MemberType = typeof(Scene))]
    public void The_first_number_is_the_top_left_pixel(string source, string device)
    {
        Assert.Equal(Upright, Look(source, device, new(2, 2)));
        Assert.Equal(Upright, Look(source, device, new(2, 2) { ChannelsLast = true }));
        Assert.Equal(Mirrored, Look(source, device, new(2, 2) { Mirror = true }));
        Assert.Equal("GR/WB", Look(source, device, new(2, 2) { Mirror = true, Stack = 2 }));
    }

    [SkippableTheory, MemberData(nameof(Scene.Ways), MemberType = typeof(Scene))]
    public void Crops_count_from_the_top_left(string source, string device)
    {
        Assert.Equal("RG", Look(source, device, new(2, 1) { Crop = new(16, 0, 32, 24) }));
        Assert.Equal("R/B", Look(source, device, new(1, 2) { Crop = new(0, 8, 32, 32) }));
        Assert.Equal("W", Look(source, device, new(1, 1) { Crop = new(33, 25, 31, 23) }));
    }

    [SkippableTheory, MemberData(nameof(Scene.Ways), MemberType = typeof(Scene))]
    public void Tiles_count_from_the_top_left_row_by_row(string source, string device) =>
        Assert.Equal("R G B W", Look(source, device, new(1, 1) { TilesX = 2, TilesY = 2 }));

    [SkippableFact]
    public void A_picture_file_is_read_upright_and_other_files_are_named()
    {
        using var current = headless.Use();
        string file = Path.Combine(Path.GetTempPath(), $"vision-{Guid.NewGuid():N}.png"), text = file + ".txt";
        try
        {
            using (var picture = Scene.Picture()) picture.SaveAsPng(file);
            foreach (string name in new[] { "Cpu", "OpenGL" })
            {
                using var device = Scene.OpenDevice(name, current.Gl);
                using var source = new ImageSource(file, current.Gl);
                Assert.Equal(Upright, Letters(Scene.Capture(source, new(2, 2), device), new(2, 2)));
            }
            File.WriteAllText(text, "not a picture");
            Assert.Contains(text, Assert.Throws<InvalidDataException>(() => new ImageSource(text)).Message, StringComparison.Ordinal);
            Assert.ThrowsAny<IOException>(() => new ImageSource(file + ".missing"));
        }
        finally
        {
            File.Delete(file);
            File.Delete(text);
        }
    }

    [SkippableFact]
    public void A_part_of_a_framebuffer_counts_from_its_lower_left()
    {
        using var current = headless.Use();
        using var scene = new Scene(current.Gl);
        using var device = Scene.OpenDevice("Cpu", current.Gl);
        using var source = new FramebufferSource(current.Gl, 0, 32, 24) { Delivery = FrameDelivery.Now };
        Assert.Equal("B", Letters(Scene.Capture(source, new(1, 1), device), new(1, 1)));
        source.X = 32;
        Assert.Equal("W", Letters(Scene.Capture(source, new(1, 1), device), new(1, 1)));
        source.Resize(16, 48);
        Assert.Equal("G/W", Letters(Scene.Capture(source, new(1, 2), device), new(1, 2)));
    }

    private string Look(string source, string device, ImageToTensor op)
    {
        using var current = headless.Use();
        using var scene = new Scene(current.Gl);
        using var opened = scene.Open(source);
        using var on = Scene.OpenDevice(device, current.Gl);
        return Letters(Scene.Capture(opened, op, on), op);
    }

    /// <summary>The newest frame's colors, rows parted by strokes and tiles by blanks.</summary>
    private static string Letters(float[] values, ImageToTensor op)
    {
        int pixels = op.Width * op.Height, channels = op.Stack * 3;
        return string.Join(' ', Enumerable.Range(0, op.TilesX * op.TilesY).Select(tile =>
            string.Join('/', Enumerable.Range(0, op.Height).Select(y => string.Concat(Enumerable.Range(0, op.Width).Select(x => Letter(tile, y * op.Width + x)))))));

        char Letter(int tile, int pixel)
        {
            var color = Enumerable.Range(channels - 3, 3).Select(c => MathF.Round(values[tile * channels * pixels + (op.ChannelsLast ? pixel * channels + c : c * pixels + pixel)], 5)).ToArray();
            return color switch { [1, 0, 0] => 'R', [0, 1, 0] => 'G', [0, 0, 1] => 'B', [1, 1, 1] => 'W', _ => '?' };
        }
    }
}
