using System.Runtime.CompilerServices;
using ShaderKernels.Operators;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// A stretch of a dot product: <see cref="Length"/> neighbors of A beginning at <see cref="A"/> floats from the row's pointer,
/// against as many rows of B beginning at row <see cref="B"/>.
/// </summary>
internal struct Stretch
{
    public nint A;
    public nint B;
    public int Length;
}

/// <summary>
/// The one matrix product behind convolution, its two gradients and MatMul on the CPU:
/// C[m, n] = activation(bias[n] + residual[m, n] + sum over stretches s, steps j of A[m][s.A + j * StepA] * B[s.B + j, n]).
/// Rows of A are pointers, so an image need not be copied into columns first; a row of the product is a pixel, a filter tap or
/// a sample. Eight rows by two vectors of columns stay in registers.
/// </summary>
internal unsafe struct GatherGemm
{
    /// <summary>The rows that one tile computes.</summary>
    public const int Rows = 8;

    private const int WidestVector = 16;

    /// <summary>The distance between A's neighbors within a stretch, in floats.</summary>
    public nint StepA;

    /// <summary>The right matrix, rows of <see cref="StrideB"/> floats, readable up to a whole number of vectors.</summary>
    public float* B;

    /// <summary>The distance between B's rows, in floats.</summary>
    public nint StrideB;

    /// <summary>The dot product's stretches.</summary>
    public Stretch* Stretches;

    /// <summary>The number of stretches.</summary>
    public int StretchCount;

    /// <summary>One number a column, or null.</summary>
    public float* Bias;

    /// <summary>How far, in floats, from each place in C lies the number that is added to it; 0 where nothing is.</summary>
    public nint Residual;

    /// <summary>Applied to each result.</summary>
    public Activation Activation;

