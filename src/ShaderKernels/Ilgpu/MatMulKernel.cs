using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Ilgpu;

/// <summary>The sizes of a matrix product, and how far apart the matrices' elements lie.</summary>
public struct MatMulSizes
{
    /// <summary>The rows and columns of the result, and the length of each sum.</summary>
    public int M, N, K;

    /// <summary>The steps through A along its rows and along k.</summary>
    public int StepAM, StepAK;

    /// <summary>The steps through B along k and along its columns.</summary>
    public int StepBK, StepBN;

    /// <summary>Not 0 where a bias is added.</summary>
    public int Bias;

    /// <summary>Not 0 where negative results become 0, and not 0 where the largest result is 6.</summary>
    public int Relu, Relu6;
}

/// <summary>Matrix product: each thread computes four rows by four columns, either on its own or in a group that shares tiles of both matrices.</summary>
internal sealed class MatMulKernel : Kernel
{
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, MatMulSizes> _compute;
    private readonly Action<KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, MatMulSizes>? _computeTiled;
    private readonly MatMulSizes _sizes;
    private readonly int _threads, _tiles;

    public MatMulKernel(IlgpuDevice device, MatMul product, IReadOnlyList<Shape> inputs)
    {
        var (m, n, k) = product.Sizes(inputs);
        _sizes = new()
        {
            M = m, N = n, K = k,
            StepAM = product.TransposeA ? 1 : k, StepAK = product.TransposeA ? m : 1,
            StepBK = product.TransposeB ? 1 : n, StepBN = product.TransposeB ? k : 1,
            Bias = inputs.Count == 3 ? 1 : 0,
            Relu = product.Activation == Activation.None ? 0 : 1,
            Relu6 = product.Activation == Activation.Relu6 ? 1 : 0,
        };
        _threads = Blocks.Of(m) * Blocks.Of(n);
        _tiles = TileLoads.Tiles(m) * TileLoads.Tiles(n);
        if (device.Tiled) _computeTiled = device.Accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, MatMulSizes>(ComputeTiled);
        _compute = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, MatMulSizes>(Compute);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_threads == 0) return;
        var result = outputs[0].View();
        var bias = _sizes.Bias != 0 ? inputs[2].View() : result;
        if (_computeTiled is null) _compute(_threads, inputs[0].View(), inputs[1].View(), bias, result, _sizes);
        else _computeTiled(new(_tiles, TileLoads.Threads), inputs[0].View(), inputs[1].View(), bias, result, _sizes);
    }

    private static void Compute(Index1D index, ArrayView<float> a, ArrayView<float> b, ArrayView<float> bias, ArrayView<float> result, MatMulSizes s)
    {
        int columnBlocks = Blocks.Of(s.N), n = index % columnBlocks * 4, m = index / columnBlocks * 4;
        int a0 = m * s.StepAM, a1 = IntrinsicMath.Min(m + 1, s.M - 1) * s.StepAM, a2 = IntrinsicMath.Min(m + 2, s.M - 1) * s.StepAM, a3 = IntrinsicMath.Min(m + 3, s.M - 1) * s.StepAM;
        int b0 = n * s.StepBN, b1 = IntrinsicMath.Min(n + 1, s.N - 1) * s.StepBN, b2 = IntrinsicMath.Min(n + 2, s.N - 1) * s.StepBN, b3 = IntrinsicMath.Min(n + 3, s.N - 1) * s.StepBN;

        Four r0 = default, r1 = default, r2 = default, r3 = default;
        for (int k = 0; k < s.K; k++)
        {
            int ak = k * s.StepAK, bk = k * s.StepBK;
            float w0 = b[b0 + bk], w1 = b[b1 + bk], w2 = b[b2 + bk], w3 = b[b3 + bk];
            r0.Add(a[a0 + ak], w0, w1, w2, w3);
            r1.Add(a[a1 + ak], w0, w1, w2, w3);
            r2.Add(a[a2 + ak], w0, w1, w2, w3);
            r3.Add(a[a3 + ak], w0, w1, w2, w3);
        }
        Store(s, bias, result, m, n, r0);
        if (m + 1 < s.M) Store(s, bias, result, m + 1, n, r1);
        if (m + 2 < s.M) Store(s, bias, result, m + 2, n, r2);
        if (m + 3 < s.M) Store(s, bias, result, m + 3, n, r3);
    }

    private static void ComputeTiled(ArrayView<float> a, ArrayView<float> b, ArrayView<float> bias, ArrayView<float> result, MatMulSizes s)
    {
        var tileA = SharedMemory.Allocate<float>(TileLoads.Depth * TileLoads.Side);
        var tileB = SharedMemory.Allocate<float>(TileLoads.Depth * TileLoads.Side);
        int columnTiles = TileLoads.Tiles(s.N), thread = Group.IdxX;
        int firstM = Grid.IdxX / columnTiles * TileLoads.Side, firstN = Grid.IdxX % columnTiles * TileLoads.Side;
        int row = thread / TileLoads.Blocks * 4, column = thread % TileLoads.Blocks * 4;

        Four r0 = default, r1 = default, r2 = default, r3 = default;
        for (int firstK = 0; firstK < s.K; firstK += TileLoads.Depth)
        {
            TileLoads.Load(thread, a, tileA, firstM, s.M, s.StepAM, firstK, s.K, s.StepAK);
            TileLoads.Load(thread, b, tileB, firstN, s.N, s.StepBN, firstK, s.K, s.StepBK);
            Group.Barrier();
            for (int k = 0; k < TileLoads.Depth; k++)
            {
                int left = k * TileLoads.Side + row, right = k * TileLoads.Side + column;
                float w0 = tileB[right], w1 = tileB[right + 1], w2 = tileB[right + 2], w3 = tileB[right + 3];
                r0.Add(tileA[left], w0, w1, w2, w3);
                r1.Add(tileA[left + 1], w0, w1, w2, w3);
                r2.Add(tileA[left + 2], w0, w1, w2, w3);
                r3.Add(tileA[left + 3], w0, w1, w2, w3);
            }
            Group.Barrier();
        }
        int m = firstM + row, n = firstN + column;
        if (n >= s.N) return;
        if (m < s.M) Store(s, bias, result, m, n, r0);
        if (m + 1 < s.M) Store(s, bias, result, m + 1, n, r1);
        if (m + 2 < s.M) Store(s, bias, result, m + 2, n, r2);
        if (m + 3 < s.M) Store(s, bias, result, m + 3, n, r3);
    }

    private static void Store(MatMulSizes s, ArrayView<float> bias, ArrayView<float> result, int m, int n, Four sums)
    {
        int place = m * s.N + n;
        result[place] = Finish(s, bias, n, sums.X);
        if (n + 1 < s.N) result[place + 1] = Finish(s, bias, n + 1, sums.Y);
        if (n + 2 < s.N) result[place + 2] = Finish(s, bias, n + 2, sums.Z);
        if (n + 3 < s.N) result[place + 3] = Finish(s, bias, n + 3, sums.W);
    }

    private static float Finish(MatMulSizes s, ArrayView<float> bias, int n, float sum)
    {
        if (s.Bias != 0) sum += bias[n];
        if (s.Relu != 0 && sum < 0f) sum = 0f;
        return s.Relu6 != 0 && sum > 6f ? 6f : sum;
    }
}
