using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp;
using VisionRuntime.Capture;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;
using VisionRuntime.Tests.Capture;
using VisionRuntime.Tests.Formats.Onnx;

namespace VisionRuntime.Tests;

[Collection(HeadlessCollection.Name)]
public sealed class VisionHostTests(Headless headless)
{
    /// <summary>Says which color channel is the brightest: the mean of each over the picture, times ten.</summary>
    private static Model BrightestChannel { get; } = new Model(new NetworkDefinition(
        "brightest", "", ModelTask.Classification, "images", [1, 3, 4, 4], x => (x.Mean(2, 3) * 10).Reshape([x.Shape[0], 3]))).WithLabels(["red", "green", "blue"]);

    /// <summary>Values of two actions: how dark and how bright the oldest and the newest of two frames are.</summary>
    private static Model Brightness { get; } = new(new NetworkDefinition(
        "brightness", "", ModelTask.Control, "observations", [1, 2, 2, 2], x => x.Mean(2, 3).Reshape([x.Shape[0], 2])) { Labels = ["wait", "jump"] });

    [SkippableTheory, InlineData(DeviceKind.Cpu), InlineData(DeviceKind.OpenGL)]
    public void Several_components_see_one_capture_of_the_frame(DeviceKind kind)
    {
        using var current = headless.Use();
        using var scene = new Scene(current.Gl);
        using var vision = new VisionHost(current.Gl, Scene.Width, Scene.Height, new() { Device = kind });
        var classifier = vision.Add(new ScreenClassifier(BrightestChannel));
        var agent = vision.Add(new PixelAgent(Brightness));
        Fill(current.Gl, 0, 1, 0);
        Classification top = default;
        int action = -1, updates = 0;
        for (; updates < 20; updates++)
        {
            vision.Update();
            current.Gl.Finish();
            if (classifier.TryGetResult(out var result)) top = result;
            if (agent.TryGetAction(out int chosen)) action = chosen;
        }
        Assert.Equal(("green", 1), (top.Label, top.Index));
        Assert.Equal(0.9999f, top.Score, 3);
        Assert.Equal("green", classifier[0].Label);
        Assert.Equal("wait", agent.ActionName(action));
        Assert.Equal(0.587f, agent.ActionValues[1], 3);
        Assert.InRange(vision.CapturedFrames, 15, updates);
        Assert.Equal(kind, vision.Device.Kind);
    }

