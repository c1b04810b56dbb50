using ShaderKernels.Devices;
using ShaderKernels.Operators.Filters;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>A filter of one pass or two on the GPU.</summary>
internal sealed class OpenGLFilterKernel : FilterKernel
{
    private readonly FilterPass _first;
    private readonly FilterPass? _second;
    private readonly Tensor _parameters;
    private readonly Tensor? _between;
    private readonly float[] _values;

    public OpenGLFilterKernel(OpenGLDevice device, ImageFilter filter, int width, int height) : base(filter, width, height)
    {
        var (file, first, second) = Functions(device, filter);
        _first = new(device, file, first, width, height);
        if (second is not null) _second = new(device, file, second, width, height);
        _values = new float[Math.Max(1, filter.ParameterCount)];
        _parameters = device.AllocateTensor([_values.Length]);
        if (second is not null) _between = device.AllocateTensor([height, width]);
        Update();
    }

    /// <summary>Returns the pixels of an image of the device.</summary>
    /// <exception cref="ArgumentException">The image is not in a buffer of an OpenGL device.</exception>
    public static Tensor Pixels(DeviceImage image, ImageFilter filter) =>
        image is PixelBuffer { Pixels.Buffer: OpenGLBuffer } pixels ? pixels.Pixels
        : throw new ArgumentException($"{filter.Name}: the OpenGL device needs a PixelBuffer of its own, not {image.GetType().Name}; "
            + "copy frames with a CopyFilter");

    public override void Dispose()
    {
        _first.Dispose();
        _second?.Dispose();
        _parameters.Buffer.Dispose();
        _between?.Buffer.Dispose();
        base.Dispose();
    }

    private protected override void Update()
    {
        Filter.WriteParameters(_values);
        _parameters.Write(_values);
    }

    private protected override void Compute(DeviceImage source, DeviceImage original, PixelBuffer result)
    {
        var (image, other) = (Pixels(source, Filter), Pixels(original, Filter));
        _first.Run(image, other, _parameters, _between ?? result.Pixels);
        _second?.Run(_between!, image, _parameters, result.Pixels);
    }

    private static (string File, string First, string? Second) Functions(OpenGLDevice device, ImageFilter filter) => filter switch
    {
        KernelFilter => ("KernelFilter.glsl", "kernelFilter", null),
        BlurFilter => ("BlurFilter.glsl", "blurAcross", "blurDown"),
        TableFilter => ("ColorFilters.glsl", "tableFilter", null),
        CubeFilter => ("ColorFilters.glsl", "cubeFilter", null),
        VignetteFilter => ("ColorFilters.glsl", "vignetteFilter", null),
        ChannelShiftFilter => ("ColorFilters.glsl", "channelShiftFilter", null),
        BlendFilter => ("ColorFilters.glsl", "blendFilter", null),
        MedianFilter => ("NeighborhoodFilters.glsl", "medianFilter", null),
        BilateralFilter => ("NeighborhoodFilters.glsl", "bilateralFilter", null),
        PixelateFilter => ("NeighborhoodFilters.glsl", "squareMean", "fillSquare"),
        CathodeRayFilter => ("NeighborhoodFilters.glsl", "cathodeRayFilter", null),
        _ => throw new NotSupportedException($"{device.Name} has no kernel for {filter.Name}"),
    };
}
