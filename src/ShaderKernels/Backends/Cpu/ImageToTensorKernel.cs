using System.Runtime.CompilerServices;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary><see cref="ImageToTensor"/> on the CPU, one row of the output at a time.</summary>
internal sealed unsafe class ImageToTensorKernel : ImageKernel, IParallelWork
{
    /// <summary>The work is split into this many parts for each thread, at least, so that all have work until the end.</summary>
    private const int PartsOfThread = 8;

    private readonly ImageToTensor _operator;
    private readonly ThreadTeam? _team;
    private readonly int _imageWidth, _imageHeight, _tiles;
    private readonly CropRectangle _crop;
    private readonly AreaAverage _average;
    private readonly float[] _scratch;
    private readonly float[] _scale, _offset;
    private readonly int _xStride, _yStride, _channelStride, _slotStride, _slotSize;

    private CpuImage _image = null!;
    private CpuImage? _view;
    private float* _restart, _output;

    /// <summary>Computes the weights for images of one size.</summary>
    /// <param name="operator">The operator.</param>
    /// <param name="imageWidth">The width of the image in pixels.</param>
    /// <param name="imageHeight">The height of the image in pixels.</param>
    /// <param name="team">The threads that share the work; null to run on the calling thread.</param>
    /// <param name="simd">The widest vectors to use.</param>
    public ImageToTensorKernel(
        ImageToTensor @operator, int imageWidth, int imageHeight, ThreadTeam? team, SimdWidth simd)
    {
        var shape = @operator.InferShape(imageWidth, imageHeight);
        (_operator, _imageWidth, _imageHeight, _team) = (@operator, imageWidth, imageHeight, team);
        _tiles = shape[0];
        Parts = Math.Min(_tiles * @operator.Height, PartsOfThread * (team?.Count ?? 1));
        _crop = @operator.CropOf(imageWidth, imageHeight);
        _average = new(_crop.Width, _crop.Height, @operator.Width, @operator.Height, simd);
        _scratch = GC.AllocateArray<float>(Parts * _average.ScratchSize, pinned: true);
        int channels = @operator.Channels, pixels = @operator.Width * @operator.Height;
        _slotSize = pixels * channels;
        (_xStride, _yStride, _channelStride, _slotStride) = @operator.ChannelsLast
            ? (shape[1], shape[1] * @operator.Width, 1, channels)
            : (1, @operator.Width, pixels, pixels * channels);
        _scale = new float[channels];
        _offset = new float[channels];
        for (int c = 0; c < channels; c++)
        {
            _scale[c] = @operator.StandardDeviation.IsEmpty ? 1 : 1 / @operator.StandardDeviation[c];
            _offset[c] = @operator.Mean.IsEmpty ? 0 : -@operator.Mean[c] * _scale[c];
        }
    }

    /// <summary>The number of parts of the work, each some rows of the output; no two write the same memory.</summary>
    public int Parts { get; }

    /// <inheritdoc/>
    public override void Run(DeviceImage image, Tensor restart, Tensor output)
    {
        _image = _operator.FromPixelBuffer ? ViewOf(image) : image as CpuImage
            ?? throw new ArgumentException($"ImageToTensor: the Cpu device needs a CpuImage, not {image.GetType().Name}");
        if (image.Width != _imageWidth || image.Height != _imageHeight)
            throw new ArgumentException(
                $"ImageToTensor: the kernel was prepared for images of {_imageWidth} by {_imageHeight} pixels, " +
                $"not {image.Width} by {image.Height}; prepare it again when the size changes");
        if (_image.Pixels == null)
            throw new ArgumentException("ImageToTensor: the CpuImage has no pixels; it is disposed, or Point was not called");
        long outputs = (long)_tiles * _operator.Stack * _operator.Channels * _operator.Height * _operator.Width;
        if (restart.Shape.Count != _tiles || output.Shape.Count != outputs)
            throw new ArgumentException(
                $"ImageToTensor: restart {restart.Shape} and output {output.Shape} must have {_tiles} and {outputs} elements");
        _restart = ((CpuBuffer)restart.Buffer).Pointer + restart.Offset;
        _output = ((CpuBuffer)output.Buffer).Pointer + output.Offset;
        if (_team is not null) _team.Run(this, Parts);
        else for (int part = 0; part < Parts; part++) Execute(part);
    }

