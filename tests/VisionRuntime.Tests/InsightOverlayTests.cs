using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using Silk.NET.OpenGL;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Capture;
using VisionRuntime.Graphs;
using VisionRuntime.Insight.Inspection;
using VisionRuntime.Layers;
using VisionRuntime.Models;
using VisionRuntime.Tests.Capture;

namespace VisionRuntime.Tests;

[Collection(HeadlessCollection.Name)]
public sealed class InsightOverlayTests(Headless headless)
{
    private const int Width = 420, Height = 280, ContentX = 138, ContentY = 23, SideX = 6, SideWidth = 126;

    /// <summary>A convolution whose first filter copies red and whose second copies the pixel to the right of green; then the means.</summary>
    private static Model Shifting { get; } = new Model(new NetworkDefinition(
        "shifting", "", ModelTask.Classification, "images", [1, 3, 8, 8],
        x => x.Convolution(x.Graph.Variable("c/filters", [2, 3, 3, 3], (_, _) => Filters), null, [Same, Same], name: "c")
            .Mean(2, 3).Reshape([x.Shape[0], 2])))
        .WithLabels(["red", "green"]);

    private static Window Same => new(3, 1, 1, 1);

    private static float[] Filters => [.. Enumerable.Range(0, 54).Select(i => i switch { 4 => 1f, 27 + 9 + 5 => 1f, _ => 0f })];

    public static TheoryData<DeviceKind, InsightPage> Pages
    {
        get
        {
            var pages = new TheoryData<DeviceKind, InsightPage>();
            foreach (var kind in new[] { DeviceKind.Cpu, DeviceKind.OpenGL })
                foreach (var page in Enum.GetValues<InsightPage>()) pages.Add(kind, page);
            return pages;
        }
    }

