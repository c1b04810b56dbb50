using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>The parameters of <see cref="ImageToTensorKernel"/>.</summary>
internal struct ImageSizes
{
    /// <summary>The width and height of the tensor, its channels per frame, and the frames in a stack.</summary>
    public int Width, Height, Channels, Stack;

    /// <summary>The size of the image, and the number of tiles across it.</summary>
    public int ImageWidth, ImageHeight, TilesX;

    /// <summary>The size of a tile.</summary>
    public int TileWidth, TileHeight;

    /// <summary>The crop rectangle within a tile.</summary>
    public int CropX, CropY, CropWidth, CropHeight;

    /// <summary>1 to mirror the image horizontally; otherwise 0.</summary>
    public int Mirror;

    /// <summary>Not 0 for blue, green, red.</summary>
    public int Bgr;

    /// <summary>1 to round averages to 8-bit levels; otherwise 0.</summary>
    public int Quantize;

    /// <summary>1 for channels-last output; otherwise 0.</summary>
    public int ChannelsLast;

    /// <summary>1 if the first row in memory is the bottom row of the image; otherwise 0.</summary>
    public int BottomUp;

    /// <summary>The scale of each channel, applied to values from 0 to 1.</summary>
    public float ScaleR, ScaleG, ScaleB;

    /// <summary>The offset of each channel, added after scaling.</summary>
    public float OffsetR, OffsetG, OffsetB;
}

/// <summary>
/// Converts an image to a tensor: the pixels are copied to the accelerator, where each thread computes one pixel of the tensor.
/// </summary>
internal sealed unsafe class ImageToTensorKernel : ImageKernel
{
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, ImageSizes> _compute;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _pixels;
    private readonly Shape _shape;
    private readonly bool _fromPixelBuffer;
    private ImageSizes _sizes;

    public ImageToTensorKernel(IlgpuDevice device, ImageToTensor @operator, int imageWidth, int imageHeight)
    {
        (_shape, _fromPixelBuffer) = (@operator.InferShape(imageWidth, imageHeight), @operator.FromPixelBuffer);
        var crop = @operator.CropOf(imageWidth, imageHeight);
        _sizes = new()
        {
            Width = @operator.Width, Height = @operator.Height, Channels = @operator.Channels, Stack = @operator.Stack,
            ImageWidth = imageWidth, ImageHeight = imageHeight, TilesX = @operator.TilesX,
            TileWidth = imageWidth / @operator.TilesX, TileHeight = imageHeight / @operator.TilesY,
            CropX = crop.X, CropY = crop.Y, CropWidth = crop.Width, CropHeight = crop.Height,
            Mirror = @operator.Mirror ? 1 : 0, Bgr = @operator.Bgr ? 1 : 0,
            Quantize = @operator.Quantize ? 1 : 0, ChannelsLast = @operator.ChannelsLast ? 1 : 0,
        };
        (_sizes.ScaleR, _sizes.OffsetR) = Normalization(@operator, 0);
        (_sizes.ScaleG, _sizes.OffsetG) = Normalization(@operator, 1);
        (_sizes.ScaleB, _sizes.OffsetB) = Normalization(@operator, 2);
        _pixels = device.Accelerator.Allocate1D<float>(_fromPixelBuffer ? 1 : (long)imageWidth * imageHeight);
        _compute = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            ImageSizes>(Compute);
    }

    public override void Run(DeviceImage image, Tensor restart, Tensor output)
    {
        if (image.Width != _sizes.ImageWidth || image.Height != _sizes.ImageHeight)
            throw new ArgumentException(
                $"ImageToTensor: the kernel was prepared for images of {_sizes.ImageWidth} by {_sizes.ImageHeight} pixels, " +
                $"not {image.Width} by {image.Height}; prepare it again when the size changes");
        if (restart.Shape.Count != _shape[0] || output.Shape.Count != _shape.Count)
            throw new ArgumentException(
                $"ImageToTensor: restart {restart.Shape} and output {output.Shape} must have {_shape[0]} and {_shape.Count} elements");
        _compute(_shape[0] * _shape[2] * _shape[3], PixelsOf(image), restart.View(), output.View(), _sizes);
    }

    public override void Dispose()
    {
        _pixels.Dispose();
        base.Dispose();
    }

    private static (float Scale, float Offset) Normalization(ImageToTensor @operator, int channel)
    {
        channel = Math.Min(channel, @operator.Channels - 1);
        float scale = @operator.StandardDeviation.IsEmpty ? 1 : 1 / @operator.StandardDeviation[channel];
        return (scale, @operator.Mean.IsEmpty ? 0 : -@operator.Mean[channel] * scale);
    }