    /// <summary>The pixels of an image in the memory of the device, as rows.</summary>
    private CpuImage ViewOf(DeviceImage image)
    {
        if (image is not PixelBuffer { Pixels: { Buffer: CpuBuffer buffer } pixels })
            throw new ArgumentException($"ImageToTensor: the operator reads PixelBuffers of the Cpu device, not {image.GetType().Name}");
        if (_view is null || _view.Width != image.Width || _view.Height != image.Height)
            _view = new((byte*)null, image.Width, image.Height);
        _view.Point((byte*)(buffer.Pointer + pixels.Offset));
        return _view;
    }

    /// <summary>Computes some rows of the output, of one tile or of several.</summary>
    public void Execute(int part)
    {
        int height = _operator.Height, rows = _tiles * height;
        int row = (int)((long)rows * part / Parts), end = (int)((long)rows * (part + 1) / Parts);
        float* scratch = (float*)Unsafe.AsPointer(ref _scratch[part * _average.ScratchSize]);
        while (row < end)
        {
            int tile = row / height, top = row % height, bottom = Math.Min(height, top + end - row);
            float* output = _output + (long)tile * _operator.Stack * _slotSize;
            bool restart = _restart[tile] != 0;
            if (!restart && _operator.Stack > 1) Shift(output, top, bottom);
            for (int y = top; y < bottom; y++) AverageRow(tile, y, output + y * _yStride, restart ? 0 : _operator.Stack - 1, scratch);
            row += bottom - top;
        }
    }

    /// <summary>
    /// Moves every frame of the stack one slot toward the oldest, in the rows from <paramref name="top"/> to <paramref name="bottom"/>.
    /// </summary>
    private void Shift(float* tile, int top, int bottom)
    {
        long rows = (long)(bottom - top) * _yStride;
        if (_operator.ChannelsLast)
        {
            // All pixels in one move: the newest slot of a pixel receives a value of its right neighbor, which is overwritten next.
            float* first = tile + top * _yStride;
            Move(first + _slotStride, first, rows - _slotStride);
            return;
        }
        for (int plane = 0; plane < (_operator.Stack - 1) * _operator.Channels; plane++)
        {
            float* target = tile + (long)plane * _channelStride + top * _yStride;
            Move(target + _slotStride, target, rows);
        }
    }

    private static void Move(float* source, float* target, long count) =>
        Buffer.MemoryCopy(source, target, count * sizeof(float), count * sizeof(float));

    /// <summary>
    /// Averages a row of a tile and writes it into the slots of the stack from <paramref name="firstSlot"/> to the newest.
    /// </summary>
    private void AverageRow(int tile, int y, float* row, int firstSlot, float* scratch)
    {
        int left = tile % _operator.TilesX * (_imageWidth / _operator.TilesX) + _crop.X;
        int top = tile / _operator.TilesX * (_imageHeight / _operator.TilesY) + _crop.Y;
        nint step = _image.BottomUp ? -_image.RowBytes : _image.RowBytes;
        _average.Row(_image.RowFromTop(top) + left * 4L, step, y, scratch);
        float* red = scratch, green = red + _average.PlaneSize, blue = green + _average.PlaneSize;
        if (_operator.Grayscale)
        {
            PixelPlanes.Gray(red, green, blue, _average.PlaneSize);
            Write(red, row, 0, firstSlot);
            return;
        }
        Write(_operator.Bgr ? blue : red, row, 0, firstSlot);
        Write(green, row, 1, firstSlot);
        Write(_operator.Bgr ? red : blue, row, 2, firstSlot);
    }

    /// <summary>Writes one channel of a row.</summary>
    private void Write(float* levels, float* row, int channel, int firstSlot)
    {
        int width = _operator.Width;
        PixelPlanes.Normalize(levels, _average.PlaneSize, _operator.Quantize, _scale[channel], _offset[channel]);
        if (_operator.Mirror) new Span<float>(levels, width).Reverse();
        for (int slot = firstSlot; slot < _operator.Stack; slot++)
        {
            float* target = row + channel * _channelStride + (long)slot * _slotStride;
            if (_xStride == 1) Move(levels, target, width);
            else for (int x = 0; x < width; x++) target[x * _xStride] = levels[x];
        }
    }
}