    /// <summary>
    /// Computes <paramref name="rows"/> (at most 8) by <paramref name="columns"/> results.
    /// </summary>
    /// <param name="a">Eight row pointers into A; those from <paramref name="rows"/> on must be readable too.</param>
    /// <param name="c">Row pointers into C.</param>
    /// <param name="rows">The rows to store.</param>
    /// <param name="columns">The columns to compute, from 0 on.</param>
    [SkipLocalsInit]
    public readonly void Multiply<TSimd, TVector>(float** a, float** c, int rows, int columns) where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        float* tile = stackalloc float[Rows * 2 * WidestVector];
        int column = 0;
        for (; columns - column > TSimd.Count; column += 2 * TSimd.Count)
        {
            TwoVectors<TSimd, TVector>(a, column, tile);
            Finish<TSimd, TVector>(tile, 2 * TSimd.Count, c, rows, column, Math.Min(columns - column, 2 * TSimd.Count));
        }
        if (column == columns) return;
        OneVector<TSimd, TVector>(a, column, tile);
        Finish<TSimd, TVector>(tile, TSimd.Count, c, rows, column, columns - column);
    }

    /// <summary>
    /// Computes a whole matrix whose rows lie evenly: two vectors of columns against all rows, so that this part of B is read from the
    /// first-level cache after the first tile.
    /// </summary>
    /// <param name="a">The first row of A.</param>
    /// <param name="rowA">The distance between A's rows, in floats.</param>
    /// <param name="c">The first result.</param>
    /// <param name="rowC">The distance between C's rows, in floats.</param>
    /// <param name="rows">The rows of A and C.</param>
    /// <param name="columns">The columns to compute, from 0 on.</param>
    public readonly void MultiplyPanels<TSimd, TVector>(float* a, nint rowA, float* c, nint rowC, int rows, int columns) where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        float** rowsA = stackalloc float*[Rows];
        float** rowsC = stackalloc float*[Rows];
        var panelGemm = this;
        int panel = 2 * TSimd.Count;
        for (int column = 0; column < columns; column += panel, panelGemm.B += panel, panelGemm.Bias += panelGemm.Bias == null ? 0 : panel)
        {
            for (int row = 0; row < rows; row += Rows)
            {
                int count = Math.Min(Rows, rows - row);
                for (int i = 0; i < Rows; i++)
                {
                    nint at = row + Math.Min(i, count - 1);
                    rowsA[i] = a + at * rowA;
                    rowsC[i] = c + at * rowC + column;
                }
                panelGemm.Multiply<TSimd, TVector>(rowsA, rowsC, count, Math.Min(panel, columns - column));
            }
        }
    }

    /// <summary>
    /// Eight rows by two vectors. Nothing is called from here: a call would make the compiler keep the sixteen sums in memory instead of registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void TwoVectors<TSimd, TVector>(float** a, int column, float* tile) where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        TVector zero = TSimd.Broadcast(0);
        TVector c00 = zero, c10 = zero, c20 = zero, c30 = zero, c40 = zero, c50 = zero, c60 = zero, c70 = zero;
        TVector c01 = zero, c11 = zero, c21 = zero, c31 = zero, c41 = zero, c51 = zero, c61 = zero, c71 = zero;
        nint step = StepA, stride = StrideB;
        Stretch* end = Stretches + StretchCount;
        for (Stretch* stretch = Stretches; stretch < end; stretch++)
        {
            float* a0 = a[0] + stretch->A, a1 = a[1] + stretch->A, a2 = a[2] + stretch->A, a3 = a[3] + stretch->A;
            float* a4 = a[4] + stretch->A, a5 = a[5] + stretch->A, a6 = a[6] + stretch->A, a7 = a[7] + stretch->A;
            float* b = B + stretch->B * stride + column;
            nint stop = stretch->Length * step;
            for (nint i = 0; i != stop; i += step, b += stride)
            {
                TVector b0 = TSimd.Load(b), b1 = TSimd.Load(b + TSimd.Count), x;
                x = TSimd.Broadcast(a0[i]); c00 = TSimd.MultiplyAdd(x, b0, c00); c01 = TSimd.MultiplyAdd(x, b1, c01);
                x = TSimd.Broadcast(a1[i]); c10 = TSimd.MultiplyAdd(x, b0, c10); c11 = TSimd.MultiplyAdd(x, b1, c11);
                x = TSimd.Broadcast(a2[i]); c20 = TSimd.MultiplyAdd(x, b0, c20); c21 = TSimd.MultiplyAdd(x, b1, c21);
                x = TSimd.Broadcast(a3[i]); c30 = TSimd.MultiplyAdd(x, b0, c30); c31 = TSimd.MultiplyAdd(x, b1, c31);
                x = TSimd.Broadcast(a4[i]); c40 = TSimd.MultiplyAdd(x, b0, c40); c41 = TSimd.MultiplyAdd(x, b1, c41);
                x = TSimd.Broadcast(a5[i]); c50 = TSimd.MultiplyAdd(x, b0, c50); c51 = TSimd.MultiplyAdd(x, b1, c51);
                x = TSimd.Broadcast(a6[i]); c60 = TSimd.MultiplyAdd(x, b0, c60); c61 = TSimd.MultiplyAdd(x, b1, c61);
                x = TSimd.Broadcast(a7[i]); c70 = TSimd.MultiplyAdd(x, b0, c70); c71 = TSimd.MultiplyAdd(x, b1, c71);
            }
        }
        nint width = 2 * TSimd.Count;
        TSimd.Store(c00, tile); TSimd.Store(c01, tile + TSimd.Count);
        TSimd.Store(c10, tile + width); TSimd.Store(c11, tile + width + TSimd.Count);
        TSimd.Store(c20, tile + 2 * width); TSimd.Store(c21, tile + 2 * width + TSimd.Count);
        TSimd.Store(c30, tile + 3 * width); TSimd.Store(c31, tile + 3 * width + TSimd.Count);
        TSimd.Store(c40, tile + 4 * width); TSimd.Store(c41, tile + 4 * width + TSimd.Count);
        TSimd.Store(c50, tile + 5 * width); TSimd.Store(c51, tile + 5 * width + TSimd.Count);
        TSimd.Store(c60, tile + 6 * width); TSimd.Store(c61, tile + 6 * width + TSimd.Count);
        TSimd.Store(c70, tile + 7 * width); TSimd.Store(c71, tile + 7 * width + TSimd.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void OneVector<TSimd, TVector>(float** a, int column, float* tile) where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        TVector zero = TSimd.Broadcast(0);
        TVector c0 = zero, c1 = zero, c2 = zero, c3 = zero, c4 = zero, c5 = zero, c6 = zero, c7 = zero;
        nint step = StepA, stride = StrideB;
        Stretch* end = Stretches + StretchCount;
        for (Stretch* stretch = Stretches; stretch < end; stretch++)
        {
            float* a0 = a[0] + stretch->A, a1 = a[1] + stretch->A, a2 = a[2] + stretch->A, a3 = a[3] + stretch->A;
            float* a4 = a[4] + stretch->A, a5 = a[5] + stretch->A, a6 = a[6] + stretch->A, a7 = a[7] + stretch->A;
            float* b = B + stretch->B * stride + column;
            nint stop = stretch->Length * step;
            for (nint i = 0; i != stop; i += step, b += stride)
            {
                TVector b0 = TSimd.Load(b);
                c0 = TSimd.MultiplyAdd(TSimd.Broadcast(a0[i]), b0, c0);
                c1 = TSimd.MultiplyAdd(TSimd.Broadcast(a1[i]), b0, c1);
                c2 = TSimd.MultiplyAdd(TSimd.Broadcast(a2[i]), b0, c2);
                c3 = TSimd.MultiplyAdd(TSimd.Broadcast(a3[i]), b0, c3);
                c4 = TSimd.MultiplyAdd(TSimd.Broadcast(a4[i]), b0, c4);
                c5 = TSimd.MultiplyAdd(TSimd.Broadcast(a5[i]), b0, c5);
                c6 = TSimd.MultiplyAdd(TSimd.Broadcast(a6[i]), b0, c6);
                c7 = TSimd.MultiplyAdd(TSimd.Broadcast(a7[i]), b0, c7);
            }
        }
        nint width = TSimd.Count;
        TSimd.Store(c0, tile);
        TSimd.Store(c1, tile + width);
        TSimd.Store(c2, tile + 2 * width);
        TSimd.Store(c3, tile + 3 * width);
        TSimd.Store(c4, tile + 4 * width);
        TSimd.Store(c5, tile + 5 * width);
        TSimd.Store(c6, tile + 6 * width);
        TSimd.Store(c7, tile + 7 * width);
    }

    /// <summary>Adds the bias and the residual, applies the activation and stores a tile.</summary>
    private readonly void Finish<TSimd, TVector>(float* tile, nint width, float** c, int rows, int column, int columns) where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        TVector zero = TSimd.Broadcast(0), six = TSimd.Broadcast(6);
        bool relu = Activation != Activation.None, capped = Activation == Activation.Relu6;
        for (int row = 0; row < rows; row++)
        {
            float* source = tile + row * width, destination = c[row] + column;
            int i = 0;
            for (; i + TSimd.Count <= columns; i += TSimd.Count)
            {
                TVector value = TSimd.Load(source + i);
                if (Bias != null) value = TSimd.Add(value, TSimd.Load(Bias + column + i));
                if (Residual != 0) value = TSimd.Add(value, TSimd.Load(destination + i + Residual));
                if (relu) value = TSimd.Max(value, zero);
                if (capped) value = TSimd.Min(value, six);
                TSimd.Store(value, destination + i);
            }
            for (; i < columns; i++)
            {
                float value = source[i] + (Bias != null ? Bias[column + i] : 0) + (Residual != 0 ? destination[i + Residual] : 0);
                if (relu) value = Math.Max(value, 0);
                destination[i] = capped ? Math.Min(value, 6) : value;
            }
        }
    }
}
