using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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

    /// <summary>The right matrix, with rows of <see cref="StrideB"/> floats, readable up to two whole vectors past their end.</summary>
    public float* B;

    /// <summary>The stride between the rows of B, in floats.</summary>
    public nint StrideB;

    /// <summary>
    /// The distance between panels of B, two vectors of columns each, in floats; 0 if they are neighbors in the rows of B.
    /// </summary>
    public nint PanelB;

    /// <summary>The segments of the dot product.</summary>
    public Segment* Segments;

    /// <summary>The number of segments.</summary>
    public int SegmentCount;

    /// <summary>A bias for each column, or null.</summary>
    public float* Bias;

    /// <summary>The distance, in floats, from each element of C to the residual added to it; 0 for none.</summary>
    public nint Residual;

    /// <summary>Whether results are added to what C holds, instead of replacing it.</summary>
    public bool Accumulates;

    /// <summary>The activation applied to each result.</summary>
    public Epilogue Epilogue;

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
        float** tileRows = stackalloc float*[Rows];
        for (int row = 0; row < Rows; row++) tileRows[row] = tile + row * 2 * WidestVector;
        bool plain = rows == Rows && Bias == null && Residual == 0 && !Accumulates && Epilogue.IsNone;
        float* panel = B;
        nint nextPanel = PanelB != 0 ? PanelB : 2 * TSimd.Count;
        int column = 0;
        for (; columns - column > TSimd.Count; column += 2 * TSimd.Count, panel += nextPanel)
        {
            if (plain && columns - column >= 2 * TSimd.Count)
            {
                EightByTwo<TSimd, TVector>(a, panel, c, column);
                continue;
            }
            EightByTwo<TSimd, TVector>(a, panel, tileRows, 0);
            Finish<TSimd, TVector>(tile, c, rows, column, Math.Min(columns - column, 2 * TSimd.Count));
        }
        if (column >= columns) return;
        EightByOne<TSimd, TVector>(a, panel, tileRows);
        Finish<TSimd, TVector>(tile, c, rows, column, columns - column);
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
        nint nextPanel = PanelB != 0 ? PanelB : panel;
        for (int column = 0; column < columns;
            column += panel, panelGemm.B += nextPanel, panelGemm.Bias += panelGemm.Bias == null ? 0 : panel)
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
    private readonly void EightByTwo<TSimd, TVector>(float** a, float* panelB, float** c, nint column)
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
            float* b = panelB + segment->B * stride;
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
        TSimd.Store(c00, c[0] + column); TSimd.Store(c01, c[0] + column + TSimd.Count);
        TSimd.Store(c10, c[1] + column); TSimd.Store(c11, c[1] + column + TSimd.Count);
        TSimd.Store(c20, c[2] + column); TSimd.Store(c21, c[2] + column + TSimd.Count);
        TSimd.Store(c30, c[3] + column); TSimd.Store(c31, c[3] + column + TSimd.Count);
        TSimd.Store(c40, c[4] + column); TSimd.Store(c41, c[4] + column + TSimd.Count);
        TSimd.Store(c50, c[5] + column); TSimd.Store(c51, c[5] + column + TSimd.Count);
        TSimd.Store(c60, c[6] + column); TSimd.Store(c61, c[6] + column + TSimd.Count);
        TSimd.Store(c70, c[7] + column); TSimd.Store(c71, c[7] + column + TSimd.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void EightByOne<TSimd, TVector>(float** a, float* panelB, float** c)
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
            float* b = panelB + segment->B * stride;
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
        TSimd.Store(c0, c[0]);
        TSimd.Store(c1, c[1]);
        TSimd.Store(c2, c[2]);
        TSimd.Store(c3, c[3]);
        TSimd.Store(c4, c[4]);
        TSimd.Store(c5, c[5]);
        TSimd.Store(c6, c[6]);
        TSimd.Store(c7, c[7]);
    }

    /// <summary>The epilogue: adds the bias and the residual, applies the activation and stores the tile.</summary>
    private readonly void Finish<TSimd, TVector>(float* tile, float** c, int rows, int column, int columns)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        var epilogue = Epilogue;
        float* part = stackalloc float[2 * WidestVector];
        int whole = columns - columns % TSimd.Count, rest = columns - whole;
        if (rest > 0 && Bias != null) Copy(Bias + column + whole, part + WidestVector, rest);
        for (int row = 0; row < rows; row++)
        {
            float* source = tile + row * 2 * WidestVector, destination = c[row] + column;
            for (int i = 0; i < whole; i += TSimd.Count)
            {
                TVector value = TSimd.Load(source + i);
                if (Bias != null) value = TSimd.Add(value, TSimd.Load(Bias + column + i));
                if (Residual != 0 || Accumulates) value = TSimd.Add(value, TSimd.Load(destination + i + Residual));
                TSimd.Store(epilogue.Apply<TSimd, TVector>(value), destination + i);
            }
            if (rest == 0) continue;
            TVector last = TSimd.Load(source + whole);
            if (Bias != null) last = TSimd.Add(last, TSimd.Load(part + WidestVector));
            if (Residual != 0 || Accumulates)
            {
                Copy(destination + whole + Residual, part, rest);
                last = TSimd.Add(last, TSimd.Load(part));
            }
            TSimd.Store(epilogue.Apply<TSimd, TVector>(last), part);
            Copy(part, destination + whole, rest);
        }
    }

    /// <summary>Copies fewer than 16 elements.</summary>
    private static void Copy(float* from, float* to, int count)
    {
        if ((count & 8) != 0)
        {
            Vector256.Load(from).Store(to);
            from += 8;
            to += 8;
        }
        if ((count & 4) != 0)
        {
            Vector128.Load(from).Store(to);
            from += 4;
            to += 4;
        }
        for (int i = 0; i < (count & 3); i++) to[i] = from[i];
    }
}
