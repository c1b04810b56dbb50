using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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

/// <summary>A number known to the compiler, such as the rows of a tile.</summary>
internal interface ISize
{
    static abstract int Value { get; }
}

internal readonly struct Size1 : ISize { public static int Value => 1; }

internal readonly struct Size2 : ISize { public static int Value => 2; }

internal readonly struct Size4 : ISize { public static int Value => 4; }

internal readonly struct Size6 : ISize { public static int Value => 6; }

internal readonly struct Size8 : ISize { public static int Value => 8; }

internal readonly struct Size10 : ISize { public static int Value => 10; }

internal readonly struct Size12 : ISize { public static int Value => 12; }

/// <summary>
/// The matrix product of convolution, its two gradients and MatMul on the CPU: C[m, n] = activation(bias[n] + residual[m, n] + sum over
/// segments s, steps j of A[m][s.A + j * StepA] * B[s.B + j, n]). Rows of A are pointers, so that an image need not be copied into an
/// im2col matrix; a row of the product is a pixel, a filter tap or a sample. The micro-kernel computes a register block of up to twelve
/// rows by two vectors of columns.
/// </summary>
internal unsafe struct GatherGemm
{
    /// <summary>The rows of a tile, where a kernel has no reason for others.</summary>
    public const int Rows = 8;

    /// <summary>The rows of the largest tile.</summary>
    public const int MaximumRows = 12;

    private const int WidestVector = 16;

    /// <summary>
    /// How many rows of B are loaded into the cache ahead of their use: 8 KiB of a panel, what the memory takes to answer. The processor's
    /// own prefetchers stop at the end of a page.
    /// </summary>
    private const int AheadB = 64;

    /// <summary>
    /// Returns the rows of the tiles that a number of rows is divided into: as many as the registers of a SIMD width have sums for, or
    /// fewer if that makes the last tile fuller.
    /// </summary>
    public static int RowsOf(long rows, SimdWidth width)
    {
        int most = width == SimdWidth.Vector512 ? MaximumRows : 6;
        long tiles = Math.Max(1, (rows + most - 1) / most);
        return (int)Math.Max(1, (rows + 2 * tiles - 1) / (2 * tiles) * 2);
    }

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

