using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Many matrix products: a part of the work computes whole products, each with <see cref="GatherGemm"/>, <see cref="StreamedProduct"/> or
/// <see cref="RowDotProducts"/>, as <see cref="MatMulKernel"/> would.
/// </summary>
internal sealed unsafe class SmallMatMulKernel : SimdKernel
{
    private readonly MatMul _operator;
    private readonly MatrixOffsets _offsets;
    private readonly int _m, _n, _k, _parts;
    private readonly bool _dots, _streams;
    private readonly CpuBuffer _segment;
    private readonly RightMatrix[] _rights; // One per part, since each may need its own workspace.
    private float* _a, _b, _c, _bias;

    public SmallMatMulKernel(CpuDevice device, MatMul product, MatrixBatch batch) : base(device)
    {
        _operator = product;
        _offsets = new(batch);
        (_m, _n, _k) = (batch.M, batch.N, batch.K);
        (_dots, _streams) = MatMulKernel.SelectAlgorithm(product, batch);
        _parts = (double)_m * _n * _k * batch.Count < 32768 ? 1 : (int)Math.Min(batch.Count, 4L * device.Team.Count);
        _segment = SegmentList.Allocate(1);
        *SegmentList.Pointer(_segment) = new Segment { Length = _k };
        _rights = _dots || _streams ? [] : [.. Enumerable.Range(0, _parts).Select(_ =>
            new RightMatrix(_k, _n, product.TransposeB ? _k : _n, (int)device.Width, product.TransposeB))];
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        _a = inputs[0].Pointer();
        _b = inputs[1].Pointer();
        _c = outputs[0].Pointer();
        _bias = inputs.Length == 3 ? inputs[2].Pointer() : null;
        Device.Team.Run(this, _parts);
    }

    public override void Dispose()
    {
        _segment.Dispose();
        foreach (var right in _rights) right.Dispose();
        base.Dispose();
    }

    protected override void Execute<TSimd, TVector>(int part)
    {
        long matrix = _offsets.Count * part / _parts, end = _offsets.Count * (part + 1) / _parts;
        for (; matrix < end; matrix++)
        {
            var (left, right) = _offsets.Get(matrix);
            float* c = _c + matrix * _m * _n;
            if (_dots)
            {
                new RowDotProducts
                {
                    A = _a + left, B = _b + right, C = c, Bias = _bias, M = _m, N = _n, K = _k,
                        Epilogue = new(_operator.Activation, _operator.NegativeSlope),
                }.Run<TSimd, TVector>(0, _n);
                continue;
            }
            if (_streams)
            {
                new StreamedProduct
                {
                    A = _a + left, B = _b + right, C = c, Bias = _bias, M = _m, N = _n, K = _k,
                        Epilogue = new(_operator.Activation, _operator.NegativeSlope),
                    RowA = _operator.TransposeA ? 1 : _k, StepA = _operator.TransposeA ? _m : 1,
                }.Run<TSimd, TVector>(0, _n);
                continue;
            }
            new GatherGemm
            {
                StepA = _operator.TransposeA ? _m : 1, B = _rights[part].Prepare(_b + right), StrideB = _rights[part].Stride, Bias = _bias,
                Segments = SegmentList.Pointer(_segment), SegmentCount = 1, Epilogue = new(_operator.Activation, _operator.NegativeSlope),
            }.MultiplyPanels<TSimd, TVector>(_a + left, _operator.TransposeA ? 1 : _k, c, _n, _m, _n);
        }
    }
}