    [SkippableTheory, MemberData(nameof(Pages))]
    public void A_page_is_drawn_into_the_frame_and_allocates_nothing(DeviceKind kind, InsightPage page)
    {
        using var own = new Headless();
        using var current = own.Use();
        var gl = current.Gl;
        using var scene = new Scene(gl);
        _ = new UnusualHost(gl);
        var before = StateSnapshot.Take(gl);
        using var vision = new VisionHost(gl, Scene.Width, Scene.Height, new() { Device = kind });
        var classifier = vision.Add(new ScreenClassifier(Shifting));
        var overlay = vision.Add(new InsightOverlay(classifier) { X = 7, Y = 5 });
        byte[] untouched = Read(gl);
        overlay.Page = page;
        for (int i = 0; i < 8; i++)
        {
            vision.Update();
            gl.Finish();
        }
        foreach (var (name, value) in StateSnapshot.Take(gl)) Assert.True(before[name] == value, $"{name} was {before[name]} and is {value}");
        Assert.Equal(GLEnum.NoError, gl.GetError());
        byte[] shown = Read(gl);
        byte[] picture = overlay.Picture(out int width, out int height).ToArray();
        if (page == InsightPage.None)
        {
            Assert.Equal(0, width);
            Assert.Equal(untouched, shown);
        }
        else
        {
            Assert.Equal((160, 160), (width, height));
            for (int y = 0; y < Scene.Height; y++)
            {
                for (int x = 0; x < Scene.Width; x++)
                {
                    int at = 4 * ((Scene.Height - 1 - y) * Scene.Width + x);
                    var expected = x < 7 || y < 5 ? untouched.AsSpan(at, 3) : picture.AsSpan(4 * ((y - 5) * width + x - 7), 3);
                    Assert.True(expected.SequenceEqual(shown.AsSpan(at, 3)), $"{x}, {y}");
                }
            }
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            overlay.PointAt(i * 8, i * 7);
            vision.Update();
            gl.Finish();
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    [Fact]
    public void The_input_is_shown_with_its_normalization_undone()
    {
        var model = Shifting.WithPreprocessing(new(8, 8) { Mean = [0.5f, 0.4f, 0.3f], StandardDeviation = [0.2f, 0.3f, 0.4f], ChannelOrder = ChannelOrder.Bgr });
        using var shown = new Shown(model, new Image<Rgba32>(8, 8, new Rgba32(200, 100, 50)), InsightPage.Input);
        Assert.Equal(new Rgba32(200, 100, 50), shown[SideX + 20, ContentY + 20]);
        Assert.Equal(new Rgba32(200, 100, 50), shown[ContentX + 100, ContentY + 100]);
    }

    [Fact]
    public void Feature_maps_are_shown_from_their_minimum_to_their_maximum()
    {
        using var image = new Image<Rgba32>(8, 8, new Rgba32(0, 0, 0));
        image[3, 2] = new(255, 255, 255);
        using var shown = new Shown(Shifting, image, InsightPage.Activations);
        // Maps of 56 pixels: a unit is 7 pixels. The first map has its maximum at (3, 2), the second at (2, 2).
        for (int map = 0; map < 2; map++)
        {
            for (int y = 0; y < 8; y++)
            {
                for (int x = 0; x < 8; x++)
                {
                    byte expected = (map, x, y) is (0, 3, 2) or (1, 2, 2) ? (byte)255 : (byte)0;
                    Assert.Equal(new Rgba32(expected, expected, expected), shown[ContentX + map * 58 + 7 * x + 3, ContentY + 11 + 7 * y + 3]);
                }
            }
        }
    }

    [Fact]
    public void The_unit_under_the_mouse_has_its_receptive_field_framed_in_the_input()
    {
        using var shown = new Shown(Shifting, new Image<Rgba32>(8, 8, new Rgba32(0, 0, 0)), InsightPage.Activations);
        var accent = new Rgba32(255, 200, 69);
        Assert.NotEqual(accent, shown[SideX + 4 * 14, ContentY + 14]);
        // Unit (5, 2) of the second map sees the pixels from (4, 1) to (6, 3).
        shown.Overlay.PointAt(ContentX + 58 + 5 * 7 + 1, ContentY + 11 + 2 * 7 + 1);
        shown.Update();
        int side = Math.Min(SideWidth, (Height - ContentY - 6) / 2);
        int left = SideX + 4 * side / 8, right = SideX + 7 * side / 8, top = ContentY + side / 8, bottom = ContentY + 4 * side / 8;
        foreach (var (x, y) in new[] { (left, top), (right - 1, top), (left, bottom - 1), (right - 1, bottom - 1), ((left + right) / 2, top) })
            Assert.Equal(accent, shown[x, y]);
        Assert.NotEqual(accent, shown[(left + right) / 2, (top + bottom) / 2]);
        Assert.NotEqual(accent, shown[left - 1, top]);
        shown.Overlay.PointAt(0, 0);
        shown.Update();
        Assert.NotEqual(accent, shown[left, top]);
    }

    [Fact]
    public void Filters_are_shown_in_color_with_their_own_weights()
    {
        using var shown = new Shown(Shifting, new Image<Rgba32>(8, 8), InsightPage.Filters);
        // Two filters of 3 by 3 weights fill the width: a weight is (276 / 2 - 1) / 3 pixels or less.
        int tile = Tile();
        int weight = tile / 3;
        Assert.Equal(new Rgba32(255, 0, 0), shown[ContentX + weight + weight / 2, ContentY + 11 + weight + weight / 2]);
        Assert.Equal(new Rgba32(0, 0, 0), shown[ContentX + weight / 2, ContentY + 11 + weight / 2]);
        Assert.Equal(new Rgba32(0, 255, 0), shown[ContentX + tile + 2 + 2 * weight + weight / 2, ContentY + 11 + weight + weight / 2]);
    }

    [Fact]
    public void Grad_Cam_is_that_of_the_class_with_the_highest_score()
    {
        var model = new Model(ModelCatalog.Find("lenet5")!);
        using var image = new Image<Rgba32>(32, 32);
        for (int i = 0; i < 32 * 32; i++) image[i % 32, i / 32] = new((byte)(i * 37), (byte)(i * 37), (byte)(i * 37));
        using var shown = new Shown(model, image, InsightPage.GradCam);
        float[] input = NetworkInput.From(new ImageSource(image), model.Definition);
        using var saliency = new Saliency(
            shown.Device, shown.Classifier.Worker!.Weights, model.InputShape, x => Saliency.BeforeSoftmax(model.Definition.Build(x)));
        float[] map = saliency.GradCamOf(input, shown.Classifier[0].Index);
        int side = model.InputShape[3], hottest = Array.IndexOf(map, map.Max()), coldest = Array.IndexOf(map, map.Min());
        int size = Math.Min(Width - ContentX - 6, Height - ContentY - 6 - 11);
        var hot = At(hottest);
        var cold = At(coldest);
        // The hottest place is blended with the color of 1, yellow; the coldest stays gray.
        Assert.True(hot.R > hot.B + 60, $"{hot}");
        Assert.True(Math.Abs(cold.R - cold.B) < 60, $"{cold}");

        Rgba32 At(int index) => shown[ContentX + (int)((index % side + 0.5) * size / side), ContentY + 11 + (int)((index / side + 0.5) * size / side)];
    }

    [SkippableTheory, InlineData(DeviceKind.Cpu), InlineData(DeviceKind.OpenGL)]
    public void Each_layer_has_its_time(DeviceKind kind)
    {
        using var current = headless.Use();
        using var scene = new Scene(current.Gl);
        using var vision = new VisionHost(current.Gl, Scene.Width, Scene.Height, new() { Device = kind });
        var classifier = vision.Add(new ScreenClassifier("lenet5"));
        var overlay = vision.Add(new InsightOverlay(classifier) { Page = InsightPage.Times, Size = (420, 280) });
        byte[]? empty = null;
        for (int i = 0; i < 12; i++)
        {
            vision.Update();
            current.Gl.Finish();
            empty ??= overlay.Picture(out _, out _).ToArray();
        }
        var bars = new Rgba32(78, 127, 224);
        var picture = Image.LoadPixelData<Rgba32>(overlay.Picture(out int width, out int height), width, height);
        int rows = 0;
        for (int y = ContentY; y < height; y += 11)
        {
            if (Enumerable.Range(ContentX, width - ContentX).Any(x => picture[x, y + 3] == bars)) rows++;
        }
        // Two convolutions, two pooling layers, three fully connected layers, four activation functions, softmax, and what is left.
        Assert.InRange(rows, 8, 13);
        overlay.Page = InsightPage.None;
        Assert.Null(classifier.Worker!.Plan.Clock);
    }

    [Theory, InlineData("mobilenet-v1"), InlineData("tiny-yolo-v2"), InlineData("dqn-small"), InlineData("lenet5")]
    public void Networks_of_every_kind_are_shown(string name)
    {
        using var device = new CpuDevice(1);
        using var image = new Image<Rgba32>(320, 240, new Rgba32(90, 120, 30));
        using var source = new ImageSource(image);
        using var vision = new VisionHost(source, device);
        var model = Model.Load(name);
        ScreenNetwork network = vision.Add<ScreenNetwork>(model.Task switch
        {
            ModelTask.Detection => new ScreenDetector(model),
            ModelTask.Control => new PixelAgent(model),
            _ => new ScreenClassifier(model),
        });
        var overlay = vision.Add(new InsightOverlay(network));
        int pages = 0;
        for (overlay.NextPage(); overlay.Page != InsightPage.None; overlay.NextPage(), pages++)
        {
            vision.Update();
            Assert.Equal(4 * 320 * 240, overlay.Picture(out _, out _).Length);
        }
        Assert.Equal(6, pages);
        Assert.True(overlay.Picture(out int width, out _).IsEmpty);
        Assert.Equal(0, width);
    }

    [Fact]
    public void A_sliding_classifier_is_shown_with_its_larger_input()
    {
        using var device = new CpuDevice(1);
        using var image = new Image<Rgba32>(300, 200, new Rgba32(90, 120, 30));
        using var source = new ImageSource(image);
        using var vision = new VisionHost(source, device);
        var classifier = vision.Add(new ScreenClassifier("lenet5", new() { WholeFrame = true }));
        var overlay = vision.Add(new InsightOverlay(classifier) { Page = InsightPage.GradCam });
        vision.Update();
        Assert.False(overlay.Picture(out _, out _).IsEmpty);
        overlay.Page = InsightPage.Activations;
        vision.Update();
        Assert.False(overlay.Picture(out _, out _).IsEmpty);
    }

    [Fact]
    public void A_network_that_sees_nothing_of_the_overlay_gives_the_same_scores()
    {
        float[] plain = Scores(InsightPage.None), shown = Scores(InsightPage.Activations);
        Assert.Equal(plain, shown);

        float[] Scores(InsightPage page)
        {
            using var own = new Headless();
            using var current = own.Use();
            using var scene = new Scene(current.Gl);
            using var vision = new VisionHost(current.Gl, Scene.Width, Scene.Height, new() { Device = DeviceKind.OpenGL });
            var classifier = new ScreenClassifier(Shifting);
            vision.Add(new ScreenFilter("sobel"));
            vision.Add(classifier);
            vision.Add(new InsightOverlay(classifier) { Page = page });
            for (int i = 0; i < 9; i++)
            {
                current.Gl.ClearColor(0.25f, 0.5f, 0.75f, 1);
                current.Gl.Clear(ClearBufferMask.ColorBufferBit);
                vision.Update();
                current.Gl.Finish();
            }
            return classifier.Scores.ToArray();
        }
    }

    [Fact]
    public void What_cannot_be_shown_is_refused_in_one_sentence()
    {
        using var device = new CpuDevice(1);
        using var source = new ImageSource(new Image<Rgba32>(8, 8));
        using var vision = new VisionHost(source, device);
        var classifier = new ScreenClassifier(Shifting);
        Assert.Contains("add the network", Assert.Throws<InvalidOperationException>(() => vision.Add(new InsightOverlay(classifier))).Message, StringComparison.Ordinal);
        Assert.Contains("at least 160 by 160", Assert.Throws<ArgumentOutOfRangeException>(() => new InsightOverlay(classifier) { Size = (10, 200) }).Message, StringComparison.Ordinal);
        vision.Add(classifier);
        var overlay = vision.Add(new InsightOverlay(classifier));
        Assert.Throws<ArgumentOutOfRangeException>(() => overlay.Page = (InsightPage)77);
        overlay.Toggle(InsightPage.Times);
        Assert.Equal(InsightPage.Times, overlay.Page);
        overlay.Toggle(InsightPage.Times);
        Assert.Equal(InsightPage.None, overlay.Page);
        overlay.Toggle(InsightPage.Input);
        vision.Remove(classifier);
        vision.Update();
    }

    private static int Tile()
    {
        for (int scale = 276 / 3; ; scale--)
        {
            int columns = Math.Clamp(276 / (3 * scale + 2), 1, 2), rows = (2 + columns - 1) / columns;
            if (rows * (3 * scale + 2) <= 240 && columns * (3 * scale + 2) <= 276) return 3 * scale;
        }
    }

    private static unsafe byte[] Read(GL gl)
    {
        gl.GetInteger(GetPName.ReadFramebufferBinding, out int read);
        gl.GetInteger(GetPName.PixelPackBufferBinding, out int pack);
        gl.GetInteger(GetPName.PackRowLength, out int rowLength);
        gl.GetInteger(GetPName.PackSkipPixels, out int skipPixels);
        gl.GetInteger(GetPName.PackSkipRows, out int skipRows);
        gl.GetInteger(GetPName.PackSwapBytes, out int swap);
        gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, 0);
        gl.BindBuffer(BufferTargetARB.PixelPackBuffer, 0);
        gl.PixelStore(PixelStoreParameter.PackRowLength, 0);
        gl.PixelStore(PixelStoreParameter.PackSkipPixels, 0);
        gl.PixelStore(PixelStoreParameter.PackSkipRows, 0);
        gl.PixelStore(PixelStoreParameter.PackSwapBytes, 0);
        byte[] pixels = new byte[4 * Scene.Width * Scene.Height];
        fixed (byte* first = pixels) gl.ReadPixels(0, 0, Scene.Width, Scene.Height, PixelFormat.Rgba, PixelType.UnsignedByte, first);
        gl.PixelStore(PixelStoreParameter.PackSwapBytes, swap);
        gl.PixelStore(PixelStoreParameter.PackSkipRows, skipRows);
        gl.PixelStore(PixelStoreParameter.PackSkipPixels, skipPixels);
        gl.PixelStore(PixelStoreParameter.PackRowLength, rowLength);
        gl.BindBuffer(BufferTargetARB.PixelPackBuffer, (uint)pack);
        gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, (uint)read);
        return pixels;
    }