    /// <summary>
    /// Computes a tile of <paramref name="rows"/>, at most <see cref="MaximumRows"/>, by <paramref name="columns"/> results.
    /// </summary>
    /// <param name="a">Row pointers into A; if their number is odd, one more must be readable.</param>
    /// <param name="c">Row pointers into C.</param>
    /// <param name="rows">The rows to compute.</param>
    /// <param name="columns">The columns to compute, from 0 on.</param>
    [SkipLocalsInit]
    public readonly void Multiply<TSimd, TVector>(float** a, float** c, int rows, int columns)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        float* tile = stackalloc float[MaximumRows * 2 * WidestVector];
        float** tileRows = stackalloc float*[MaximumRows];
        for (int row = 0; row < MaximumRows; row++) tileRows[row] = tile + row * 2 * WidestVector;
        float* panel = B;
        nint nextPanel = PanelB != 0 ? PanelB : 2 * TSimd.Count;
        int column = 0;
        for (; columns - column > TSimd.Count; column += 2 * TSimd.Count, panel += nextPanel)
        {
            if (Residual != 0) Prefetch(c, rows, column + Residual);
            Prefetch(c, rows, column);
            if (rows % 2 == 0 && columns - column >= 2 * TSimd.Count)
            {
                Sums<TSimd, TVector, Size2>(a, panel, c, column, rows, true);
                continue;
            }
            Sums<TSimd, TVector, Size2>(a, panel, tileRows, 0, rows, false);
            Finish<TSimd, TVector>(tile, c, rows, column, Math.Min(columns - column, 2 * TSimd.Count));
        }
        if (column >= columns) return;
        Sums<TSimd, TVector, Size1>(a, panel, tileRows, 0, rows, false);
        Finish<TSimd, TVector>(tile, c, rows, column, columns - column);
    }

    /// <summary>
    /// Loads lines that the epilogue reads or writes into the cache: the rows of C lie on a page each, and no hardware foresees them.
    /// </summary>
    private static void Prefetch(float** c, int rows, nint column)
    {
        if (!Sse.IsSupported) return;
        for (int row = 0; row < rows; row++)
        {
            Sse.Prefetch0(c[row] + column);
            Sse.Prefetch0(c[row] + column + 16);
        }
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

    private readonly void Sums<TSimd, TVector, TVectors>(float** a, float* panel, float** c, nint column, int rows, bool whole)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged where TVectors : struct, ISize
    {
        bool adds = whole && (Residual != 0 || Accumulates), activates = whole && !Epilogue.IsNone;
        float* bias = whole && Bias != null ? Bias + column : null;
        switch ((rows + 1) / 2)
        {
            case 6: Sums<TSimd, TVector, Size12, TVectors>(a, panel, c, column, bias, adds, activates); break;
            case 5: Sums<TSimd, TVector, Size10, TVectors>(a, panel, c, column, bias, adds, activates); break;
            case 4: Sums<TSimd, TVector, Size8, TVectors>(a, panel, c, column, bias, adds, activates); break;
            case 3: Sums<TSimd, TVector, Size6, TVectors>(a, panel, c, column, bias, adds, activates); break;
            case 2: Sums<TSimd, TVector, Size4, TVectors>(a, panel, c, column, bias, adds, activates); break;
            default: Sums<TSimd, TVector, Size2, TVectors>(a, panel, c, column, bias, adds, activates); break;
        }
    }

    /// <summary>
    /// The micro-kernel of two, four, ... twelve rows by one or two vectors of columns; the code of rows and vectors that a tile does not
    /// have is not compiled. It calls no other method: a call would make the compiler keep the sums in memory instead of registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Sums<TSimd, TVector, TRows, TVectors>(float** a, float* panelB, float** c, nint column, float* bias, bool adds,
        bool activates)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged where TRows : struct, ISize where TVectors : struct, ISize
    {
        TVector zero = TSimd.Broadcast(0);
        TVector c00 = zero, c10 = zero, c20 = zero, c30 = zero, c40 = zero, c50 = zero;
        TVector c01 = zero, c11 = zero, c21 = zero, c31 = zero, c41 = zero, c51 = zero;
        TVector c60 = zero, c70 = zero, c80 = zero, c90 = zero, ca0 = zero, cb0 = zero;
        TVector c61 = zero, c71 = zero, c81 = zero, c91 = zero, ca1 = zero, cb1 = zero;
        nint step = StepA, stride = StrideB, ahead = AheadB * stride;
        Segment* end = Segments + SegmentCount;
        for (Segment* segment = Segments; segment < end; segment++)
        {
            nint from = segment->A;
            float* a0 = a[0] + from, a1 = a[1] + from;
            float* a2 = TRows.Value > 2 ? a[2] + from : a0, a3 = TRows.Value > 2 ? a[3] + from : a0;
            float* a4 = TRows.Value > 4 ? a[4] + from : a0, a5 = TRows.Value > 4 ? a[5] + from : a0;
            float* a6 = TRows.Value > 6 ? a[6] + from : a0, a7 = TRows.Value > 6 ? a[7] + from : a0;
            float* a8 = TRows.Value > 8 ? a[8] + from : a0, a9 = TRows.Value > 8 ? a[9] + from : a0;
            float* aa = TRows.Value > 10 ? a[10] + from : a0, ab = TRows.Value > 10 ? a[11] + from : a0;
            float* b = panelB + segment->B * stride;
            nint stop = segment->Length * step;
            for (nint i = 0; i != stop; i += step, b += stride)
            {
                TVector b0 = TSimd.Load(b), b1 = TVectors.Value > 1 ? TSimd.Load(b + TSimd.Count) : b0, x;
                if (Sse.IsSupported)
                {
                    Sse.Prefetch0(b + ahead);
                    if (TVectors.Value * TSimd.Count > 16) Sse.Prefetch0(b + ahead + 16);
                }
                x = TSimd.Broadcast(a0[i]); c00 = TSimd.MultiplyAdd(x, b0, c00);
                if (TVectors.Value > 1) c01 = TSimd.MultiplyAdd(x, b1, c01);
                x = TSimd.Broadcast(a1[i]); c10 = TSimd.MultiplyAdd(x, b0, c10);
                if (TVectors.Value > 1) c11 = TSimd.MultiplyAdd(x, b1, c11);
                if (TRows.Value > 2)
                {
                    x = TSimd.Broadcast(a2[i]); c20 = TSimd.MultiplyAdd(x, b0, c20);
                    if (TVectors.Value > 1) c21 = TSimd.MultiplyAdd(x, b1, c21);
                    x = TSimd.Broadcast(a3[i]); c30 = TSimd.MultiplyAdd(x, b0, c30);
                    if (TVectors.Value > 1) c31 = TSimd.MultiplyAdd(x, b1, c31);
                }
                if (TRows.Value > 4)
                {
                    x = TSimd.Broadcast(a4[i]); c40 = TSimd.MultiplyAdd(x, b0, c40);
                    if (TVectors.Value > 1) c41 = TSimd.MultiplyAdd(x, b1, c41);
                    x = TSimd.Broadcast(a5[i]); c50 = TSimd.MultiplyAdd(x, b0, c50);
                    if (TVectors.Value > 1) c51 = TSimd.MultiplyAdd(x, b1, c51);
                }
                if (TRows.Value > 6)
                {
                    x = TSimd.Broadcast(a6[i]); c60 = TSimd.MultiplyAdd(x, b0, c60);
                    if (TVectors.Value > 1) c61 = TSimd.MultiplyAdd(x, b1, c61);
                    x = TSimd.Broadcast(a7[i]); c70 = TSimd.MultiplyAdd(x, b0, c70);
                    if (TVectors.Value > 1) c71 = TSimd.MultiplyAdd(x, b1, c71);
                }
                if (TRows.Value > 8)
                {
                    x = TSimd.Broadcast(a8[i]); c80 = TSimd.MultiplyAdd(x, b0, c80);
                    if (TVectors.Value > 1) c81 = TSimd.MultiplyAdd(x, b1, c81);
                    x = TSimd.Broadcast(a9[i]); c90 = TSimd.MultiplyAdd(x, b0, c90);
                    if (TVectors.Value > 1) c91 = TSimd.MultiplyAdd(x, b1, c91);
                }
                if (TRows.Value > 10)
                {
                    x = TSimd.Broadcast(aa[i]); ca0 = TSimd.MultiplyAdd(x, b0, ca0);
                    if (TVectors.Value > 1) ca1 = TSimd.MultiplyAdd(x, b1, ca1);
                    x = TSimd.Broadcast(ab[i]); cb0 = TSimd.MultiplyAdd(x, b0, cb0);
                    if (TVectors.Value > 1) cb1 = TSimd.MultiplyAdd(x, b1, cb1);
                }
            }
        }
        TVector bias0 = bias == null ? zero : TSimd.Load(bias);
        TVector bias1 = bias == null || TVectors.Value == 1 ? zero : TSimd.Load(bias + TSimd.Count);
        Store<TSimd, TVector, TVectors>(c00, c01, bias0, bias1, c[0] + column, adds, activates);
        Store<TSimd, TVector, TVectors>(c10, c11, bias0, bias1, c[1] + column, adds, activates);
        if (TRows.Value > 2)
        {
            Store<TSimd, TVector, TVectors>(c20, c21, bias0, bias1, c[2] + column, adds, activates);
            Store<TSimd, TVector, TVectors>(c30, c31, bias0, bias1, c[3] + column, adds, activates);
        }
        if (TRows.Value > 4)
        {
            Store<TSimd, TVector, TVectors>(c40, c41, bias0, bias1, c[4] + column, adds, activates);
            Store<TSimd, TVector, TVectors>(c50, c51, bias0, bias1, c[5] + column, adds, activates);
        }
        if (TRows.Value > 6)
        {
            Store<TSimd, TVector, TVectors>(c60, c61, bias0, bias1, c[6] + column, adds, activates);
            Store<TSimd, TVector, TVectors>(c70, c71, bias0, bias1, c[7] + column, adds, activates);
        }
        if (TRows.Value > 8)
        {
            Store<TSimd, TVector, TVectors>(c80, c81, bias0, bias1, c[8] + column, adds, activates);
            Store<TSimd, TVector, TVectors>(c90, c91, bias0, bias1, c[9] + column, adds, activates);
        }
        if (TRows.Value > 10)
        {
            Store<TSimd, TVector, TVectors>(ca0, ca1, bias0, bias1, c[10] + column, adds, activates);
            Store<TSimd, TVector, TVectors>(cb0, cb1, bias0, bias1, c[11] + column, adds, activates);
        }
    }

    /// <summary>The epilogue of a row of a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Store<TSimd, TVector, TVectors>(TVector v0, TVector v1, TVector bias0, TVector bias1, float* to, bool adds,
        bool activates) where TSimd : struct, ISimd<TVector> where TVector : unmanaged where TVectors : struct, ISize
    {
        v0 = TSimd.Add(v0, bias0);
        if (adds) v0 = TSimd.Add(v0, TSimd.Load(to + Residual));
        if (activates) v0 = Epilogue.Apply<TSimd, TVector>(v0);
        TSimd.Store(v0, to);
        if (TVectors.Value == 1) return;
        v1 = TSimd.Add(v1, bias1);
        if (adds) v1 = TSimd.Add(v1, TSimd.Load(to + Residual + TSimd.Count));
        if (activates) v1 = Epilogue.Apply<TSimd, TVector>(v1);
        TSimd.Store(v1, to + TSimd.Count);
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
            if (whole > 0 && !Accumulates)
            {
                // The last vector ends with the last column, and overlaps the one before it.
                int at = columns - TSimd.Count;
                TVector value = TSimd.Load(source + at);
                if (Bias != null) value = TSimd.Add(value, TSimd.Load(Bias + column + at));
                if (Residual != 0) value = TSimd.Add(value, TSimd.Load(destination + at + Residual));
                TSimd.Store(epilogue.Apply<TSimd, TVector>(value), destination + at);
                continue;
            }
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
