using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Matrix products one after another, the columns of each split over all threads. With B row-major a product is a <see cref="GatherGemm"/>,
/// or, if A has few rows, a <see cref="StreamedProduct"/>; with B transposed and few rows of A it is a <see cref="RowDotProducts"/>. The
/// last two read B once, in place. Many small products are computed by <see cref="SmallMatMulKernel"/>.
/// </summary>
internal sealed unsafe class MatMulKernel : SimdKernel
{
    /// <summary>From this number of rows of A on, transposing B costs less than it gains.</summary>
    private const int PackedRows = 32;

    private readonly MatMul _operator;
    private readonly MatrixOffsets _offsets;
    private readonly int _m, _n, _k, _columnsPerPart, _columnParts;
    private readonly bool _dots, _streams;
    private readonly CpuBuffer _segment;
    private readonly RightMatrix? _right;
    private readonly PackedMatrix? _packed;
    private GatherGemm _gemm;
    private float* _a, _b, _c, _bias;

    public MatMulKernel(CpuDevice device, MatMul product, MatrixBatch batch) : base(device)
    {
        _operator = product;
        _offsets = new(batch);
        (_m, _n, _k) = (batch.M, batch.N, batch.K);
        (_dots, _streams) = SelectAlgorithm(product, batch);
        if (product.TransposeB && _m >= PackedRows)
        {
            _dots = false;
            _packed = new PackedMatrix(_k, _n, _k, (int)device.Width, transposed: true);
        }
        _columnsPerPart = _streams ? StreamedProduct.ColumnsPerPart(_m, _n, _k, device.Team.Count) : 64;
        _columnParts = (_n + _columnsPerPart - 1) / _columnsPerPart;
        _segment = SegmentList.Allocate(1);
        *SegmentList.Pointer(_segment) = new Segment { Length = _k };
        if (!_dots && !_streams && _packed is null)
            _right = new RightMatrix(_k, _n, product.TransposeB ? _k : _n, (int)device.Width, product.TransposeB);
    }

    /// <summary>
    /// Returns the kernel for the inputs: this one, or, if there are enough products for every thread, one that distributes whole products.
    /// </summary>
    public static SimdKernel Prepare(CpuDevice device, MatMul product, IReadOnlyList<Shape> inputs)
    {
        product.InferShapes(inputs);
        var batch = new MatrixBatch(product, inputs);
        return batch.Count > 1 && batch.Count >= 2 * device.Team.Count
            ? new SmallMatMulKernel(device, product, batch)
            : new MatMulKernel(device, product, batch);
    }

    /// <summary>Selects the algorithm: dot products of rows of A and B, or streaming B past a few rows of A; if neither, tiles.</summary>
    public static (bool Dots, bool Streams) SelectAlgorithm(MatMul product, MatrixBatch batch) =>
        (product.TransposeB && (!product.TransposeA || batch.M == 1), !product.TransposeB && batch.M <= StreamedProduct.MaximumRows);

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        float* a = inputs[0].Pointer(), b = inputs[1].Pointer(), c = outputs[0].Pointer();
        _bias = inputs.Length == 3 ? inputs[2].Pointer() : null;
        _gemm = new GatherGemm
        {
            StepA = _operator.TransposeA ? _m : 1, StrideB = _packed?.PanelWidth ?? _right?.Stride ?? 0,
            PanelB = _packed?.PanelStride ?? 0,
            Segments = SegmentList.Pointer(_segment), SegmentCount = 1, Epilogue = new(_operator.Activation, _operator.NegativeSlope),
        };
        for (long matrix = 0; matrix < _offsets.Count; matrix++, c += (nint)_m * _n)
        {
            var (left, right) = _offsets.Get(matrix);
            _a = a + left;
            if (BeginsRun) _packed?.Pack(b + right, Device.Team);
            if (BeginsRun) _b = _packed is not null ? _packed.Pointer : _right is null ? b + right : _right.Prepare(b + right);
            _c = c;
            RunParts(_columnParts);
        }
    }

    public override int MaximumSlices => _offsets.Count == 1 ? Math.Max(1, _columnParts / Device.Team.Count) : 1;

    public override void Dispose()
    {
        _segment.Dispose();
        _right?.Dispose();
        _packed?.Dispose();
        base.Dispose();
    }

    protected override void Execute<TSimd, TVector>(int part)
    {
        int first = part * _columnsPerPart, columns = Math.Min(_columnsPerPart, _n - first);
        if (_dots)
        {
            new RowDotProducts { A = _a, B = _b, C = _c, Bias = _bias, M = _m, N = _n, K = _k,
                Epilogue = new(_operator.Activation, _operator.NegativeSlope) }.Run<TSimd, TVector>(first, first + columns);
            return;
        }
        if (_streams)
        {
            new StreamedProduct
            {
                A = _a, B = _b, C = _c, Bias = _bias, M = _m, N = _n, K = _k, Epilogue = new(_operator.Activation, _operator.NegativeSlope),
                RowA = _operator.TransposeA ? 1 : _k, StepA = _operator.TransposeA ? _m : 1,
            }.Run<TSimd, TVector>(first, first + columns);
            return;
        }
        var gemm = _gemm;
        gemm.B = _b + (_packed is null ? first : first / _packed.PanelWidth * _packed.PanelStride);
        gemm.Bias = _bias == null ? null : _bias + first;
        gemm.MultiplyPanels<TSimd, TVector>(_a, _operator.TransposeA ? 1 : _k, _c + first, _n, _m, columns);
    }
}
