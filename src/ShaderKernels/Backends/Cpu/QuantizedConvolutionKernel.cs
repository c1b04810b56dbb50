using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>The instructions that multiply bytes.</summary>
internal enum ByteInstructions
{
    Scalar,
    Vector128,
    Vector256,
    Vector512,
    Vnni,
}

/// <summary>
/// Convolution of 8-bit integers. Images are copied into bytes with their padding, [N, H, W, C] with channels in groups of four, and
/// multiplied as in <see cref="ConvolutionKernel"/> by filters packed as bytes. A depthwise convolution is computed in float32, which holds
/// its sums exactly. Images [N, H, W, C], filters [KH, KW, C, O].
/// </summary>
internal sealed unsafe class QuantizedConvolutionKernel : Kernel, IParallelWork
{
    /// <summary>Multiplications of a part of the work: some microseconds.</summary>
    private const int PartWork = 1 << 20;

    private readonly CpuDevice _device;
    private readonly QuantizedConvolution _operator;
    private readonly ByteInstructions _instructions;
    private readonly DepthwiseConvolutionKernel? _depthwise;
    private readonly CpuBuffer _image, _filters, _corrections, _segments;
    private readonly Tensor? _centered;
    private readonly bool _packsInRun;
    private readonly int _batch, _channels, _height, _width, _outputs, _outputHeight, _outputWidth, _groups, _rowGroups, _imageGroups;
    private readonly int _pixels, _taps, _panelWidth, _panels, _segmentCount, _tilesPerPart, _rowsPerPart;
    private Stage _stage;
    private float* _input, _output, _source, _scale, _offset;

    /// <summary>Creates the kernel.</summary>
    /// <param name="device">The device.</param>
    /// <param name="operator">The operator.</param>
    /// <param name="inputs">The shapes of its inputs.</param>
    /// <param name="constantFilters">Whether <see cref="Prepack"/> packs the filters, instead of each run.</param>
    /// <param name="instructions">The instructions; null for the fastest of the device's width.</param>
    public QuantizedConvolutionKernel(CpuDevice device, QuantizedConvolution @operator, IReadOnlyList<Shape> inputs, bool constantFilters,
        ByteInstructions? instructions = null)
    {
        var output = @operator.InferShapes(inputs)[0];
        Shape x = inputs[0];
        Window height = @operator.Height, width = @operator.Width;
        (_device, _operator, _packsInRun) = (device, @operator, !constantFilters);
        _instructions = instructions ?? Fastest(device.Width);
        (_batch, _channels, _height, _width) = (x[0], x[1], x[2], x[3]);
        (_outputs, _outputHeight, _outputWidth) = (output[1], output[2], output[3]);
        _pixels = _batch * _outputHeight * _outputWidth;
        if (@operator.Groups > 1) _depthwise = new(device, new Convolution(height, width, @operator.Groups), [x, inputs[1]]);
        _groups = (_channels + 3) / 4;
        _rowGroups = (width.PadBegin + _width + width.PadEnd) * _groups;
        _imageGroups = (height.PadBegin + _height + height.PadEnd) * _rowGroups;
        _taps = height.Size * width.Size;
        _panelWidth = 2 * _instructions switch
        {
            ByteInstructions.Scalar => ByteSimdScalar.Count,
            ByteInstructions.Vector128 => ByteSimd128.Count,
            ByteInstructions.Vector512 => ByteSimd512.Count,
            _ => ByteSimd256.Count,
        };
        _panels = (_outputs + _panelWidth - 1) / _panelWidth;
        // As floats, which the images of a depthwise convolution are, or as bytes, four in a float.
        bool centers = _depthwise is not null && @operator.Input.ZeroPoint != 0;
        _image = new CpuBuffer(Math.Max(1L, _depthwise is null ? (long)_batch * _imageGroups : centers ? x.Count : 1));
        if (centers) _centered = new Tensor(_image, 0, x);
        new Span<byte>(_image.Pointer, (int)Math.Min(int.MaxValue, 4L * _batch * _imageGroups * (_depthwise is null ? 1 : 0)))
            .Fill((byte)ZeroByte);
        _filters = new CpuBuffer(Math.Max(1L, _depthwise is null ? (long)_panels * _panelWidth * _taps * _groups : 1));
        _corrections = new CpuBuffer(Math.Max(1L, (long)_panels * _panelWidth));
        bool merged = width.Dilation == 1;
        int runs = merged ? 1 : width.Size;
        _segmentCount = height.Size * runs;
        _segments = SegmentList.Allocate(_segmentCount);
        for (int i = 0; i < _segmentCount; i++)
        {
            SegmentList.Pointer(_segments)[i] = new Segment
            {
                A = (nint)(i / runs) * height.Dilation * _rowGroups + (nint)(i % runs) * width.Dilation * _groups,
                Length = merged ? width.Size * _groups : _groups,
            };
        }
        int tiles = (_pixels + ByteProducts.Rows - 1) / ByteProducts.Rows;
        _tilesPerPart = Math.Clamp(PartWork / Math.Max(1, ByteProducts.Rows * _panelWidth * 4 * _taps * _groups), 16, Math.Max(16, tiles));
        _rowsPerPart = Math.Max(1, 16384 / Math.Max(1, _width * _channels));
    }

