using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Operators that move blocks of pixels to channels, and channels or columns to blocks of pixels.</summary>
internal static class SpaceDepth
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("DepthToSpace", DepthToSpace),
        ("SpaceToDepth", SpaceToDepth),
        ("Col2Im", call => call.Return(ColumnsToImages(call))),
    ];

    /// <summary>
    /// The order of the channels is block row, block column, depth (DCR) or depth, block row, block column (CRD, pixel shuffle).
    /// </summary>
    private static void DepthToSpace(NodeCall call)
    {
        var x = call[0];
        int block = BlockSize(call, x), n = x.Shape[0], depth = x.Shape[1] / (block * block), h = x.Shape[2], w = x.Shape[3];
        if (depth * block * block != x.Shape[1])
            throw call.Error($"the {x.Shape[1]} channels of {x.Shape} cannot be split into blocks of {block} by {block}");
        var moved = call.String("mode", "DCR") switch
        {
            "DCR" => x.Reshape([n, block, block, depth, h, w]).Transpose(0, 3, 4, 1, 5, 2),
            "CRD" => x.Reshape([n, depth, block, block, h, w]).Transpose(0, 1, 4, 2, 5, 3),
            var mode => throw call.Unsupported($"in mode {mode}"),
        };
        call.Return(moved.Reshape([n, depth, checked(h * block), checked(w * block)]));
    }

    private static void SpaceToDepth(NodeCall call)
    {
        var x = call[0];
        int block = BlockSize(call, x), n = x.Shape[0], c = x.Shape[1], h = x.Shape[2] / block, w = x.Shape[3] / block;
        if (h * block != x.Shape[2] || w * block != x.Shape[3])
            throw call.Error($"{x.Shape} cannot be split into blocks of {block} by {block}");
        call.Return(x.Reshape([n, c, h, block, w, block]).Transpose(0, 3, 5, 1, 2, 4).Reshape([n, checked(c * block * block), h, w]));
    }

    private static int BlockSize(NodeCall call, Value x)
    {
        if (x.Shape.Rank != 4) throw call.Error($"{x.Shape} must be images [N, C, H, W]");
        long block = call.Int("blocksize");
        return block is > 0 and < 1 << 12 ? (int)block : throw call.Error($"the block size {block} is out of range");
    }

    /// <summary>Adds up columns [N, C * B1 * B2 ..., L] of sliding blocks to images [N, C, D1, D2, ...].</summary>
    private static Value ColumnsToImages(NodeCall call)
    {
        var x = call[0];
        int[] image = call.Dimensions(call.KnownIntegers(1, "image_shape")), block = call.Dimensions(call.KnownIntegers(2, "block_shape"));
        int axes = image.Length, taps = block.Aggregate(1, (product, length) => checked(product * length));
        int[] strides = PerAxis("strides"), dilations = PerAxis("dilations");
        int[] pads = call.Dimensions(call.Ints("pads") ?? new long[2 * axes]);
        bool fits = block.Length == axes && strides.Length == axes && dilations.Length == axes && pads.Length == 2 * axes;
        if (x.Shape.Rank != 3 || !fits || taps == 0 || x.Shape[1] % taps != 0)
        {
            throw call.Error($"columns {x.Shape} do not belong to blocks [{string.Join(", ", block)}] " +
                $"of images [{string.Join(", ", image)}]");
        }
        var unfolded = image.Select((length, i) => WindowTaps.Unfold(length, Along(i))).ToArray();
        int[] positions = [.. unfolded.Select((along, i) => along.Outputs / block[i])];
        var blocks = x.Reshape([x.Shape[0], x.Shape[1] / taps, .. block, .. positions]);
        // For each axis its positions, then its taps.
        int[] order = [0, 1, .. Enumerable.Range(0, axes).SelectMany(i => new[] { 2 + axes + i, 2 + i })];
        var images = blocks.Transpose(order).Reshape([x.Shape[0], x.Shape[1] / taps, .. unfolded.Select(along => along.Outputs)]);
        for (int i = 0; i < axes; i++) images = images.Resample(2 + i, unfolded[i].Transposed);
        return images;

        int[] PerAxis(string name) => call.Ints(name) is { } values ? call.Dimensions(values) : [.. Enumerable.Repeat(1, axes)];

        Window Along(int i) => new(block[i], strides[i], pads[i], pads[axes + i], dilations[i], RoundingMode.Floor);
    }
}
