using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>One function of a filter over all pixels, one invocation a pixel.</summary>
internal sealed class FilterPass : IDisposable
{
    private const int GroupSize = 64;

    private readonly ComputePass _pass;

    /// <param name="device">The device.</param>
    /// <param name="file">The file with the function.</param>
    /// <param name="function">The function's name.</param>
    /// <param name="width">The width of the images.</param>
    /// <param name="height">The height of the images.</param>
    public FilterPass(OpenGLDevice device, string file, string function, int width, int height)
    {
        var defines = new ShaderDefines().Add("WIDTH", width).Add("HEIGHT", height).Add("FUNCTION", function);
        _pass = new(device, device.Program("Filter.comp", defines, "Index.glsl", "Pixels.glsl", file), Groups(device, width, height), 4);
    }

    /// <summary>The work groups of a shader with one invocation a pixel.</summary>
    public static WorkGroups Groups(OpenGLDevice device, int width, int height) =>
        WorkGroups.Cover((long)width * height, GroupSize, device.MaximumWorkGroups);

    public void Run(Tensor source, Tensor original, Tensor parameters, Tensor result) =>
        _pass.Run([source, original, parameters], [result]);

    public void Dispose() => _pass.Dispose();
}
