using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Cpu;

/// <summary>
/// Matrix product. With B as rows it is a <see cref="GatherGemm"/>; with B given transposed and no wider than the cache likes,
/// rows of A meet rows of B in <see cref="RowDots"/>, which reads B once and moves nothing.
/// </summary>
internal sealed unsafe class MatMulKernel : SimdKernel
{
    private const int ColumnsAPart = 64;

    private readonly MatMul _operator;
    private readonly int _m, _n, _k, _rowTiles, _columnParts;
    private readonly bool _dots;
    private readonly CpuBuffer _stretch;
    private readonly RightMatrix? _right;
    private GatherGemm _gemm;
    private float* _a, _b, _c, _bias;

    public MatMulKernel(CpuDevice device, MatMul product, IReadOnlyList<Shape> inputs) : base(device)
    {
        product.InferShapes(inputs);
        _operator = product;
        (_m, _n, _k) = product.Sizes(inputs);
        _dots = product.TransposeB && !product.TransposeA;
        _rowTiles = (_m + GatherGemm.Rows - 1) / GatherGemm.Rows;
        _columnParts = (_n + ColumnsAPart - 1) / ColumnsAPart;
        _stretch = StretchList.Allocate(1);
        *StretchList.Of(_stretch) = new Stretch { Length = _k };
        if (!_dots) _right = new RightMatrix(_k, _n, product.TransposeB ? _k : _n, (int)device.Width, product.TransposeB);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        _a = inputs[0].Pointer();
        _b = _right is null ? inputs[1].Pointer() : _right.Ready(inputs[1].Pointer());
        _c = outputs[0].Pointer();
        _bias = inputs.Length == 3 ? inputs[2].Pointer() : null;
        _gemm = new GatherGemm
        {
            StepA = _operator.TransposeA ? _m : 1, StrideB = _right?.Stride ?? 0,
            Stretches = StretchList.Of(_stretch), StretchCount = 1, Activation = _operator.Activation,
        };
        Device.Team.Run(this, _columnParts);
    }

    public override void Dispose()
    {
        _stretch.Dispose();
        _right?.Dispose();
        base.Dispose();
    }

    protected override void Execute<TSimd, TVector>(int part)
    {
        int first = part * ColumnsAPart, columns = Math.Min(ColumnsAPart, _n - first);
        if (_dots)
        {
            new RowDots { A = _a, B = _b, C = _c, Bias = _bias, M = _m, N = _n, K = _k, Activation = _operator.Activation }.Run<TSimd, TVector>(first, first + columns);
            return;
        }
        float** a = stackalloc float*[GatherGemm.Rows];
        float** c = stackalloc float*[GatherGemm.Rows];
        var gemm = _gemm;
        gemm.B = _b + first;
        gemm.Bias = _bias == null ? null : _bias + first;
        nint rowA = _operator.TransposeA ? 1 : _k;
        // Two vectors of columns against all rows, so that this part of B is read from the first-level cache after the first tile.
        int panel = 2 * TSimd.Count;
        for (int column = 0; column < columns; column += panel, gemm.B += panel, gemm.Bias += gemm.Bias == null ? 0 : panel)
        {
            for (int tile = 0; tile < _rowTiles; tile++)
            {
                int row = tile * GatherGemm.Rows, rows = Math.Min(GatherGemm.Rows, _m - row);
                for (int i = 0; i < GatherGemm.Rows; i++)
                {
                    int at = row + Math.Min(i, rows - 1);
                    a[i] = _a + at * rowA;
                    c[i] = _c + (nint)at * _n + first + column;
                }
                gemm.Multiply<TSimd, TVector>(a, c, rows, Math.Min(panel, columns - column));
            }
        }
    }
}
