using ShaderKernels.Devices;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// A product whose right matrix stays the same from run to run and is packed when it has changed, and whose image may have its channels
/// padded in each run.
/// </summary>
internal sealed class PackedProductKernel : Kernel
{
    private readonly Kernel _product;
    private readonly ComputePass _pack;
    private readonly ComputePass? _pad;
    private readonly Tensor _packed;
    private readonly Tensor? _padded;
    private readonly Tensor[] _operands;

    /// <param name="product">The product, of the padded image and the packed matrix.</param>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="pack">Packs the matrix.</param>
    /// <param name="packed">The packed matrix.</param>
    /// <param name="pad">Pads the image; null if it needs no padding.</param>
    /// <param name="padded">The padded image.</param>
    public PackedProductKernel(Kernel product, int inputs, ComputePass pack, Tensor packed, ComputePass? pad, Tensor? padded)
    {
        (_product, _pack, _packed, _pad, _padded) = (product, pack, packed, pad, padded);
        _operands = new Tensor[inputs];
    }

    public override void Prepack(ReadOnlySpan<Tensor> inputs) => _pack.Run(inputs[1], _packed);

    public override int MaximumSlices => _product.MaximumSlices;

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs) => RunSlice(inputs, outputs, 0, 1);

    public override void RunSlice(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, int slice, int slices)
    {
        inputs.CopyTo(_operands);
        _operands[1] = _packed;
        if (_padded is not null)
        {
            if (slice == 0) _pad!.Run(inputs[0], _padded);
            _operands[0] = _padded;
        }
        if (slices == 1) _product.Run(_operands, outputs);
        else _product.RunSlice(_operands, outputs, slice, slices);
    }

    public override void Dispose()
    {
        _product.Dispose();
        _pack.Dispose();
        _pad?.Dispose();
        _packed.Buffer.Dispose();
        _padded?.Buffer.Dispose();
        base.Dispose();
    }
}
