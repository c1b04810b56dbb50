using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Operators;
using Silk.NET.OpenGL;

namespace ShaderKernels.Tests.Capture;

/// <summary>Runs ImageToTensor on a sequence of images on one device.</summary>
public static unsafe class ImageRunner
{
    public static TheoryData<string> Devices => ["Cpu, 1 thread", "Cpu, 3 threads", "Cpu, bottom up", "OpenGL", "OpenGL, bottom up"];

    public static Device Open(string device, GL gl) => device switch
    {
        "Cpu, 3 threads" => new CpuDevice(3),
        _ when device.StartsWith("Cpu", StringComparison.Ordinal) => new CpuDevice(1),
        _ => new OpenGLDevice(gl),
    };

    public static float[] Run(string name, GL gl, ImageToTensor op, Picture[] pictures, params (int Frame, int Tile)[] restarts)
    {
        bool bottomUp = name.EndsWith("bottom up", StringComparison.Ordinal);
        using var device = Open(name, gl);
        var shape = op.InferShape(pictures[0].Width, pictures[0].Height);
        using var kernel = device.Prepare(op, pictures[0].Width, pictures[0].Height);
        var restart = device.AllocateTensor([shape[0]]);
        var output = device.AllocateTensor(shape);
        for (int frame = 0; frame < pictures.Length; frame++)
        {
            restart.Write([.. Enumerable.Range(0, shape[0]).Select(tile => frame == 0 || restarts.Contains((frame, tile)) ? 1f : 0f)]);
            var image = Image(device, gl, pictures[frame], bottomUp);
            device.Begin();
            kernel.Run(image, restart, output);
            device.End();
            Free(image, gl);
        }
        Assert.Equal(GLEnum.NoError, gl.GetError());
        float[] result = output.ToArray();
        restart.Buffer.Dispose();
        output.Buffer.Dispose();
        return result;
    }

    /// <summary>Runs the operator on images that are stored from the bottom, on a CPU device that is disposed after that.</summary>
    public static float[] Run(CpuDevice device, ImageToTensor op, Picture[] pictures)
    {
        using (device)
        {
            using var kernel = device.Prepare(op, pictures[0].Width, pictures[0].Height);
            var restart = device.AllocateTensor([1]);
            var output = device.AllocateTensor(op.InferShape(pictures[0].Width, pictures[0].Height));
            foreach (var picture in pictures)
            {
                restart.Write([picture == pictures[0] ? 1 : 0]);
                using var image = new CpuImage(picture.BottomUp(), picture.Width, picture.Height, bottomUp: true);
                kernel.Run(image, restart, output);
            }
            return output.ToArray();
        }
    }

    public static DeviceImage Image(Device device, GL gl, Picture picture, bool bottomUp)
    {
        byte[] pixels = bottomUp ? picture.BottomUp() : picture.Pixels;
        if (device is CpuDevice) return new CpuImage(pixels, picture.Width, picture.Height, bottomUp: bottomUp);
        // With the default filter, which needs mipmaps that do not exist.
        uint texture = gl.GenTexture();
        gl.BindTexture(TextureTarget.Texture2D, texture);
        fixed (byte* first = pixels)
            gl.TexImage2D(TextureTarget.Texture2D, 0, InternalFormat.Rgba8, (uint)picture.Width, (uint)picture.Height, 0, PixelFormat.Rgba,
                PixelType.UnsignedByte, first);
        return new OpenGLImage(texture, picture.Width, picture.Height, bottomUp);
    }

    public static void Free(DeviceImage image, GL gl)
    {
        if (image is OpenGLImage texture) gl.DeleteTexture(texture.Texture);
        else ((CpuImage)image).Dispose();
    }
}