    private enum Stage
    {
        Pack,
        Copy,
        Product,
        Finish,
    }

    /// <summary>The zero point of the images as a byte; the smallest integer of their range is 0.</summary>
    private int ZeroByte => _operator.Input.ZeroPoint - _operator.Input.Least;

    public static ByteInstructions Fastest(SimdWidth width) => width switch
    {
        >= SimdWidth.Vector256 when AvxVnni.IsSupported => ByteInstructions.Vnni,
        SimdWidth.Vector512 when Avx512BW.IsSupported => ByteInstructions.Vector512,
        >= SimdWidth.Vector256 when Avx2.IsSupported => ByteInstructions.Vector256,
        >= SimdWidth.Vector128 when Sse2.IsSupported => ByteInstructions.Vector128,
        _ => ByteInstructions.Scalar,
    };

    public override void Prepack(ReadOnlySpan<Tensor> inputs)
    {
        _source = inputs[1].Pointer();
        if (_depthwise is null) Run(Stage.Pack, _panels);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        if (_packsInRun) Prepack(inputs);
        _input = inputs[0].Pointer();
        _output = outputs[0].Pointer();
        _scale = inputs[2].Pointer();
        _offset = inputs[3].Pointer();
        if (_depthwise is null || _centered is not null) Run(Stage.Copy, (_batch * _height + _rowsPerPart - 1) / _rowsPerPart);
        if (_depthwise is null)
        {
            int blocks = (_pixels + _tilesPerPart * ByteProducts.Rows - 1) / (_tilesPerPart * ByteProducts.Rows);
            Run(Stage.Product, blocks * _panels);
            return;
        }
        _depthwise.Run([_centered ?? inputs[0], inputs[1]], outputs);
        Run(Stage.Finish, _batch * _outputHeight);
    }

    public void Execute(int part)
    {
        switch (_stage)
        {
            case Stage.Pack: PackPanel(part); break;
            case Stage.Copy: CopyRows(part * _rowsPerPart, Math.Min(_batch * _height, (part + 1) * _rowsPerPart)); break;
            case Stage.Finish: FinishRow(part); break;
            default:
                switch (_instructions)
                {
                    case ByteInstructions.Vnni: Multiply<ByteSimdVnni, Vector256<int>>(part); break;
                    case ByteInstructions.Vector512: Multiply<ByteSimd512, Vector512<int>>(part); break;
                    case ByteInstructions.Vector256: Multiply<ByteSimd256, Vector256<int>>(part); break;
                    case ByteInstructions.Vector128: Multiply<ByteSimd128, Vector128<int>>(part); break;
                    default: Multiply<ByteSimdScalar, int>(part); break;
                }
                break;
        }
    }

