using System.Globalization;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary><see cref="ImageToTensor"/> on the GPU: one invocation per output pixel samples the texture in place.</summary>
internal sealed class ImageToTensorKernel : ImageKernel
{
    private const int GroupSize = 64;

    private readonly GL _gl;
    private readonly ImageToTensor _operator;
    private readonly int _imageWidth, _imageHeight, _bottomUp;
    private readonly Shape _shape;
    private readonly ShaderProgram _program;
    private readonly ComputePass _pass;
    private readonly uint _sampler;

    /// <summary>Compiles the shader for images of one size.</summary>
    public ImageToTensorKernel(OpenGLDevice device, ImageToTensor @operator, int imageWidth, int imageHeight)
    {
        _shape = @operator.InferShape(imageWidth, imageHeight);
        (_gl, _operator, _imageWidth, _imageHeight) = (device.Gl, @operator, imageWidth, imageHeight);
        _program = device.Program("ImageToTensor.comp", Defines(@operator, imageWidth, imageHeight), "Index.glsl");
        int operands = @operator.FromPixelBuffer ? 3 : 2;
        _pass = new(device, _program, WorkGroups.Cover((long)_shape[0] * _shape[2] * _shape[3], GroupSize), operands);
        if (@operator.FromPixelBuffer) return;
        _bottomUp = _program.Uniform("bottomUp");
        // With its own sampler, because a texture of the game whose filter needs mipmaps, but has none, reads as black.
        _sampler = _gl.GenSampler();
        _gl.SamplerParameter(_sampler, SamplerParameterI.MinFilter, (int)GLEnum.Nearest);
        _gl.SamplerParameter(_sampler, SamplerParameterI.MagFilter, (int)GLEnum.Nearest);
    }

    /// <inheritdoc/>
    public override void Run(DeviceImage image, Tensor restart, Tensor output)
    {
        if (image.Width != _imageWidth || image.Height != _imageHeight)
            throw new ArgumentException(
                $"ImageToTensor: the kernel was prepared for images of {_imageWidth} by {_imageHeight} pixels, " +
                $"not {image.Width} by {image.Height}; prepare it again when the size changes");
        if (restart.Shape.Count != _shape[0] || output.Shape.Count != _shape.Count)
            throw new ArgumentException(
                $"ImageToTensor: restart {restart.Shape} and output {output.Shape} must have {_shape[0]} and {_shape.Count} elements");
        if (_operator.FromPixelBuffer)
        {
            var pixels = image is PixelBuffer { Pixels: { Buffer: OpenGLBuffer } own } ? own : throw new ArgumentException(
                $"ImageToTensor: the operator reads PixelBuffers of the OpenGL device, not {image.GetType().Name}");
            _pass.Run([restart, pixels], [output]);
            return;
        }
        var texture = image as OpenGLImage ?? throw new ArgumentException(
            $"ImageToTensor: the OpenGL device needs an OpenGLImage, not {image.GetType().Name}");
        _gl.ActiveTexture(TextureUnit.Texture0);
        _gl.BindTexture(TextureTarget.Texture2D, texture.Texture);
        _gl.BindSampler(0, _sampler);
        _gl.UseProgram(_program.Handle);
        _gl.Uniform1(_bottomUp, texture.BottomUp ? 1 : 0);
        _pass.Run(restart, output);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _pass.Dispose();
        if (_sampler != 0) _gl.DeleteSampler(_sampler);
        base.Dispose();
    }

    private static ShaderDefines Defines(ImageToTensor @operator, int imageWidth, int imageHeight)
    {
        var crop = @operator.CropOf(imageWidth, imageHeight);
        var scale = new float[3];
        var offset = new float[3];
        for (int c = 0; c < 3; c++)
        {
            int channel = Math.Min(c, @operator.Channels - 1);
            scale[c] = @operator.StandardDeviation.IsEmpty ? 1 : 1 / @operator.StandardDeviation[channel];
            offset[c] = @operator.Mean.IsEmpty ? 0 : -@operator.Mean[channel] * scale[c];
        }
        return new ShaderDefines()
            .Add("WIDTH", @operator.Width).Add("HEIGHT", @operator.Height)
            .Add("CHANNELS", @operator.Channels).Add("STACK", @operator.Stack)
            .Add("TILES", @operator.TilesX * @operator.TilesY).Add("TILES_X", @operator.TilesX)
            .Add("TILE_WIDTH", imageWidth / @operator.TilesX).Add("TILE_HEIGHT", imageHeight / @operator.TilesY)
            .Add("IMAGE_WIDTH", imageWidth).Add("IMAGE_HEIGHT", imageHeight).Add("FROM_PIXEL_BUFFER", @operator.FromPixelBuffer)
            .Add("CROP_X", crop.X).Add("CROP_Y", crop.Y).Add("CROP_WIDTH", crop.Width).Add("CROP_HEIGHT", crop.Height)
            .Add("BGR", @operator.Bgr)
            .Add("MIRROR", @operator.Mirror).Add("QUANTIZE", @operator.Quantize).Add("CHANNELS_LAST", @operator.ChannelsLast)
            .Add("SCALE", Vector(scale)).Add("OFFSET", Vector(offset));
    }

    private static string Vector(float[] v) =>
        string.Create(CultureInfo.InvariantCulture,
            $"vec3({ShaderDefines.Literal(v[0])}, {ShaderDefines.Literal(v[1])}, {ShaderDefines.Literal(v[2])})");
}
