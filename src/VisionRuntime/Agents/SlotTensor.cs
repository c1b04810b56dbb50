using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;

namespace VisionRuntime.Agents;

/// <summary>
/// A tensor of the device that is written slot by slot, by the host or from another tensor of the device, and read as a whole by graphs.
/// </summary>
internal sealed class SlotTensor : IDisposable
{
    private readonly Device _device;
    private readonly Tensor[] _slots, _source = new Tensor[1];
    private readonly Kernel _copy;

    /// <summary>Allocates the tensor, [slots * rows, columns].</summary>
    /// <param name="device">The device.</param>
    /// <param name="slots">The number of slots.</param>
    /// <param name="slot">The shape of a slot, [rows, columns].</param>
    public SlotTensor(Device device, int slots, Shape slot)
    {
        _device = device;
        Whole = device.AllocateTensor([slots * slot[0], slot[1]]);
        _slots = [.. Enumerable.Range(0, slots).Select(i => new Tensor(Whole.Buffer, i * slot.Count, slot))];
        _copy = device.Prepare(new Map(Expression.Input(0)), [slot]);
    }

    /// <summary>Gets all slots: row slot * rows + row.</summary>
    public Tensor Whole { get; }

    /// <summary>Gets a slot.</summary>
    public Tensor this[int slot] => _slots[slot];

    /// <summary>Copies a tensor of the device to a slot.</summary>
    public void Store(int slot, Tensor source)
    {
        _source[0] = source;
        _device.Begin();
        try
        {
            _copy.Run(_source, _slots.AsSpan(slot, 1));
        }
        finally
        {
            _device.End();
        }
    }

    /// <summary>Frees the tensor.</summary>
    public void Dispose()
    {
        _copy.Dispose();
        Whole.Buffer.Dispose();
    }
}