    public override void Dispose()
    {
        _depthwise?.Dispose();
        _image.Dispose();
        _filters.Dispose();
        _corrections.Dispose();
        _segments.Dispose();
        base.Dispose();
    }

    private void Run(Stage stage, int parts)
    {
        _stage = stage;
        _device.Team.Run(this, parts);
    }

    /// <summary>Packs a panel of filters, and what the zero point of the images adds to each sum.</summary>
    private void PackPanel(int panel)
    {
        sbyte* to = (sbyte*)_filters.Pointer + (nint)panel * _panelWidth * 4 * _taps * _groups;
        int column = panel * _panelWidth, columns = Math.Min(_panelWidth, _outputs - column);
        int* corrections = (int*)_corrections.Pointer + column;
        new Span<int>(corrections, _panelWidth).Clear();
        for (int tap = 0; tap < _taps; tap++)
        {
            for (int channel = 0; channel < 4 * _groups; channel++)
            {
                sbyte* bytes = to + (nint)(tap * _groups + channel / 4) * 4 * _panelWidth + channel % 4;
                float* filters = _source + ((nint)tap * _channels + channel) * _outputs + column;
                for (int i = 0; i < _panelWidth; i++)
                {
                    bytes[4 * i] = channel < _channels && i < columns ? (sbyte)filters[i] : (sbyte)0;
                    corrections[i] += ZeroByte * bytes[4 * i];
                }
            }
        }
    }

    /// <summary>Copies rows of images: as bytes into the padded images, or less the zero point for a depthwise convolution.</summary>
    private void CopyRows(int first, int end)
    {
        int length = _width * _channels, least = _operator.Input.Least;
        for (int row = first; row < end; row++)
        {
            float* from = _input + (nint)row * length;
            if (_depthwise is not null)
            {
                float* to = _image.Pointer + (nint)row * length;
                for (int i = 0; i < length; i++) to[i] = from[i] - _operator.Input.ZeroPoint;
                continue;
            }
            (int n, int y) = Math.DivRem(row, _height);
            byte* bytes = (byte*)_image.Pointer
                + 4 * ((nint)n * _imageGroups + (nint)(y + _operator.Height.PadBegin) * _rowGroups + _operator.Width.PadBegin * _groups);
            if (_channels % 4 == 0) CopyBytes(from, bytes, length, least);
            else for (int x = 0; x < _width; x++) CopyBytes(from + x * _channels, bytes + 4 * (nint)x * _groups, _channels, least);
        }
    }

    private static void CopyBytes(float* from, byte* to, int count, int least)
    {
        int i = 0;
        if (count >= 32)
        {
            var shift = Vector256.Create(least);
            for (; i + 32 <= count; i += 32)
            {
                var low = Vector256.Narrow(Integers(from + i), Integers(from + i + 8));
                var high = Vector256.Narrow(Integers(from + i + 16), Integers(from + i + 24));
                Vector256.Narrow(low.AsUInt16(), high.AsUInt16()).Store(to + i);
            }

            Vector256<int> Integers(float* at) => Vector256.ConvertToInt32Native(Vector256.Load(at)) - shift;
        }
        for (; i < count; i++) to[i] = (byte)((int)from[i] - least);
    }

