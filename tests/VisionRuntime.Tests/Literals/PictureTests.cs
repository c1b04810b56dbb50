using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tests;
using ShaderKernels.Tests.Backends.OpenGL;
using Silk.NET.OpenGL;

namespace VisionRuntime.Tests.Literals;

/// <summary>How pictures become tensors, on four pixels by two that can be worked out by hand.</summary>
public class PictureTests
{
    /// <summary>
    /// Red, green, blue and an alpha that does not count, row 0 on top:
    /// (255, 0, 0) (0, 255, 0) (0, 0, 255) (255, 255, 255)
    /// (51, 102, 153) (0, 0, 0) (204, 51, 0) (102, 102, 102)
    /// </summary>
    private static readonly byte[] Pixels =
    [
        255, 0, 0, 9, 0, 255, 0, 99, 0, 0, 255, 255, 255, 255, 255, 0,
        51, 102, 153, 255, 0, 0, 0, 255, 204, 51, 0, 255, 102, 102, 102, 255,
    ];

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string device in LiteralCase.Devices)
            {
                foreach (string name in Expected.Keys) data.Add(device, name);
            }
            return data;
        }
    }

    private static Dictionary<string, (ImageToTensor Operator, double[] Values)> Expected { get; } = new()
    {
        ["channels"] = (new(4, 2),
        [
            1, 0, 0, 1, 0.2, 0, 0.8, 0.4,
            0, 1, 0, 1, 0.4, 0, 0.2, 0.4,
            0, 0, 1, 1, 0.6, 0, 0, 0.4,
        ]),
        // 0.299 R + 0.587 G + 0.114 B.
        ["gray"] = (new(4, 2) { Grayscale = true }, [0.299, 0.587, 0.114, 1, 0.0598 + 0.2348 + 0.0684, 0, 0.2392 + 0.1174, 0.4]),
        // The mean of each two by two pixels.
        ["halved"] = (new(2, 1), [0.3, 0.55, 0.35, 0.4, 0.15, 0.6]),
        // Three columns out of four: each covers one and a third, the first all of the first and a third of the second.
        ["three quarters"] = (new(3, 1) { Crop = new(0, 0, 4, 1) }, [0.75, 0, 0.75, 0.25, 0.5, 0.75, 0, 0.5, 1]),
        ["cropped"] = (new(2, 1) { Crop = new(1, 1, 2, 1) }, [0, 0.8, 0, 0.2, 0, 0]),
        ["mirrored"] = (new(4, 2) { Mirror = true, Grayscale = true }, [1, 0.114, 0.587, 0.299, 0.4, 0.3566, 0, 0.363]),
        ["normalized"] = (new(2, 1) { Mean = [0.5f, 0.25f, 0.1f], StandardDeviation = [0.2f, 0.5f, 0.25f] }, [-1, 0.25, 0.2, 0.3, 0.2, 2]),
        ["tiles"] = (new(1, 1) { TilesX = 2, TilesY = 2, Grayscale = true },
            [(0.299 + 0.587) / 2, (0.114 + 1) / 2, 0.363 / 2, (0.3566 + 0.4) / 2]),
        // Reds of 76.5 and 140.25 of 255: the first is a half and goes up to 77, the second goes down to 140.
        ["quantized"] = (new(2, 1) { Quantize = true }, [77 / 255.0, 140 / 255.0, 89 / 255.0, 102 / 255.0, 38 / 255.0, 153 / 255.0]),
        ["channels last"] = (new(2, 1) { ChannelsLast = true }, [0.3, 0.35, 0.15, 0.55, 0.4, 0.6]),
    };

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Values_are_those_worked_out_by_hand(string device, string name)
    {
        var (op, expected) = Expected[name];
        Compare(expected, Run(device, op, false, Pixels), $"{name} on {device}");
        // The same picture with its last row first, as OpenGL keeps it.
        Compare(expected, Run(device, op, true, [.. Pixels[16..], .. Pixels[..16]]), $"{name} on {device}, bottom up");
    }

    /// <summary>The first picture fills the stack; a second, all white, is the newest and stands last.</summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void A_stack_begins_with_the_first_picture_and_ends_with_the_newest(string device)
    {
        byte[] white = [.. Enumerable.Repeat((byte)255, Pixels.Length)];
        var op = new ImageToTensor(1, 1) { Grayscale = true, Stack = 3 };
        double gray = (0.299 + 0.587 + 0.114 + 1 + 0.363 + 0 + 0.3566 + 0.4) / 8;
        Compare([gray, gray, gray], Run(device, op, false, Pixels), device);
        Compare([gray, gray, 1], Run(device, op, false, Pixels, white), device);
        Compare([gray, 1, 0], Run(device, op, false, Pixels, white, new byte[Pixels.Length]), device);
    }

    public static TheoryData<string> Devices => [.. LiteralCase.Devices];

    private static void Compare(double[] expected, float[] actual, string what) =>
        Agreement.Compare(expected, [.. actual.Select(value => (double)value)], 1e-5, what);

    private static float[] Run(string device, ImageToTensor op, bool bottomUp, params byte[][] pictures)
    {
        using var opened = TestDevices.Open(device);
        using var kernel = opened.Prepare(op, 4, 2);
        var shape = op.InferShape(4, 2);
        var restart = opened.AllocateTensor([shape[0]]);
        var output = opened.AllocateTensor(shape);
        for (int i = 0; i < pictures.Length; i++)
        {
            restart.Write([.. Enumerable.Repeat(i == 0 ? 1f : 0, shape[0])]);
            using var image = new Uploaded(device, pictures[i], bottomUp);
            opened.Begin();
            kernel.Run(image.Image, restart, output);
            opened.End();
        }
        return output.ToArray();
    }

    /// <summary>The picture where the device reads it: in a texture, or in the memory of the host.</summary>
    private sealed unsafe class Uploaded : IDisposable
    {
        private readonly GL? _gl;

        public Uploaded(string device, byte[] pixels, bool bottomUp)
        {
            if (!device.StartsWith("OpenGL", StringComparison.Ordinal))
            {
                Image = new CpuImage(pixels, 4, 2, bottomUp: bottomUp);
                return;
            }
            _gl = ThreadContext.Gl();
            uint texture = _gl.GenTexture();
            _gl.BindTexture(TextureTarget.Texture2D, texture);
            fixed (byte* first = pixels) _gl.TexImage2D(TextureTarget.Texture2D, 0, InternalFormat.Rgba8, 4, 2, 0, PixelFormat.Rgba,
                PixelType.UnsignedByte, first);
            Image = new OpenGLImage(texture, 4, 2, bottomUp);
        }

        public DeviceImage Image { get; }

        public void Dispose()
        {
            if (Image is OpenGLImage texture) _gl!.DeleteTexture(texture.Texture);
            else ((CpuImage)Image).Dispose();
        }
    }
}
