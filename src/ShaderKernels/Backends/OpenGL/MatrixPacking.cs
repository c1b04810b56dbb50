using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// The packing of a product's right matrix that stays the same from run to run, such as the filters in inference: into panels of the
/// columns of a tile, each contiguous along k (<c>PackMatrix.comp</c>).
/// </summary>
/// <param name="Channels">The channels of a tap.</param>
/// <param name="PackedChannels">The channels of a tap in the packed matrix, and of a pixel of the image that goes with it; the rest is 0.
/// </param>
/// <param name="StepK">The distance in memory of neighboring k.</param>
/// <param name="StepColumn">The distance in memory of neighboring columns.</param>
/// <param name="Precision">The precision of the packed matrix.</param>
internal readonly record struct MatrixPacking(int Channels, int PackedChannels, int StepK, int StepColumn,
    WeightPrecision Precision)
{
    /// <summary>Gets the format of four packed elements.</summary>
    public SizedInternalFormat Format => Precision == WeightPrecision.Half ? SizedInternalFormat.Rgba16f : SizedInternalFormat.Rgba32f;

    /// <summary>Returns a kernel that packs the matrix, pads the image where needed, and runs the product.</summary>
    /// <param name="device">The device.</param>
    /// <param name="product">The product.</param>
    /// <param name="tile">Its tile.</param>
    /// <param name="kernel">The kernel of the product, which reads the packed operands.</param>
    /// <param name="inputs">The shapes of the inputs.</param>
    public Kernel Around(OpenGLDevice device, MatrixProduct product, ProductTile tile, Kernel kernel, IReadOnlyList<Shape> inputs)
    {
        long panels = tile.ColumnTiles(product.Columns), count = checked(panels * product.Groups * product.Depth * tile.Columns);
        var program = device.Program("PackMatrix.comp", new ShaderDefines().Add("COUNT", count / 4).Add("PANEL", tile.Columns)
            .Add("PANELS", panels)
            .Add("PRODUCT_DEPTH", product.Depth).Add("CHANNELS", Channels).Add("CHANNELS_PACKED", PackedChannels)
            .Add("COLUMNS", product.Columns).Add("STEP_K", StepK).Add("STEP_COLUMN", StepColumn)
            .Add("HALF", Precision == WeightPrecision.Half), "Index.glsl");
        var pack = new ComputePass(device, program, WorkGroups.Cover(count / 4, 256, device.MaximumWorkGroups), operands: 2);
        var packed = device.AllocateTensor(Shape.Of(checked((int)(Precision == WeightPrecision.Half ? count / 2 : count))));
        if (PackedChannels == Channels) return new PackedProductKernel(kernel, inputs.Count, pack, packed, null, null);

        long vectors = inputs[0].Count / Channels * (PackedChannels / 4);
        var padding = device.Program("PadChannels.comp", new ShaderDefines().Add("COUNT", vectors).Add("CHANNELS", Channels)
            .Add("QUADS", PackedChannels / 4), "Index.glsl");
        var pad = new ComputePass(device, padding, WorkGroups.Cover(vectors, 256, device.MaximumWorkGroups), operands: 2);
        var padded = device.AllocateTensor(Shape.Of(checked((int)(vectors * 4))));
        return new PackedProductKernel(kernel, inputs.Count, pack, packed, pad, padded);
    }
}
