using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// <see cref="ImageToTensor"/> on the CPU. Each output row is averaged down the columns first, for all columns at once, then along the row.
/// </summary>
internal sealed unsafe class ImageToTensorKernel : ImageKernel, IParallelWork
{
    /// <summary>With fewer tiles than this, each is split into bands of rows, so that every thread has work.</summary>
    private const int MinimumParts = 16;

    private readonly ImageToTensor _operator;
    private readonly ThreadTeam? _team;
    private readonly int _imageWidth, _imageHeight, _tiles, _bands;
    private readonly CropRectangle _crop;
    private readonly AreaWeights _across, _down;
    private readonly float[] _columns;
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
    public ImageToTensorKernel(ImageToTensor @operator, int imageWidth, int imageHeight, ThreadTeam? team = null)
    {
        var shape = @operator.InferShape(imageWidth, imageHeight);
        (_operator, _imageWidth, _imageHeight, _team) = (@operator, imageWidth, imageHeight, team);
        _tiles = shape[0];
        _bands = Math.Min(@operator.Height, (MinimumParts + _tiles - 1) / _tiles);
        _crop = @operator.CropOf(imageWidth, imageHeight);
        _across = new(_crop.Width, @operator.Width);
        _down = new(_crop.Height, @operator.Height);
        _columns = GC.AllocateArray<float>(Parts * _crop.Width * 4, pinned: true);
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

    /// <summary>The number of parts of the work; no two write the same memory.</summary>
    public int Parts => _tiles * _bands;

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

    /// <summary>Computes one band of one tile.</summary>
    public void Execute(int part)
    {
        int tile = part / _bands, band = part % _bands;
        int top = _operator.Height * band / _bands, bottom = _operator.Height * (band + 1) / _bands;
        float* output = _output + (long)tile * _operator.Stack * _slotSize;
        bool restart = _restart[tile] != 0;
        if (!restart && _operator.Stack > 1) Shift(output, top, bottom);
        float* columns = (float*)Unsafe.AsPointer(ref _columns[part * _crop.Width * 4]);
        for (int y = top; y < bottom; y++)
        {
            AverageDown(tile, y, columns);
            AverageAcross(columns, output + y * _yStride, restart ? 0 : _operator.Stack - 1);
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
    /// Computes, for each column of the crop, the average of the rows that one output row covers: 4 channels from 0 to 255.
    /// </summary>
    private void AverageDown(int tile, int y, float* columns)
    {
        int tileWidth = _imageWidth / _operator.TilesX, tileHeight = _imageHeight / _operator.TilesY;
        int left = tile % _operator.TilesX * tileWidth + _crop.X;
        int row = tile / _operator.TilesX * tileHeight + _crop.Y + _down.First(y);
        var weights = _down.Of(y);
        for (int i = 0; i < weights.Length; i++)
            AddRow(_image.RowFromTop(row + i) + left * 4L, weights[i], columns, _crop.Width * 4, first: i == 0);
    }

    private static void AddRow(byte* source, float weight, float* sums, int count, bool first)
    {
        int i = 0;
        var weights = Vector128.Create(weight);
        for (; i <= count - 16; i += 16)
        {
            var (low, high) = Vector128.Widen(Vector128.Load(source + i));
            var (a, b) = Vector128.Widen(low);
            var (c, d) = Vector128.Widen(high);
            Add(a, sums + i);
            Add(b, sums + i + 4);
            Add(c, sums + i + 8);
            Add(d, sums + i + 12);
        }
        for (; i < count; i++) sums[i] = (first ? 0 : sums[i]) + source[i] * weight;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Add(Vector128<uint> pixel, float* sum)
        {
            var value = Vector128.ConvertToSingle(pixel.AsInt32()) * weights;
            (first ? value : value + Vector128.Load(sum)).Store(sum);
        }
    }

    /// <summary>
    /// Averages along the row and writes the pixels into the slots of the stack from <paramref name="firstSlot"/> to the newest.
    /// </summary>
    private void AverageAcross(float* columns, float* row, int firstSlot)
    {
        int width = _operator.Width;
        for (int x = 0; x < width; x++)
        {
            float* column = columns + _across.First(x) * 4;
            var weights = _across.Of(x);
            var color = Vector128<float>.Zero;
            for (int i = 0; i < weights.Length; i++) color += Vector128.Load(column + 4 * i) * weights[i];
            float* target = row + (_operator.Mirror ? width - 1 - x : x) * _xStride;
            if (_operator.Grayscale)
            {
                Write(target, 0, 0.299f * color[0] + 0.587f * color[1] + 0.114f * color[2], firstSlot);
                continue;
            }
            for (int c = 0; c < 3; c++) Write(target, c, color[_operator.Bgr ? 2 - c : c], firstSlot);
        }
    }

    private void Write(float* pixel, int channel, float level, int firstSlot)
    {
        if (_operator.Quantize) level = MathF.Floor(level + 0.5f); // Halves round up.
        float value = level / 255 * _scale[channel] + _offset[channel];
        for (int slot = firstSlot; slot < _operator.Stack; slot++) pixel[channel * _channelStride + (long)slot * _slotStride] = value;
    }
}