    [SkippableTheory, InlineData(DeviceKind.Cpu), InlineData(DeviceKind.OpenGL)]
    public void An_update_allocates_nothing(DeviceKind kind)
    {
        using var current = headless.Use();
        using var scene = new Scene(current.Gl);
        using var vision = new VisionHost(current.Gl, Scene.Width, Scene.Height, new() { Device = kind });
        var classifier = vision.Add(new ScreenClassifier(BrightestChannel));
        vision.Add(new PixelAgent(Brightness));
        for (int i = 0; i < 20; i++) Frame();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) Frame();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Frame()
        {
            vision.Update();
            current.Gl.Finish();
            classifier.TryGetResult(out _);
        }
    }

    [Fact]
    public void Frames_are_captured_in_the_layout_that_the_network_reads()
    {
        var model = new Model(new NetworkDefinition("convolution", "", ModelTask.Control, "observations", [1, 6, 9, 7],
            x => x.Convolution("c", 5, 3, stride: 2).Mean(2, 3).Reshape([x.Shape[0], 5])) { Preprocessing = new(7, 9) { Frames = 2 } });
        using var device = new CpuDevice(1);
        using var frames = new ImageSource(Scene.Picture());
        using var vision = new VisionHost(frames, device);
        var agent = vision.Add(new PixelAgent(model));
        Assert.Same(Layout.ChannelsLast, agent.Worker!.InputLayout());

        using var source = new ImageSource(Scene.Picture());
        using var capture = new FrameCapture(source, model.Preprocessing!, device);
        using var worker = new Worker(model, device);
        Assert.Same(Layout.Logical, worker.InputLayout());
        for (int frame = 0; frame < 3; frame++)
        {
            Assert.True(capture.Capture(worker.Input()));
            vision.Update();
        }
        vision.Update();
        worker.Run();
        Assert.True(agent.TryGetAction(out _));
        Assert.Equal(worker.Output().ToArray(), agent.ActionValues.ToArray());
        Assert.Equal(5, worker.Output().ToArray().Distinct().Count());
    }

    [Fact]
    public void A_detector_gives_boxes_in_pixels_of_the_frame()
    {
        // One cell, one anchor, one class: tx = ty = 0 is the middle, tw = th = ln 0.5 half the input's size, and both logits are certain.
        var definition = new NetworkDefinition("one-box", "", ModelTask.Detection, "images", [1, 3, 8, 8],
            x => x.Graph.Constant([1, 6, 1, 1], 0, 0, MathF.Log(0.5f), MathF.Log(0.5f), 20, 20) + x.Mean(1, 2, 3) * 0);
        using var device = new CpuDevice(1);
        using var image = new Image<Rgba32>(200, 100);
        using var source = new ImageSource(image);
        using var vision = new VisionHost(source, device);
        var detector = vision.Add(new ScreenDetector(new Model(definition).WithLabels(["coin"]), new() { Anchors = [new(1, 1)] }));
        vision.Update();
        vision.Update();
        Assert.True(detector.TryGetResult(out var objects));
        // The center crop is the 100 by 100 pixels from x = 50 on.
        var found = Assert.Single(objects);
        Assert.Equal(("coin", 75f, 25f, 50f, 50f), (found.Label, MathF.Round(found.X, 3), MathF.Round(found.Y, 3), MathF.Round(found.Width, 3), MathF.Round(found.Height, 3)));
        Assert.False(detector.TryGetResult(out _));
        Assert.Contains("with 5 anchors", Assert.Throws<ArgumentException>(() => new ScreenDetector(new Model(definition))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_component_that_fails_is_disabled_and_the_others_go_on()
    {
        using var device = new CpuDevice(1);
        using var image = new Image<Rgba32>(8, 8, new Rgba32(0, 0, 255));
        using var source = new ImageSource(image);
        using var vision = new VisionHost(source, device);
        var broken = vision.Add(new Broken());
        var classifier = vision.Add(new ScreenClassifier(BrightestChannel));
        Assert.Throws<InvalidTimeZoneException>(vision.Update);

        VisionComponent? failed = null;
        vision.ComponentFailed += (component, _) => failed = component;
        for (int i = 0; i < 3; i++) vision.Update();
        Assert.Same(broken, failed);
        Assert.False(broken.Enabled);
        Assert.True(classifier.TryGetResult(out var top));
        Assert.Equal("blue", top.Label);
    }

    [Fact]
    public void A_disabled_or_removed_component_sees_nothing()
    {
        using var device = new CpuDevice(1);
        using var image = new Image<Rgba32>(8, 8);
        using var source = new ImageSource(image);
        using var vision = new VisionHost(source, device);
        var classifier = vision.Add(new ScreenClassifier(BrightestChannel));
        classifier.Enabled = false;
        for (int i = 0; i < 3; i++) vision.Update();
        Assert.False(classifier.TryGetResult(out _));
        Assert.Equal(0, vision.CapturedFrames);
        Assert.True(vision.Remove(classifier));
        Assert.False(vision.Remove(classifier));
        Assert.Empty(vision.Components);
    }

    [Theory, InlineData(0), InlineData(1)]
    public void A_budget_spreads_a_network_over_frames(long ticks)
    {
        var deep = new Model(new NetworkDefinition("deep", "", ModelTask.Classification, "images", [1, 3, 4, 4], x =>
        {
            x = x.Flatten();
            for (int i = 0; i < 6; i++) x = x.Dense($"dense{i}", 256); // microseconds each, far more than a tick
            return x;
        }));
        using var device = new CpuDevice(1);
        using var image = new Image<Rgba32>(8, 8);
        using var source = new ImageSource(image);
        using var vision = new VisionHost(source, device) { Budget = TimeSpan.FromTicks(ticks) };
        var classifier = vision.Add(new ScreenClassifier(deep));
        int updates = 0;
        while (!classifier.TryGetResult(out _) && updates < 100)
        {
            vision.Update();
            updates++;
        }
        Assert.InRange(updates, 7, 20);
        Assert.Equal(0, classifier.ResultFrame);
        vision.Update();
        Assert.True(vision.CapturedFrames <= 3, $"{vision.CapturedFrames} frames were captured");
    }

    [Theory, InlineData(2, false), InlineData(3, true), InlineData(4, false)]
    public void A_file_that_does_not_say_what_its_channels_are_must_have_those_of_a_frame(int channels, bool accepted)
    {
        using var file = new TestModel();
        file.Input("images", OnnxType.Float, 1, channels, 8, 8).Output("scores", OnnxType.Float, 1, channels);
        file.Node("GlobalAveragePool", ["images"], "means");
        file.Node("Flatten", ["means"], "scores");
        file.Load();
        if (accepted)
        {
            new ScreenClassifier(file.Path).Dispose();
            return;
        }
        string message = Assert.Throws<ArgumentException>(() => new ScreenClassifier(file.Path)).Message;
        Assert.Contains($"has {channels} channels, and a frame has 1 (grayscale) or 3 (color)", message, StringComparison.Ordinal);
        new ScreenClassifier(Model.Load(file.Path).WithPreprocessing(new(8, 8) { Grayscale = true, Frames = channels })).Dispose();
    }

    [Fact]
    public void Models_that_do_not_fit_are_refused()
    {
        Assert.Contains("is not an image", Assert.Throws<ArgumentException>(() => new ScreenClassifier("text-cnn")).Message, StringComparison.Ordinal);
        Assert.Contains("is not one score for each class", Assert.Throws<ArgumentException>(() => new ScreenClassifier("autoencoder")).Message, StringComparison.Ordinal);
        Assert.Contains("is not one value for each action", Assert.Throws<ArgumentException>(() => new PixelAgent("lenet5")).Message, StringComparison.Ordinal);
        using var device = new CpuDevice(1);
        using var image = new Image<Rgba32>(8, 8);
        using var source = new ImageSource(image);
        using var vision = new VisionHost(source, device);
        var classifier = vision.Add(new ScreenClassifier(BrightestChannel));
        Assert.Throws<InvalidOperationException>(() => vision.Add(classifier));
        Assert.Throws<InvalidOperationException>(() => vision.Resize(2, 2));
        Assert.Throws<InvalidOperationException>(() => classifier[0]);
    }

    [SkippableFact]
    public void A_window_may_change_its_size_or_be_minimized()
    {
        using var current = headless.Use();
        using var scene = new Scene(current.Gl);
        using var vision = new VisionHost(current.Gl, Scene.Width, Scene.Height, new() { Device = DeviceKind.Cpu });
        var classifier = vision.Add(new ScreenClassifier(BrightestChannel));
        Fill(current.Gl, 1, 0, 0);
        foreach (var (width, height) in new[] { (64, 48), (32, 48), (0, 0), (64, 20) })
        {
            vision.Resize(width, height);
            string label = "";
            for (int i = 0; i < 10; i++)
            {
                vision.Update();
                current.Gl.Finish();
                if (classifier.TryGetResult(out var top)) label = top.Label;
            }
            Assert.Equal("red", label);
        }
    }

    private static void Fill(Silk.NET.OpenGL.GL gl, float red, float green, float blue)
    {
        gl.BindFramebuffer(Silk.NET.OpenGL.FramebufferTarget.Framebuffer, 0);
        gl.ClearColor(red, green, blue, 1);
        gl.Clear(Silk.NET.OpenGL.ClearBufferMask.ColorBufferBit);
    }

    private sealed class Broken : VisionComponent
    {
        protected override void Attach(VisionHost host) { }

        protected override void Update(TimeSpan budget) => throw new InvalidTimeZoneException();

        protected override void Dispose(bool disposing) { }
    }
}
