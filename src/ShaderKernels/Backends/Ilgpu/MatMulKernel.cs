using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>The sizes and strides of a matrix product.</summary>
internal struct MatMulSizes
{
    /// <summary>The rows and columns of the result, and the length of each sum.</summary>
    public int M, N, K;

    /// <summary>The strides of A along its rows and along k.</summary>
    public int StrideAM, StrideAK;

    /// <summary>The strides of B along k and along its columns.</summary>
    public int StrideBK, StrideBN;

    /// <summary>The number of threads (in the tiled kernel, of groups) per product of the batch.</summary>
    public int Threads;

    /// <summary>1 if a bias is added; otherwise 0.</summary>
    public int Bias;

    /// <summary>1 if the activation is ReLU or ReLU6, and 1 if it is ReLU6; otherwise 0.</summary>
    public int Relu, Relu6;

    /// <summary>The slope of the activation for negative values.</summary>
    public float NegativeSlope;
}

/// <summary>
/// Matrix products with register blocking: each thread computes four rows by four columns. The tiled version shares tiles of both matrices
/// within a group, in shared memory.
/// </summary>
internal sealed class MatMulKernel : Kernel
{
    private readonly Action<Index1D, ArrayView<int>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>,
        MatMulSizes> _compute;
    private readonly Action<KernelConfig, ArrayView<int>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>,
        MatMulSizes>? _computeTiled;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _loops;
    private readonly MatMulSizes _sizes;
    private readonly int _count;

