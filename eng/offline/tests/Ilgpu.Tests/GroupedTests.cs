namespace Ilgpu.Tests;

public sealed class GroupedTests : IDisposable
{
    private readonly Processor _processor = new();

    private Accelerator Accelerator => _processor.Accelerator;

    public void Dispose() => _processor.Dispose();

    /// <summary>Each group joins its numbers by a tree in shared memory.</summary>
    private static void TreeSum(ArrayView<float> numbers, ArrayView<float> sums)
    {
        var shares = SharedMemory.Allocate<float>(64);
        int thread = Group.IdxX, index = Grid.IdxX * Group.DimX + thread;
        shares[thread] = index < numbers.IntLength ? numbers[index] : 0f;
        Group.Barrier();
        for (int reach = Group.DimX / 2; reach > 0; reach /= 2)
        {
            if (thread < reach) shares[thread] += shares[thread + reach];
            Group.Barrier();
        }
        if (thread == 0) sums[Grid.IdxX] = shares[0];
    }

    /// <summary>The matrix is turned over by tiles of 4 by 4 that go through shared memory; threads beyond its edge read and write nothing.</summary>
    private static void Transpose(ArrayView<int> matrix, ArrayView<int> transposed, int width, int height)
    {
        var tile = SharedMemory.Allocate<int>(16);
        int x = Grid.IdxX * 4 + Group.IdxX, y = Grid.IdxY * 4 + Group.IdxY;
        if (x < width && y < height) tile[Group.IdxX * 4 + Group.IdxY] = matrix[y * width + x];
        Group.Barrier();
        int tx = Grid.IdxY * 4 + Group.IdxX, ty = Grid.IdxX * 4 + Group.IdxY;
        if (tx < height && ty < width) transposed[ty * height + tx] = tile[Group.IdxY * 4 + Group.IdxX];
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(100, 8)]
    [InlineData(1000, 64)]
    public void A_tree_in_shared_memory_adds_up(int length, int groupSize)
    {
        int groups = (length + groupSize - 1) / groupSize;
        using var numbers = Accelerator.Allocate1D<float>(length);
        using var sums = Accelerator.Allocate1D<float>(groups);
        float[] values = [.. Enumerable.Range(1, length)];
        numbers.CopyFromCPU(values);
        var kernel = Accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>>(TreeSum);
        for (int again = 0; again < 2; again++) kernel(new(groups, groupSize), numbers.View.BaseView, sums.View.BaseView);
        Accelerator.Synchronize();
        Assert.Equal(values.Chunk(groupSize).Select(chunk => chunk.Sum()), sums.GetAsArray1D());
    }

    [Fact]
    public void Groups_on_a_plane_know_their_places()
    {
        using var matrix = Accelerator.Allocate1D<int>(7 * 10);
        using var transposed = Accelerator.Allocate1D<int>(7 * 10);
        matrix.CopyFromCPU([.. Enumerable.Range(0, 70)]);
        Accelerator.LoadStreamKernel<ArrayView<int>, ArrayView<int>, int, int>(Transpose)(new(new Index2D(2, 3), new Index2D(4, 4)), matrix.View.BaseView, transposed.View.BaseView, 7, 10);
        Accelerator.Synchronize();
        Assert.Equal(Enumerable.Range(0, 70).Select(i => i % 10 * 7 + i / 10), transposed.GetAsArray1D());
    }

    /// <summary>Threads beyond the numbers leave at once; those that stay still meet at the barrier.</summary>
    private static void Neighbours(ArrayView<int> numbers, ArrayView<int> sums)
    {
        var shared = SharedMemory.Allocate<int>(8);
        int index = Grid.IdxX * 8 + Group.IdxX;
        shared[Group.IdxX] = index < numbers.IntLength ? numbers[index] : 0;
        Group.Barrier();
        if (index >= numbers.IntLength) return;
        sums[index] = shared[Group.IdxX] + shared[(Group.IdxX + 1) % 8];
    }

    [Fact]
    public void Some_threads_may_end_before_the_others()
    {
        using var numbers = Accelerator.Allocate1D<int>(11);
        using var sums = Accelerator.Allocate1D<int>(11);
        numbers.CopyFromCPU([.. Enumerable.Range(0, 11)]);
        Accelerator.LoadStreamKernel<ArrayView<int>, ArrayView<int>>(Neighbours)(new(2, 8), numbers.View.BaseView, sums.View.BaseView);
        Accelerator.Synchronize();
        Assert.Equal([1, 3, 5, 7, 9, 11, 13, 7, 17, 19, 10], sums.GetAsArray1D());
    }

    [Fact]
    public void Launches_of_different_sizes_follow_each_other()
    {
        using var numbers = Accelerator.Allocate1D<float>(200);
        using var sums = Accelerator.Allocate1D<float>(200);
        numbers.CopyFromCPU([.. Enumerable.Repeat(1f, 200)]);
        var kernel = Accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>>(TreeSum);
        for (int i = 0; i < 3; i++) Launch();
        Assert.Equal([8, 8], sums.GetAsArray1D()[..2]);

        void Launch()
        {
            kernel(new(4, 64), numbers.View.BaseView, sums.View.BaseView);
            kernel(new(25, 8), numbers.View.BaseView, sums.View.BaseView);
        }
    }
}
