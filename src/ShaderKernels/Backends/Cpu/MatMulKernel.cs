using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Matrix products one after another, the columns of each shared by all threads. With B as rows a product is a <see cref="GatherGemm"/>, or where A has few
/// rows a <see cref="StreamedProduct"/>; with B given transposed rows of A meet rows of B in <see cref="RowDots"/>. These two read B once and move nothing. Many small products are left to <see cref="SmallMatMulKernel"/>.
/// </summary>
internal sealed unsafe class MatMulKernel : SimdKernel
{
    private readonly MatMul _operator;
    private readonly MatrixStarts _starts;
    private readonly int _m, _n, _k, _columnsAPart, _columnParts;
    private readonly bool _dots, _streams;
    private readonly CpuBuffer _stretch;
    private readonly RightMatrix? _right;
    private GatherGemm _gemm;
    private float* _a, _b, _c, _bias;

    public MatMulKernel(CpuDevice device, MatMul product, MatrixBatch batch) : base(device)
    {
        _operator = product;
        _starts = new(batch);
        (_m, _n, _k) = (batch.M, batch.N, batch.K);
        (_dots, _streams) = Ways(product, batch);
        _columnsAPart = _streams ? StreamedProduct.ColumnsAPart(_m, _n, _k, device.Team.Count) : 64;
        _columnParts = (_n + _columnsAPart - 1) / _columnsAPart;
        _stretch = StretchList.Allocate(1);
        *StretchList.Of(_stretch) = new Stretch { Length = _k };
        if (!_dots && !_streams) _right = new RightMatrix(_k, _n, product.TransposeB ? _k : _n, (int)device.Width, product.TransposeB);
    }

    /// <summary>The kernel for the inputs: this one, or where there are products enough for every thread, one that shares them out whole.</summary>
    public static SimdKernel Prepare(CpuDevice device, MatMul product, IReadOnlyList<Shape> inputs)
    {
        product.InferShapes(inputs);
        var batch = new MatrixBatch(product, inputs);
        return batch.Count > 1 && batch.Count >= 2 * device.Team.Count ? new SmallMatMulKernel(device, product, batch) : new MatMulKernel(device, product, batch);
    }

    /// <summary>Whether rows of A meet rows of B, and whether B is streamed past few rows of A; if neither, tiles are multiplied.</summary>
    public static (bool Dots, bool Streams) Ways(MatMul product, MatrixBatch batch) =>
        (product.TransposeB && (!product.TransposeA || batch.M == 1), !product.TransposeB && batch.M <= StreamedProduct.MostRows);

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        float* a = inputs[0].Pointer(), b = inputs[1].Pointer(), c = outputs[0].Pointer();
        _bias = inputs.Length == 3 ? inputs[2].Pointer() : null;
        _gemm = new GatherGemm
        {
            StepA = _operator.TransposeA ? _m : 1, StrideB = _right?.Stride ?? 0,
            Stretches = StretchList.Of(_stretch), StretchCount = 1, Activation = _operator.Activation,
        };
        for (long matrix = 0; matrix < _starts.Count; matrix++, c += (nint)_m * _n)
        {
            var (left, right) = _starts.Of(matrix);
            _a = a + left;
            _b = _right is null ? b + right : _right.Ready(b + right);
            _c = c;
            Device.Team.Run(this, _columnParts);
        }
    }

    public override void Dispose()
    {
        _stretch.Dispose();
        _right?.Dispose();
        base.Dispose();
    }

    protected override void Execute<TSimd, TVector>(int part)
    {
        int first = part * _columnsAPart, columns = Math.Min(_columnsAPart, _n - first);
        if (_dots)
        {
            new RowDots { A = _a, B = _b, C = _c, Bias = _bias, M = _m, N = _n, K = _k, Activation = _operator.Activation }.Run<TSimd, TVector>(first, first + columns);
            return;
        }
        if (_streams)
        {
            new StreamedProduct
            {
                A = _a, B = _b, C = _c, Bias = _bias, RowA = _operator.TransposeA ? 1 : _k, StepA = _operator.TransposeA ? _m : 1, M = _m, N = _n, K = _k, Activation = _operator.Activation,
            }.Run<TSimd, TVector>(first, first + columns);
            return;
        }
        var gemm = _gemm;
        gemm.B = _b + first;
        gemm.Bias = _bias == null ? null : _bias + first;
        gemm.MultiplyPanels<TSimd, TVector>(_a, _operator.TransposeA ? 1 : _k, _c + first, _n, _m, columns);
    }
}
