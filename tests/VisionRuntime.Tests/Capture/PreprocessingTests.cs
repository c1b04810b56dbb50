using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Agents;
using VisionRuntime.Capture;

namespace VisionRuntime.Tests.Capture;

public class PreprocessingTests
{
    [Fact]
    public void A_camera_sensor_normalizes_each_channel_by_its_mean_and_standard_deviation()
    {
        using var image = new Image<Rgba32>(4, 4, new Rgba32(255, 0, 51));
        using var source = new ImageSource(image);
        using var device = new CpuDevice();
        using var sensor = new CameraSensor(source, device, Preprocessing.ImageNet(2, 2));
        Assert.True(sensor.Capture());
        // (1 - 0.485) / 0.229, (0 - 0.456) / 0.224, (0.2 - 0.406) / 0.225, worked out by hand.
        float[] expected = [2.248908f, 2.248908f, 2.248908f, 2.248908f, -2.035714f, -2.035714f, -2.035714f, -2.035714f, -0.915556f, -0.915556f, -0.915556f, -0.915556f];
        Assert.Equal(expected, sensor.Observations.ToArray(), (x, y) => MathF.Abs(x - y) < 1e-5f);
    }

    [Theory]
    [InlineData(100, 25, 4, 8, 0, 3, 4, 1)]
    [InlineData(1, 1000, 3, 3, 1, 0, 1, 3)]
    [InlineData(224, 224, 1280, 720, 280, 0, 720, 720)]
    public void The_center_crop_has_the_networks_aspect_ratio(int width, int height, int frameWidth, int frameHeight, int x, int y, int cropWidth, int cropHeight) =>
        Assert.Equal(new CropRectangle(x, y, cropWidth, cropHeight), new Preprocessing(width, height).CropOf(frameWidth, frameHeight));

    [Fact]
    public void Stretching_sees_the_whole_frame() =>
        Assert.Equal(new CropRectangle(0, 0, 1280, 720), new Preprocessing(84, 84) { Resize = FrameResize.Stretch }.CropOf(1280, 720));

    [Fact]
    public void It_survives_a_model_file()
    {
        var preprocessing = new Preprocessing(42, 21)
        {
            Resize = FrameResize.Stretch, Grayscale = true, Frames = 2, Quantize = true, Mean = [0.25f], StandardDeviation = [0.125f],
        };
        Assert.Equal(preprocessing, Preprocessing.FromJson(preprocessing.ToJson()));
        Assert.NotEqual(preprocessing, preprocessing with { Mean = [0.5f] });
        Assert.Equal("42x21 grayscale, stretched, 2 frames, mean 0.25, standard deviation 0.125", preprocessing.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"Width\":0,\"Height\":2}")]
    [InlineData("{\"Width\":2,\"Height\":2,\"Frames\":-1}")]
    [InlineData("{\"Width\":2,\"Height\":2,\"Mean\":[1]}")]
    [InlineData("{\"Width\":2,\"Height\":2,\"StandardDeviation\":[1,0,1]}")]
    [InlineData("{\"Width\":2,\"Height\":2,\"Resize\":\"Wave\"}")]
    [InlineData("{\"Width\":2,\"Height\":2,\"Depth\":3}")]
    public void Invalid_text_is_refused(string json) =>
        Assert.StartsWith("invalid preprocessing (", Assert.Throws<InvalidDataException>(() => Preprocessing.FromJson(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_default_depends_on_the_channels()
    {
        Assert.Equal(new(5, 4), Preprocessing.DefaultFor([1, 3, 4, 5]));
        Assert.Equal(new(5, 4) { Grayscale = true, Frames = 4 }, Preprocessing.DefaultFor([1, 4, 4, 5]));
        Assert.Null(Preprocessing.DefaultFor([1, 7]));
    }

    [Fact]
    public void The_crop_follows_a_frame_that_changes_its_size()
    {
        using var source = new ResizableSource(4, 2);
        using var device = new CpuDevice();
        using var sensor = new CameraSensor(source, device, new(1, 1) { Grayscale = true });
        Assert.True(sensor.Capture());
        Assert.Equal(1f, sensor.Observations.ToArray()[0], 1e-5f);
        source.Show(2, 6);
        Assert.True(sensor.Capture());
        Assert.Equal(1f, sensor.Observations.ToArray()[0], 1e-5f);
    }

    /// <summary>A white square in the middle of a black frame of any size.</summary>
    private sealed class ResizableSource : FrameSource
    {
        private CpuImage _image = null!;

        public ResizableSource(int width, int height) => Show(width, height);

        public override int Width => _image.Width;

        public override int Height => _image.Height;

        public void Show(int width, int height)
        {
            int side = Math.Min(width, height), left = (width - side) / 2, top = (height - side) / 2;
            var pixels = new byte[width * height * 4];
            for (int y = top; y < top + side; y++) pixels.AsSpan((y * width + left) * 4, side * 4).Fill(255);
            _image?.Dispose();
            _image = new CpuImage(pixels, width, height);
        }

        public override void Dispose() => _image.Dispose();

        protected override bool TryCaptureTexture(long number, out Frame frame) => throw new NotSupportedException();

        protected override bool TryCaptureBytes(long number, out Frame frame)
        {
            frame = new(_image, number);
            return true;
        }
    }
}
