using System.Runtime.CompilerServices;
using ShaderKernels.Operators;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// A segment of a dot product: <see cref="Length"/> elements of A, starting <see cref="A"/> floats after the row pointer, times as many
/// rows of B, starting at row <see cref="B"/>.
/// </summary>
internal struct Segment
{
    public nint A;
    public nint B;
    public int Length;
}

/// <summary>
/// The matrix product of convolution, its two gradients and MatMul on the CPU: C[m, n] = activation(bias[n] + residual[m, n] + sum over
/// segments s, steps j of A[m][s.A + j * StepA] * B[s.B + j, n]). Rows of A are pointers, so that an image need not be copied into an
/// im2col matrix; a row of the product is a pixel, a filter tap or a sample. The micro-kernel computes a register block of eight rows by
/// two vectors of columns.
/// </summary>
internal unsafe struct GatherGemm
{
    /// <summary>The rows of a tile.</summary>
    public const int Rows = 8;

    private const int WidestVector = 16;

    /// <summary>The stride of A within a segment, in floats.</summary>
    public nint StepA;

    /// <summary>The right matrix, with rows of <see cref="StrideB"/> floats, readable up to a whole number of vectors.</summary>
    public float* B;

    /// <summary>The stride between the rows of B, in floats.</summary>
    public nint StrideB;

    /// <summary>The segments of the dot product.</summary>
    public Segment* Segments;

    /// <summary>The number of segments.</summary>
    public int SegmentCount;

    /// <summary>A bias for each column, or null.</summary>
    public float* Bias;

    /// <summary>The distance, in floats, from each element of C to the residual added to it; 0 for none.</summary>
    public nint Residual;

    /// <summary>The activation applied to each result.</summary>
    public Activation Activation;

    /// <summary>Computes a tile of <paramref name="rows"/> (at most 8) by <paramref name="columns"/> results.</summary>
    /// <param name="a">Eight row pointers into A; those from <paramref name="rows"/> on must be readable too.</param>
    /// <param name="c">Row pointers into C.</param>
    /// <param name="rows">The rows to store.</param>
    /// <param name="columns">The columns to compute, from 0 on.</param>
    [SkipLocalsInit]
    public readonly void Multiply<TSimd, TVector>(float** a, float** c, int rows, int columns)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        float* tile = stackalloc float[Rows * 2 * WidestVector];
        int column = 0;
        for (; columns - column > TSimd.Count; column += 2 * TSimd.Count)
        {
            EightByTwo<TSimd, TVector>(a, column, tile);
            Epilogue<TSimd, TVector>(tile, 2 * TSimd.Count, c, rows, column, Math.Min(columns - column, 2 * TSimd.Count));
        }
        if (column == columns) return;
        EightByOne<TSimd, TVector>(a, column, tile);
        Epilogue<TSimd, TVector>(tile, TSimd.Count, c, rows, column, columns - column);
    }

    /// <summary>
    /// Computes a whole matrix with evenly spaced rows, panel by panel: two vectors of columns for all rows, so that the panel of B stays
    /// in the first-level cache after the first tile.
    /// </summary>
    /// <param name="a">The first row of A.</param>
    /// <param name="rowA">The stride between the rows of A, in floats.</param>
    /// <param name="c">The first result.</param>
    /// <param name="rowC">The stride between the rows of C, in floats.</param>
    /// <param name="rows">The rows of A and C.</param>
    /// <param name="columns">The columns to compute, from 0 on.</param>
    public readonly void MultiplyPanels<TSimd, TVector>(float* a, nint rowA, float* c, nint rowC, int rows, int columns)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
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
    /// The micro-kernel of eight rows by two vectors. It calls no other method: a call would make the compiler keep the sixteen sums in
    /// memory instead of registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void EightByTwo<TSimd, TVector>(float** a, int column, float* tile)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        TVector zero = TSimd.Broadcast(0);
        TVector c00 = zero, c10 = zero, c20 = zero, c30 = zero, c40 = zero, c50 = zero, c60 = zero, c70 = zero;
        TVector c01 = zero, c11 = zero, c21 = zero, c31 = zero, c41 = zero, c51 = zero, c61 = zero, c71 = zero;
        nint step = StepA, stride = StrideB;
        Segment* end = Segments + SegmentCount;
        for (Segment* segment = Segments; segment < end; segment++)
        {
            float* a0 = a[0] + segment->A, a1 = a[1] + segment->A, a2 = a[2] + segment->A, a3 = a[3] + segment->A;
            float* a4 = a[4] + segment->A, a5 = a[5] + segment->A, a6 = a[6] + segment->A, a7 = a[7] + segment->A;
            float* b = B + segment->B * stride + column;
            nint stop = segment->Length * step;
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
    private readonly void EightByOne<TSimd, TVector>(float** a, int column, float* tile)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        TVector zero = TSimd.Broadcast(0);
        TVector c0 = zero, c1 = zero, c2 = zero, c3 = zero, c4 = zero, c5 = zero, c6 = zero, c7 = zero;
        nint step = StepA, stride = StrideB;
        Segment* end = Segments + SegmentCount;
        for (Segment* segment = Segments; segment < end; segment++)
        {
            float* a0 = a[0] + segment->A, a1 = a[1] + segment->A, a2 = a[2] + segment->A, a3 = a[3] + segment->A;
            float* a4 = a[4] + segment->A, a5 = a[5] + segment->A, a6 = a[6] + segment->A, a7 = a[7] + segment->A;
            float* b = B + segment->B * stride + column;
            nint stop = segment->Length * step;
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

    /// <summary>The epilogue: adds the bias and the residual, applies the activation and stores the tile.</summary>
    private readonly void Epilogue<TSimd, TVector>(float* tile, nint width, float** c, int rows, int column, int columns)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
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