    /// <summary>A page of an overlay for one picture, on the CPU.</summary>
    private sealed class Shown : IDisposable
    {
        private readonly ImageSource _source;
        private readonly VisionHost _vision;
        private Image<Rgba32> _picture = new(1, 1);

        public Shown(Model model, Image<Rgba32> image, InsightPage page)
        {
            Device = new CpuDevice(1);
            _source = new ImageSource(image);
            _vision = new VisionHost(_source, Device);
            Classifier = _vision.Add(new ScreenClassifier(model));
            Overlay = _vision.Add(new InsightOverlay(Classifier) { Page = page, Size = (InsightOverlayTests.Width, InsightOverlayTests.Height) });
            for (int i = 0; i < 3; i++) Update();
        }

        public CpuDevice Device { get; }

        public ScreenClassifier Classifier { get; }

        public InsightOverlay Overlay { get; }

        public Rgba32 this[int x, int y] => _picture[x, y];

        public void Update()
        {
            _vision.Update();
            _picture.Dispose();
            _picture = Image.LoadPixelData<Rgba32>(Overlay.Picture(out int width, out int height), width, height);
        }

        public void Dispose()
        {
            _picture.Dispose();
            _vision.Dispose();
            _source.Dispose();
            Device.Dispose();
        }
    }
}
