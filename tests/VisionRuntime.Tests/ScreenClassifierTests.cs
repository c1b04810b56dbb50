using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using VisionRuntime.Capture;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;
using VisionRuntime.Tests.Capture;

namespace VisionRuntime.Tests;

/// <summary>Smoothing, crops, the heat map, and results that belong to their frames.</summary>
[Collection(HeadlessCollection.Name)]
public sealed class ScreenClassifierTests(Headless headless)
{
    /// <summary>Says which color channel is the brightest in 4 by 4 pixels.</summary>
    private static Model Brightest { get; } = new Model(new NetworkDefinition(
        "brightest", "", ModelTask.Classification, "images", [1, 3, 4, 4], x => (x.Mean(2, 3) * 10).Reshape([x.Shape[0], 3])))
        .WithLabels(["red", "green", "blue"]);

    [SkippableTheory, InlineData("Cpu"), InlineData("OpenGL")]
    public void Finish_gives_each_frame_its_own_result(string name)
    {
        using var current = headless.Use();
        using var device = Scene.OpenDevice(name, current.Gl);
        using var source = new Stripes(current.Gl, ["red", "green", "blue", "green"]);
        using var vision = new VisionHost(source, device);
        var classifier = vision.Add(new ScreenClassifier(Brightest));
        for (int i = 0; i < 4; i++)
        {
            vision.Update();
            vision.Finish();
            Assert.True(classifier.TryGetResult(out var top));
            Assert.Equal((i, source.Colors[i]), (classifier.ResultFrame, top.Label));
            Assert.Equal((i * 100.0, 0), (classifier.ResultTime.TotalMilliseconds, classifier.ResultAge.TotalMilliseconds));
        }
        vision.Update();
        Assert.Equal(4, vision.CapturedFrames); // the source has ended
    }

    [Fact]
    public void Without_waiting_the_result_says_how_old_it_is()
    {
        using var device = new CpuDevice(1);
        using var source = new Stripes(null, ["red", "green", "blue"]);
        using var vision = new VisionHost(source, device);
        var classifier = vision.Add(new ScreenClassifier(Brightest));
        for (int i = 0; i < 3; i++) vision.Update();
        Assert.Equal((1, "green", 100), (classifier.ResultFrame, classifier[0].Label, classifier.ResultAge.TotalMilliseconds));
        Assert.Equal(200, vision.FrameTime.TotalMilliseconds);
    }

    [Fact]
    public void Smoothing_keeps_a_share_of_the_scores_before()
    {
        using var device = new CpuDevice(1);
        using var source = new Stripes(null, ["red", "green", "green"]);
        using var vision = new VisionHost(source, device);
        var classifier = vision.Add(new ScreenClassifier(Brightest, new() { Smoothing = 0.75f }));
        // One channel is 1 and the others 0, so its score is e^10 / (e^10 + 2) = 0.99991 and theirs 0.0000454.
        foreach (float red in new[] { 0.99991f, 0.75f, 0.5625f })
        {
            vision.Update();
            vision.Finish();
            Assert.InRange(classifier.Scores[0], red - 2e-4f, red + 2e-4f);
            Assert.InRange(classifier.Scores[1], 1 - red - 2e-4f, 1 - red + 2e-4f);
        }
        Assert.Equal("red", classifier[0].Label);
    }

    [Fact]
    public void A_sliding_classifier_has_a_score_at_each_position()
    {
        using var device = new CpuDevice(1);
        using var source = new Stripes(null, ["red|blue"], 16, 8); // the left half is red, the right half blue
        using var vision = new VisionHost(source, device);
        var classifier = vision.Add(new ScreenClassifier(Brightest, new() { WholeFrame = true }));
        vision.Update();
        vision.Finish();
        // The shorter side becomes two inputs of 4 pixels, so the frame is 16 by 8 and has 13 by 5 positions, one pixel apart.
        Assert.Equal((13, 5), (classifier.MapColumns, classifier.MapRows));
        var red = classifier.HeatMap(0).ToArray();
        for (int row = 0; row < 5; row++)
        {
            for (int column = 0; column < 13; column++)
            {
                // Of the 4 columns that a position covers, this many are left of the middle.
                int left = Math.Clamp(8 - column, 0, 4);
                double a = Math.Exp(10 * left / 4.0), b = Math.Exp(10 * (4 - left) / 4.0);
                Assert.Equal(a / (a + b + 1), red[row * 13 + column], 4);
            }
        }
        Assert.Equal(red.Average(), classifier.Scores[0], 4);
        Assert.Throws<ArgumentOutOfRangeException>(() => classifier.HeatMap(3).Length);
    }

