using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Filters;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;

namespace VisionRuntime.Filters;

/// <summary>
/// A neural filter on one device for frames of one size: pixels become a tensor, the plan runs, and its output becomes pixels, without
/// leaving the device. What a filter remembers from frame to frame is a variable of its graph.
/// </summary>
internal sealed class NetworkStep : IDisposable
{
    private const string Frame = "frame", Picture = "picture", ParameterPrefix = "parameter/";

    private readonly Device _device;
    private readonly FilterStage _stage;
    private readonly Variables? _own;
    private readonly Plan _plan;
    private readonly ImageKernel _toTensor;
    private readonly TensorImageKernel _toImage;
    private readonly FilterKernel _withAlpha;
    private readonly PixelBuffer _picture;
    private readonly Tensor _restart, _input, _output;
    private readonly float[] _value = new float[1];
    private readonly (string Name, Tensor Input)[] _parameters;

    public NetworkStep(Device device, int width, int height, FilterStage stage)
    {
        (_device, _stage) = (device, stage);
        var graph = GraphOf(stage.Filter, width, height);
        _own = stage.Filter.Weights is null ? new Variables(device) : null;
        _plan = Plan.Compile(graph, device, stage.Filter.Weights ?? _own!, inAnyLayout: [Frame]);
        (_input, _output) = (_plan.Input(Frame), _plan.Output(Picture));
        var read = new ImageToTensor(width, height) { FromPixelBuffer = true }.InLayout(_plan.InputLayout(Frame));
        _toTensor = device.Prepare(read, width, height);
        _toImage = device.Prepare(new TensorToImage(), _output.Shape);
        // All of the picture, with the alpha of the image that it was made from.
        _withAlpha = device.Prepare(new BlendFilter(BlendMode.Mix, 1), width, height);
        _picture = device.AllocateImage(width, height);
        _restart = device.AllocateTensor([1]);
        _parameters = [.. stage.Filter.Parameters.Where(parameter => graph.Inputs.ContainsKey(ParameterPrefix + parameter.Name))
            .Select(parameter => (parameter.Name, _plan.Input(ParameterPrefix + parameter.Name)))];
        Update();
    }

    /// <summary>Passes the values of the parameters on to the device; nothing is compiled.</summary>
    public void Update()
    {
        foreach (var (name, input) in _parameters)
        {
            _value[0] = _stage.Settings[name];
            input.Write(_value);
        }
    }

    /// <summary>Filters an image; called outside of <see cref="Device.Begin"/> and <see cref="Device.End"/>.</summary>
    public void Run(DeviceImage source, PixelBuffer result)
    {
        _device.Begin();
        try
        {
            _toTensor.Run(source, _restart, _input);
        }
        finally
        {
            _device.End();
        }
        _plan.Run();
        _device.Begin();
        try
        {
            _toImage.Run(_output, _picture);
            _withAlpha.Run(_picture, source, result);
        }
        finally
        {
            _device.End();
        }
    }

    public void Dispose()
    {
        _toTensor.Dispose();
        _toImage.Dispose();
        _withAlpha.Dispose();
        _picture.Dispose();
        _restart.Buffer.Dispose();
        _plan.Dispose();
        _own?.Dispose();
    }

    private static Graph GraphOf(FilterDefinition filter, int width, int height)
    {
        var graph = new Graph();
        var frame = graph.Input(Frame, [1, 3, height, width]);
        var picture = filter.Network!(frame, name =>
        {
            if (filter.Parameters.All(parameter => parameter.Name != name))
                throw new FilterException($"{filter.Name}: its graph asks for the parameter '{name}', which the filter does not have");
            return graph.Inputs.GetValueOrDefault(ParameterPrefix + name) ?? graph.Input(ParameterPrefix + name, Shape.Scalar);
        });
        if (picture.Shape != frame.Shape)
        {
            throw new FilterException(
                $"{filter.Name}: its graph makes {picture.Shape} of the frame {frame.Shape}; a filter keeps the size of the frame");
        }
        graph.Output(Picture, picture);
        return graph;
    }
}
