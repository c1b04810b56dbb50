namespace Ilgpu.Tests;

public sealed class AutoGroupedTests : IDisposable
{
    private readonly Processor _processor = new();

    private Accelerator Accelerator => _processor.Accelerator;

    public void Dispose() => _processor.Dispose();

    public struct Line
    {
        public float Slope, Rise;
    }

    private static void Straight(Index1D index, ArrayView<float> x, ArrayView<float> y, Line line) => y[index] = line.Slope * x[index] + line.Rise;

    private static void Name(Index2D index, ArrayView<int> places, int width) => places[index.X + index.Y * width] = index.X * 1000 + index.Y;

    private static void Count(Index1D index, ArrayView<int> counts) => Atomic.Add(ref counts[index % 3], 1);

    private static void Largest(Index1D index, ArrayView<int> numbers, ArrayView<int> largest) => Atomic.Max(ref largest[0], numbers[index]);

    private static void Reverse(Index1D index, ArrayView<int> numbers)
    {
        var local = LocalMemory.Allocate<int>(4);
        for (int i = 0; i < 4; i++) local[i] = numbers[index * 4 + i];
        for (int i = 0; i < 4; i++) numbers[index * 4 + i] = local[3 - i];
    }

    private static void Bits(Index1D index, ArrayView<float> numbers) =>
        numbers[index] = Interop.IntAsFloat(Interop.FloatAsInt(numbers[index]) ^ 0x80000000u) + IntrinsicMath.Clamp(index.X, 1, 2);

    private static void Sum(Index1D index, ArrayView<int> a, ArrayView<int> b, ArrayView<int> c, ArrayView<int> d, ArrayView<int> e, ArrayView<int> f,
        ArrayView<int> g, ArrayView<int> h, ArrayView<int> i, ArrayView<int> j, ArrayView<int> k, ArrayView<int> l, int m, ArrayView<int> sum) =>
        sum[index] = a[index] + b[index] + c[index] + d[index] + e[index] + f[index] + g[index] + h[index] + i[index] + j[index] + k[index] + l[index] + m;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10007)]
    public void Every_index_is_visited(int length)
    {
        using var x = Accelerator.Allocate1D<float>(length);
        using var y = Accelerator.Allocate1D<float>(length);
        float[] numbers = [.. Enumerable.Range(0, length)];
        x.CopyFromCPU(numbers);
        var kernel = Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, Line>(Straight);
        kernel(length, x.View.BaseView, y.View.BaseView, new() { Slope = 2, Rise = 1 });
        Accelerator.Synchronize();
        Assert.Equal(numbers.Select(n => 2 * n + 1), y.GetAsArray1D());
    }

    [Fact]
    public void A_plane_is_walked_along_both_axes()
    {
        using var places = Accelerator.Allocate1D<int>(35);
        Accelerator.LoadAutoGroupedStreamKernel<Index2D, ArrayView<int>, int>(Name)(new(5, 7), places.View.BaseView, 5);
        Accelerator.Synchronize();
        Assert.Equal(Enumerable.Range(0, 35).Select(i => i % 5 * 1000 + i / 5), places.GetAsArray1D());
    }

    [Fact]
    public void Atomic_sums_and_maxima_lose_nothing()
    {
        using var counts = Accelerator.Allocate1D<int>(3);
        using var numbers = Accelerator.Allocate1D<int>(1000);
        counts.View.MemSetToZero();
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(Count)(30000, counts.View.BaseView);
        Accelerator.Synchronize();
        Assert.Equal([10000, 10000, 10000], counts.GetAsArray1D());
        numbers.CopyFromCPU([.. Enumerable.Range(0, 1000).Select(i => i * 377 % 1000)]);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, ArrayView<int>>(Largest)(1000, numbers.View.BaseView, counts.View.BaseView.SubView(0L, 1L));
        Accelerator.Synchronize();
        Assert.Equal(10000, counts.GetAsArray1D()[0]);
    }

    [Fact]
    public void Local_memory_belongs_to_one_thread()
    {
        using var numbers = Accelerator.Allocate1D<int>(4000);
        numbers.CopyFromCPU([.. Enumerable.Range(0, 4000)]);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(Reverse)(1000, numbers.View.BaseView);
        Accelerator.Synchronize();
        Assert.Equal(Enumerable.Range(0, 4000).Select(i => i / 4 * 4 + 3 - i % 4), numbers.GetAsArray1D());
    }

    [Fact]
    public void Bits_and_whole_numbers_are_what_they_are_elsewhere()
    {
        using var numbers = Accelerator.Allocate1D<float>(4);
        numbers.CopyFromCPU([1, -2, 0.5f, 8]);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>>(Bits)(4, numbers.View.BaseView);
        Accelerator.Synchronize();
        Assert.Equal([0, 3, 1.5f, -6], numbers.GetAsArray1D());
    }

    [Fact]
    public void A_kernel_takes_fourteen_parameters()
    {
        using var ones = Accelerator.Allocate1D<int>(9);
        using var sum = Accelerator.Allocate1D<int>(9);
        ones.CopyFromCPU([.. Enumerable.Repeat(1, 9)]);
        var one = ones.View.BaseView;
        var kernel = Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, ArrayView<int>, ArrayView<int>, ArrayView<int>, ArrayView<int>,
            ArrayView<int>, ArrayView<int>, ArrayView<int>, ArrayView<int>, ArrayView<int>, ArrayView<int>, ArrayView<int>, int, ArrayView<int>>(Sum);
        kernel(9, one, one, one, one, one, one, one, one, one, one, one, one, 30, sum.View.BaseView);
        Accelerator.Synchronize();
        Assert.Equal(Enumerable.Repeat(42, 9), sum.GetAsArray1D());
    }
}