    /// <summary>The pixels on the accelerator, one in the bits of each element, as filters have them; frames are copied there.</summary>
    private ArrayView<float> PixelsOf(DeviceImage image)
    {
        if (_fromPixelBuffer)
        {
            return image is PixelBuffer { Pixels: { Buffer: IlgpuBuffer } pixels } ? pixels.View() : throw new ArgumentException(
                $"ImageToTensor: the operator reads PixelBuffers of the Ilgpu device, not {image.GetType().Name}");
        }
        var cpuImage = image as CpuImage ?? throw new ArgumentException(
            $"ImageToTensor: the Ilgpu device needs a CpuImage, not {image.GetType().Name}");
        if (cpuImage.Pixels == null)
            throw new ArgumentException("ImageToTensor: the CpuImage has no pixels; it is disposed, or Point was not called");
        Upload(cpuImage);
        _sizes.BottomUp = cpuImage.BottomUp ? 1 : 0;
        return _pixels.View.BaseView;
    }

    /// <summary>Copies the rows in memory order, without the padding between them.</summary>
    private void Upload(CpuImage cpuImage)
    {
        var target = _pixels.View.BaseView;
        if (cpuImage.RowBytes == cpuImage.Width * 4)
        {
            target.CopyFromCPU(ref Unsafe.AsRef<float>(cpuImage.Pixels), target.Length);
            return;
        }
        for (int row = 0; row < cpuImage.Height; row++)
            target.SubView((long)row * cpuImage.Width, cpuImage.Width).CopyFromCPU(
                ref Unsafe.AsRef<float>(cpuImage.Pixels + (long)row * cpuImage.RowBytes), cpuImage.Width);
    }

    private static void Compute(Index1D index, ArrayView<float> pixels, ArrayView<float> restart, ArrayView<float> result, ImageSizes s)
    {
        int x = index % s.Width, y = index / s.Width % s.Height, tile = index / (s.Width * s.Height);
        int left = tile % s.TilesX * s.TileWidth + s.CropX, top = tile / s.TilesX * s.TileHeight + s.CropY;
        int firstX = x * s.CropWidth / s.Width, endX = ((x + 1) * s.CropWidth + s.Width - 1) / s.Width;
        int firstY = y * s.CropHeight / s.Height, endY = ((y + 1) * s.CropHeight + s.Height - 1) / s.Height;

        // Columns first, then along the row: the order of summation of the CPU kernel.
        float r = 0f, g = 0f, b = 0f;
        for (int i = firstX; i < endX; i++)
        {
            float columnR = 0f, columnG = 0f, columnB = 0f;
            for (int j = firstY; j < endY; j++)
            {
                int row = s.BottomUp != 0 ? s.ImageHeight - 1 - (top + j) : top + j;
                uint pixel = Interop.FloatAsInt(pixels[row * s.ImageWidth + left + i]);
                float weight = Weight(s.CropHeight, s.Height, y, j);
                columnR += weight * (int)(pixel & 255u);
                columnG += weight * (int)((pixel >> 8) & 255u);
                columnB += weight * (int)((pixel >> 16) & 255u);
            }
            float across = Weight(s.CropWidth, s.Width, x, i);
            r += across * columnR;
            g += across * columnG;
            b += across * columnB;
        }
        if (s.Channels == 1) r = 0.299f * r + 0.587f * g + 0.114f * b;
        if (s.Bgr != 0 && s.Channels == 3) (r, b) = (b, r);
        if (s.Mirror != 0) x = s.Width - 1 - x;
        int fill = restart[tile] != 0f ? 1 : 0;
        Push(s, result, tile, 0, x, y, fill, Normalized(s, r, s.ScaleR, s.OffsetR));
        if (s.Channels == 1) return;
        Push(s, result, tile, 1, x, y, fill, Normalized(s, g, s.ScaleG, s.OffsetG));
        Push(s, result, tile, 2, x, y, fill, Normalized(s, b, s.ScaleB, s.OffsetB));
    }

    /// <summary>
    /// The fraction of an output pixel that a source pixel covers, computed from integers in units of 1 / size of a source pixel.
    /// </summary>
    private static float Weight(int source, int size, int output, int i)
    {
        int covered = IntrinsicMath.Min((output + 1) * source, (i + 1) * size) - IntrinsicMath.Max(output * source, i * size);
        return (float)covered / source;
    }

    private static float Normalized(ImageSizes s, float level, float scale, float offset)
    {
        if (s.Quantize != 0) level = MathF.Floor(level + 0.5f);
        return level / 255f * scale + offset;
    }

    private static void Push(ImageSizes s, ArrayView<float> result, int tile, int channel, int x, int y, int fill, float value)
    {
        for (int slot = 0; slot < s.Stack - 1; slot++)
            result[Offset(s, tile, slot, channel, x, y)] = fill != 0 ? value : result[Offset(s, tile, slot + 1, channel, x, y)];
        result[Offset(s, tile, s.Stack - 1, channel, x, y)] = value;
    }

    private static int Offset(ImageSizes s, int tile, int slot, int channel, int x, int y)
    {
        int plane = slot * s.Channels + channel, planes = s.Stack * s.Channels;
        return s.ChannelsLast != 0
            ? ((tile * s.Height + y) * s.Width + x) * planes + plane
            : ((tile * planes + plane) * s.Height + y) * s.Width + x;
    }
}