    /// <summary>Multiplies a block of pixels by a panel of filters.</summary>
    private void Multiply<TSimd, TVector>(int part) where TSimd : struct, IByteSimd<TVector> where TVector : unmanaged
    {
        (int block, int panel) = Math.DivRem(part, _panels);
        byte** a = stackalloc byte*[ByteProducts.Rows];
        int* sums = stackalloc int[ByteProducts.Rows * ByteProducts.MostColumns];
        var products = new ByteProducts { Segments = SegmentList.Pointer(_segments), SegmentCount = _segmentCount };
        sbyte* filters = (sbyte*)_filters.Pointer + (nint)panel * _panelWidth * 4 * _taps * _groups;
        int column = panel * _panelWidth, columns = Math.Min(_panelWidth, _outputs - column);
        nint stepY = (nint)_operator.Height.Stride * _rowGroups, stepX = (nint)_operator.Width.Stride * _groups;
        int first = block * _tilesPerPart * ByteProducts.Rows, end = Math.Min(_pixels, first + _tilesPerPart * ByteProducts.Rows);
        for (; first < end; first += ByteProducts.Rows)
        {
            int rows = Math.Min(ByteProducts.Rows, end - first);
            (int line, int x) = Math.DivRem(first, _outputWidth);
            (int n, int y) = Math.DivRem(line, _outputHeight);
            for (int row = 0; row < ByteProducts.Rows; row++)
            {
                // Rows past the last pixel repeat it; they are computed and not stored.
                a[row] = (byte*)_image.Pointer + 4 * ((nint)n * _imageGroups + y * stepY + x * stepX);
                if (row + 1 >= rows) continue;
                if (++x == _outputWidth)
                {
                    x = 0;
                    if (++y == _outputHeight) (y, n) = (0, n + 1);
                }
            }
            products.Multiply<TSimd, TVector>(a, filters, sums);
            Finish(sums, _output + (nint)first * _outputs + column, rows, column, columns);
        }
    }

    /// <summary>Scales the sums of a tile and quantizes them to the output's range.</summary>
    private void Finish(int* sums, float* results, int rows, int column, int columns)
    {
        int* corrections = (int*)_corrections.Pointer + column;
        var rounding = new Rounding(_operator.Output);
        int i = 0;
        for (; i + 8 <= columns; i += 8)
        {
            var scale = Vector256.Load(_scale + column + i);
            var offset = Vector256.Load(_offset + column + i);
            var correction = Vector256.Load(corrections + i);
            for (int row = 0; row < rows; row++)
            {
                var sum = Vector256.ConvertToSingle(Vector256.Load(sums + row * ByteProducts.MostColumns + i) - correction);
                rounding.Apply(sum * scale + offset).Store(results + (nint)row * _outputs + i);
            }
        }
        for (; i < columns; i++)
        {
            for (int row = 0; row < rows; row++)
            {
                float sum = sums[row * ByteProducts.MostColumns + i] - corrections[i];
                results[(nint)row * _outputs + i] = rounding.Apply(sum * _scale[column + i] + _offset[column + i]);
            }
        }
    }

    /// <summary>Scales and quantizes a row of sums of a depthwise convolution in place.</summary>
    private void FinishRow(int row)
    {
        float* results = _output + (nint)row * _outputWidth * _outputs;
        var rounding = new Rounding(_operator.Output);
        for (int x = 0; x < _outputWidth; x++, results += _outputs)
        {
            int i = 0;
            for (; i + 8 <= _outputs; i += 8)
                rounding.Apply(Vector256.Load(results + i) * Vector256.Load(_scale + i) + Vector256.Load(_offset + i)).Store(results + i);
            for (; i < _outputs; i++) results[i] = rounding.Apply(results[i] * _scale[i] + _offset[i]);
        }
    }

    /// <summary>Rounds values to the integers of a range, or leaves them where there is none.</summary>
    private readonly struct Rounding(QuantizedRange? range)
    {
        private readonly bool _rounds = range is not null;
        private readonly float _zeroPoint = range?.ZeroPoint ?? 0, _least = range?.Least ?? 0, _most = range?.Most ?? 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Apply(Vector256<float> value)
        {
            if (!_rounds) return value;
            value = Vector256.Round(value) + Vector256.Create(_zeroPoint);
            return Vector256.MinNative(Vector256.MaxNative(value, Vector256.Create(_least)), Vector256.Create(_most));
        }

        public float Apply(float value) => _rounds ? Math.Clamp(MathF.Round(value) + _zeroPoint, _least, _most) : value;
    }
}
