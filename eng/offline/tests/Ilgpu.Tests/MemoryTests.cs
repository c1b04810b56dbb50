namespace Ilgpu.Tests;

public sealed class MemoryTests : IDisposable
{
    private readonly Processor _processor = new();

    private Accelerator Accelerator => _processor.Accelerator;

    public void Dispose() => _processor.Dispose();

    [Fact]
    public void What_goes_in_comes_out()
    {
        using var buffer = Accelerator.Allocate1D<float>(5);
        buffer.CopyFromCPU([1, 2, 3, 4, 5]);
        Assert.Equal([1, 2, 3, 4, 5], buffer.GetAsArray1D());
        Assert.Equal((5, 5L, 20L), (buffer.View.IntLength, buffer.Length, buffer.LengthInBytes));
    }

    [Fact]
    public void A_part_is_written_and_read_on_its_own()
    {
        using var buffer = Accelerator.Allocate1D<int>(6);
        buffer.View.MemSetToZero();
        int[] written = [7, 8], read = new int[3];
        buffer.View.BaseView.SubView(2L, 2L).CopyFromCPU(ref written[0], 2);
        buffer.View.SubView(1, 3).CopyToCPU(ref read[0], 3);
        Assert.Equal([0, 7, 8], read);
        Assert.Equal([0, 0, 7, 8, 0, 0], buffer.GetAsArray1D());
        buffer.View.BaseView.SubView(3L).MemSetToZero();
        Assert.Equal([0, 0, 7, 0, 0, 0], buffer.GetAsArray1D());
    }

    [Fact]
    public void Bytes_are_copied_as_bytes()
    {
        using var buffer = Accelerator.Allocate1D<byte>(3);
        buffer.CopyFromCPU(new byte[] { 1, 255, 3 });
        byte[] read = new byte[3];
        buffer.CopyToCPU(read);
        Assert.Equal([1, 255, 3], read);
    }

    [Fact]
    public void Freeing_twice_is_freeing_once()
    {
        var buffer = Accelerator.Allocate1D<double>(1 << 16);
        buffer.Dispose();
        buffer.Dispose();
    }
}