    public MatMulKernel(IlgpuDevice device, MatMul product, IReadOnlyList<Shape> inputs)
    {
        var batch = new MatrixBatch(product, inputs);
        var (m, n, k) = (batch.M, batch.N, batch.K);
        _loops = device.Upload(LoopNest.Encode(new(batch.Shape.Dimensions, [batch.LeftStrides, batch.RightStrides])));
        _sizes = new()
        {
            M = m, N = n, K = k,
            StrideAM = product.TransposeA ? 1 : k, StrideAK = product.TransposeA ? m : 1,
            StrideBK = product.TransposeB ? 1 : n, StrideBN = product.TransposeB ? k : 1,
            Threads = device.Tiled ? SharedTile.Count(m) * SharedTile.Count(n) : RegisterBlocks.Count(m) * RegisterBlocks.Count(n),
            Bias = inputs.Count == 3 ? 1 : 0,
            Relu = product.Activation == Activation.None ? 0 : 1,
            NegativeSlope = product.NegativeSlope,
            Relu6 = product.Activation == Activation.Relu6 ? 1 : 0,
        };
        _count = checked((int)(_sizes.Threads * batch.Count));
        if (device.Tiled)
            _computeTiled = device.Accelerator.LoadStreamKernel<ArrayView<int>, ArrayView<float>, ArrayView<float>, ArrayView<float>,
                ArrayView<float>, MatMulSizes>(ComputeTiled);
        _compute = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, ArrayView<float>, ArrayView<float>,
            ArrayView<float>, ArrayView<float>, MatMulSizes>(Compute);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_count == 0) return;
        var result = outputs[0].View();
        var bias = _sizes.Bias != 0 ? inputs[2].View() : result;
        if (_computeTiled is null) _compute(_count, _loops.View.BaseView, inputs[0].View(), inputs[1].View(), bias, result, _sizes);
        else
            _computeTiled(new(_count, SharedTile.GroupSize), _loops.View.BaseView, inputs[0].View(), inputs[1].View(), bias, result,
                _sizes);
    }

    public override void Dispose()
    {
        _loops.Dispose();
        base.Dispose();
    }

    private static void Compute(Index1D index, ArrayView<int> loops, ArrayView<float> a, ArrayView<float> b, ArrayView<float> bias,
        ArrayView<float> result, MatMulSizes s)
    {
        int product = index / s.Threads, block = index - product * s.Threads, left = LoopNest.Offset(loops, 0, 0, product),
            right = LoopNest.Offset(loops, 0, 1, product);
        int columnBlocks = RegisterBlocks.Count(s.N), n = block % columnBlocks * 4, m = block / columnBlocks * 4;
        int a0 = left + m * s.StrideAM, a1 = left + IntrinsicMath.Min(m + 1, s.M - 1) * s.StrideAM,
            a2 = left + IntrinsicMath.Min(m + 2, s.M - 1) * s.StrideAM, a3 = left + IntrinsicMath.Min(m + 3, s.M - 1) * s.StrideAM;
        int b0 = right + n * s.StrideBN, b1 = right + IntrinsicMath.Min(n + 1, s.N - 1) * s.StrideBN,
            b2 = right + IntrinsicMath.Min(n + 2, s.N - 1) * s.StrideBN, b3 = right + IntrinsicMath.Min(n + 3, s.N - 1) * s.StrideBN;

        Accumulator4 r0 = default, r1 = default, r2 = default, r3 = default;
        for (int k = 0; k < s.K; k++)
        {
            int ak = k * s.StrideAK, bk = k * s.StrideBK;
            float w0 = b[b0 + bk], w1 = b[b1 + bk], w2 = b[b2 + bk], w3 = b[b3 + bk];
            r0.Add(a[a0 + ak], w0, w1, w2, w3);
            r1.Add(a[a1 + ak], w0, w1, w2, w3);
            r2.Add(a[a2 + ak], w0, w1, w2, w3);
            r3.Add(a[a3 + ak], w0, w1, w2, w3);
        }
        int first = product * s.M * s.N;
        Store(s, bias, result, first, m, n, r0);
        if (m + 1 < s.M) Store(s, bias, result, first, m + 1, n, r1);
        if (m + 2 < s.M) Store(s, bias, result, first, m + 2, n, r2);
        if (m + 3 < s.M) Store(s, bias, result, first, m + 3, n, r3);
    }

    private static void ComputeTiled(ArrayView<int> loops, ArrayView<float> a, ArrayView<float> b, ArrayView<float> bias,
        ArrayView<float> result, MatMulSizes s)
    {
        var tileA = SharedMemory.Allocate<float>(SharedTile.Depth * SharedTile.Side);
        var tileB = SharedMemory.Allocate<float>(SharedTile.Depth * SharedTile.Side);
        int columnTiles = SharedTile.Count(s.N), thread = Group.IdxX;
        int product = Grid.IdxX / s.Threads, tile = Grid.IdxX - product * s.Threads;
        a = a.SubView(LoopNest.Offset(loops, 0, 0, product));
        b = b.SubView(LoopNest.Offset(loops, 0, 1, product));
        int firstM = tile / columnTiles * SharedTile.Side, firstN = tile % columnTiles * SharedTile.Side;
        int row = thread / SharedTile.BlocksPerSide * 4, column = thread % SharedTile.BlocksPerSide * 4;

        Accumulator4 r0 = default, r1 = default, r2 = default, r3 = default;
        for (int firstK = 0; firstK < s.K; firstK += SharedTile.Depth)
        {
            SharedTile.Load(thread, a, tileA, firstM, s.M, s.StrideAM, firstK, s.K, s.StrideAK);
            SharedTile.Load(thread, b, tileB, firstN, s.N, s.StrideBN, firstK, s.K, s.StrideBK);
            Group.Barrier();
            for (int k = 0; k < SharedTile.Depth; k++)
            {
                int left = k * SharedTile.Side + row, right = k * SharedTile.Side + column;
                float w0 = tileB[right], w1 = tileB[right + 1], w2 = tileB[right + 2], w3 = tileB[right + 3];
                r0.Add(tileA[left], w0, w1, w2, w3);
                r1.Add(tileA[left + 1], w0, w1, w2, w3);
                r2.Add(tileA[left + 2], w0, w1, w2, w3);
                r3.Add(tileA[left + 3], w0, w1, w2, w3);
            }
            Group.Barrier();
        }
        int m = firstM + row, n = firstN + column, first = product * s.M * s.N;
        if (n >= s.N) return;
        if (m < s.M) Store(s, bias, result, first, m, n, r0);
        if (m + 1 < s.M) Store(s, bias, result, first, m + 1, n, r1);
        if (m + 2 < s.M) Store(s, bias, result, first, m + 2, n, r2);
        if (m + 3 < s.M) Store(s, bias, result, first, m + 3, n, r3);
    }

    private static void Store(MatMulSizes s, ArrayView<float> bias, ArrayView<float> result, int first, int m, int n, Accumulator4 sums)
    {
        int offset = first + m * s.N + n;
        result[offset] = Epilogue(s, bias, n, sums.X);
        if (n + 1 < s.N) result[offset + 1] = Epilogue(s, bias, n + 1, sums.Y);
        if (n + 2 < s.N) result[offset + 2] = Epilogue(s, bias, n + 2, sums.Z);
        if (n + 3 < s.N) result[offset + 3] = Epilogue(s, bias, n + 3, sums.W);
    }

    private static float Epilogue(MatMulSizes s, ArrayView<float> bias, int n, float sum)
    {
        if (s.Bias != 0) sum += bias[n];
        if (s.Relu != 0 && sum < 0f) sum = s.NegativeSlope == 0f ? 0f : s.NegativeSlope * sum;
        return s.Relu6 != 0 && sum > 6f ? 6f : sum;
    }
}
