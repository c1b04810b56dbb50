using ShaderKernels.Devices;
using ShaderKernels.Operators.Filters;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// <see cref="CannyFilter"/>: classifies the pixels, labels those that are connected, and writes those that belong to edges.
/// </summary>
internal sealed class CannyFilterKernel : FilterKernel
{
    private readonly FilterPass _classify;
    private readonly ComputePass[] _passes = new ComputePass[4];
    private readonly Tensor _parameters, _classes, _parents;
    private readonly float[] _values = new float[2];

    public CannyFilterKernel(OpenGLDevice device, ImageFilter filter, int width, int height) : base(filter, width, height)
    {
        _classify = new(device, "CannyClass.glsl", "cannyClass", width, height);
        for (int pass = 0; pass < _passes.Length; pass++)
        {
            var defines = new ShaderDefines().Add("WIDTH", width).Add("HEIGHT", height).Add("PASS", pass);
            _passes[pass] = new(device, device.Program("CannyFilter.comp", defines, "Index.glsl"),
                FilterPass.Groups(device, width, height), 4);
        }
        _parameters = device.AllocateTensor([2]);
        _classes = device.AllocateTensor([height, width]);
        _parents = device.AllocateTensor([height, width]);
        Update();
    }

    public override void Dispose()
    {
        _classify.Dispose();
        foreach (var pass in _passes) pass.Dispose();
        _parameters.Buffer.Dispose();
        _classes.Buffer.Dispose();
        _parents.Buffer.Dispose();
        base.Dispose();
    }

    private protected override void Update()
    {
        Filter.WriteParameters(_values);
        _parameters.Write(_values);
    }

    private protected override void Compute(DeviceImage source, DeviceImage original, PixelBuffer result)
    {
        var pixels = OpenGLFilterKernel.Pixels(source, Filter);
        _classify.Run(pixels, pixels, _parameters, _classes);
        foreach (var pass in _passes) pass.Run([_classes, _parents, pixels], [result.Pixels]);
    }
}