    [Fact]
    public void Crops_are_averaged()
    {
        using var device = new CpuDevice(1);
        using var source = new Stripes(null, ["red|blue"], 6, 6);
        using var vision = new VisionHost(source, device);
        var classifier = vision.Add(new ScreenClassifier(Brightest, new() { Crops = 3 }));
        vision.Update();
        vision.Finish();
        // Three crops of 4 columns in 6: 3, 2 and 1 of their columns are red.
        double expected = Enumerable.Range(1, 3)
            .Average(left => Math.Exp(2.5 * left) / (Math.Exp(2.5 * left) + Math.Exp(2.5 * (4 - left)) + 1));
        Assert.Equal(expected, classifier.Scores[0], 4);
    }

    [Fact]
    public void Shifted_passes_give_the_scores_between_the_positions()
    {
        // Positions are two pixels apart, and one with two shifts: 4 by 4 of them in 9 by 9 pixels.
        var model = new Model(new NetworkDefinition("pooled", "", ModelTask.Classification, "images", [1, 1, 6, 6],
            x => x.Convolution("c", 4, 3, activation: Activation.Relu).MaxPool(2, 2).Flatten().Dense("d", 3)));
        var random = new Random(1);
        float[] levels = [.. Enumerable.Range(0, 81).Select(_ => random.Next(256) / 255f)];
        using var image = new SixLabors.ImageSharp.Image<SixLabors.ImageSharp.PixelFormats.Rgba32>(9, 9);
        for (int i = 0; i < 81; i++)
        {
            byte level = (byte)MathF.Round(levels[i] * 255);
            image[i % 9, i / 9] = new(level, level, level);
        }
        using var device = new CpuDevice(1);
        using var source = new ImageSource(image);
        using var vision = new VisionHost(source, device);
        var classifier = vision.Add(new ScreenClassifier(model, new() { Crops = 2, Shifts = 2 }));
        vision.Update();
        vision.Finish();
        Assert.Equal((4, 4), (classifier.MapRows, classifier.MapColumns));
        using var worker = new Worker(model, device, new() { Weights = classifier.Worker!.Weights });
        float[] crop = new float[36], sums = new float[3];
        for (int row = 0; row < 4; row++)
        {
            for (int column = 0; column < 4; column++)
            {
                for (int i = 0; i < 36; i++) crop[i] = levels[(row + i / 6) * 9 + column + i % 6];
                worker.Run(crop);
                for (int k = 0; k < 3; k++)
                {
                    float expected = worker.Output("probabilities")[k];
                    Assert.Equal(expected, classifier.HeatMap(k)[row * 4 + column], 4);
                    sums[k] += expected / 16;
                }
            }
        }
        for (int k = 0; k < 3; k++) Assert.Equal(sums[k], classifier.Scores[k], 4);
        var overlay = vision.Add(new InsightOverlay(classifier) { Page = InsightPage.Activations });
        vision.Update();
        Assert.False(overlay.Picture(out _, out _).IsEmpty);
        Assert.Contains("choose a divisor", Assert.Throws<ArgumentException>(
            () => vision.Add(new ScreenClassifier(model, new() { Shifts = 3 }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_and_models_that_do_not_fit_are_refused()
    {
        Refuse(() => new ScreenClassifier(Brightest, new() { Smoothing = 1 }), "smoothing");
        Refuse(() => new ScreenClassifier(Brightest, new() { Crops = 0 }), "crops");
        Refuse(() => new ScreenClassifier(Brightest, new() { Shifts = 0 }), "shifts");
        Refuse(() => new ScreenClassifier(Brightest, new() { Zoom = 0.5f }), "zoom");
        var five = new Model(new NetworkDefinition("five", "", ModelTask.Classification, "images", [1, 5, 4, 4], x => x.Mean(2, 3)));
        Refuse(() => new ScreenClassifier(five), "has 5 channels");
        Refuse(() => Brightest.WithLabels(["red"]), "1 labels for 3 outputs");

        static void Refuse(Func<object> create, string word) =>
            Assert.Contains(word, Assert.Throws<ArgumentException>(create).Message, StringComparison.Ordinal);
    }

    /// <summary>Frames of one color each, or of two halves, ten per second.</summary>
    private sealed class Stripes(Silk.NET.OpenGL.GL? gl, string[] colors, int width = 8, int height = 8) : MemorySource(gl)
    {
        private readonly byte[] _pixels = new byte[width * height * 4];
        private CpuImage? _image;
        private int _next;

        public string[] Colors => colors;

        public override int Width => width;

        public override int Height => height;

        public override bool Ended => _next == colors.Length;

        protected override bool TryNext(out CpuImage image, out TimeSpan time)
        {
            image = _image ??= new(_pixels, width, height);
            time = TimeSpan.FromSeconds(_next / 10.0);
            if (Ended) return false;
            string[] halves = colors[_next++].Split('|');
            for (int i = 0; i < width * height; i++)
            {
                string color = halves[i % width * halves.Length / width];
                for (int channel = 0; channel < 3; channel++)
                    _pixels[i * 4 + channel] = (byte)(color == ((string[])["red", "green", "blue"])[channel] ? 255 : 0);
            }
            return true;
        }

        protected override void Release() => _image?.Dispose();
    }
}
