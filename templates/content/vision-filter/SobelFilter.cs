using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Agents;
using VisionRuntime.Capture;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionFilter;

/// <summary>Finds the edges of frames: two convolutions with Sobel's kernels, and the length of the gradient that they measure.</summary>
internal sealed class SobelFilter : IDisposable
{
    private readonly CameraSensor _sensor;
    private readonly Variables _variables;
    private readonly Plan _plan;
    private readonly TensorReadback _readback;
    private readonly float[] _edges;
    private long _frames;

    /// <summary>Compiles the filter for a device.</summary>
    /// <param name="source">Where the frames come from.</param>
    /// <param name="device">Where the filter runs.</param>
    /// <param name="width">The width of the picture that is filtered, in pixels; frames are scaled to it.</param>
    /// <param name="height">The height of the picture in pixels.</param>
    public SobelFilter(FrameSource source, Device device, int width, int height)
    {
        _sensor = new CameraSensor(source, device, new Preprocessing(width, height) { Grayscale = true, Resize = FrameResize.Stretch });
        _variables = new Variables(device);
        var inputs = new Dictionary<string, Tensor> { ["pixels"] = _sensor.Observations };
        _plan = Plan.Compile(BuildGraph(_sensor.Observations.Shape), device, _variables, inputs);
        _edges = new float[width * height];
        _readback = new TensorReadback(device, _edges.Length);
        Pixels = new byte[width * height * 4];
    }

    /// <summary>Gets the newest filtered picture as RGBA bytes, the top row first.</summary>
    public byte[] Pixels { get; }

    /// <summary>Filters the frame as it is now, and takes the newest picture that is ready; does not wait.</summary>
    /// <returns>False if no new picture has arrived.</returns>
    public bool Update()
    {
        if (_sensor.Capture())
        {
            _plan.Run();
            _readback.Request(_plan.Output("edges"), _frames++);
        }
        if (!_readback.TryTakeNewest(_edges, out _)) return false;
        for (int i = 0; i < _edges.Length; i++)
        {
            byte gray = (byte)(_edges[i] * 255 + 0.5f);
            Pixels.AsSpan(4 * i, 3).Fill(gray);
            Pixels[4 * i + 3] = 255;
        }
        return true;
    }

    /// <summary>Frees the plan and the capture.</summary>
    public void Dispose()
    {
        _readback.Dispose();
        _plan.Dispose();
        _variables.Dispose();
        _sensor.Dispose();
    }

    /// <summary>The graph: pixels [1, 1, H, W] from 0 to 1 to edges [1, 1, H, W] from 0 to 1. Type another kernel here.</summary>
    private static Graph BuildGraph(Shape pixels)
    {
        var graph = new Graph();
        var image = graph.Input("pixels", pixels);
        var across = Convolve(image, -1, 0, 1, -2, 0, 2, -1, 0, 1);
        var down = Convolve(image, -1, -2, -1, 0, 0, 0, 1, 2, 1);
        graph.Output("edges", graph.Map(Min(Sqrt(Square(Input(0)) + Square(Input(1))) / 4, 1), across, down));
        return graph;
    }

    /// <summary>A 3x3 convolution that keeps the picture's size; the pixels at the border are repeated outside it.</summary>
    private static Value Convolve(Value image, params float[] kernel)
    {
        var window = new Window(3, PadBegin: 1, PadEnd: 1);
        return image.Convolution(image.Graph.Constant([1, 1, 3, 3], kernel), null, [window, window], mode: PaddingMode.Edge);
    }
}
