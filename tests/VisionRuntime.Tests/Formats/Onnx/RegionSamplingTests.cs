using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;
using static VisionRuntime.Tests.Formats.Onnx.TestModel;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>GridSample, AffineGrid, RoiAlign, MaxRoiPool and DeformConv, against loops over pixels.</summary>
public class RegionSamplingTests
{
    public static TheoryData<string, string, string, bool> Grids
    {
        get
        {
            var data = new TheoryData<string, string, string, bool>();
            foreach (string device in (string[])["Cpu-Vector256", "OpenGL-Tuned", "Ilgpu"])
            {
                foreach (string mode in (string[])["linear", "nearest", "cubic"])
                {
                    foreach (string padding in (string[])["zeros", "border", "reflection"])
                    {
                        data.Add(device, mode, padding, true);
                        data.Add(device, mode, padding, false);
                    }
                }
            }
            return data;
        }
    }

    [SkippableTheory, MemberData(nameof(Grids))]
    public void GridSample_follows_its_mode_and_padding(string name, string mode, string padding, bool align)
    {
        using var device = TestDevices.Open(name);
        int[] size = [2, 3, 4, 5];
        var x = Random([2, 3, 4, 5]);
        var grid = Random([2, 3, 2, 2], 2).ToFloats().Select(value => value * 1.7f).ToArray();
        var y = ComputeOn(device, 20, "GridSample", [x, OnnxTensor.Of([2, 3, 2, 2], grid)],
            [String("mode", mode), String("padding_mode", padding), Int("align_corners", align ? 1 : 0)])[0];
        Assert.Equal(Shape.Of(2, 3, 3, 2), y.Shape);
        var expected = new List<double>();
        for (int n = 0; n < 2; n++)
        {
            for (int c = 0; c < 3; c++)
            {
                for (int point = 0; point < 6; point++)
                {
                    int at = (n * 6 + point) * 2, picture = (n * 3 + c) * 20;
                    expected.Add(Read((i, j) => x[picture + i * 5 + j], size[2], size[3], grid[at + 1], grid[at], mode, padding, align));
                }
            }
        }
        AssertClose(expected, y, 1e-4);
    }

    [Fact]
    public void GridSample_interpolates_volumes()
    {
        // Linear interpolation of a linear ramp is the ramp.
        var x = OnnxTensor.Of([1, 1, 3, 4, 5],
            [.. Enumerable.Range(0, 60).Select(i => (float)(100 * (i / 20) + 10 * (i / 5 % 4) + i % 5))]);
        var grid = OnnxTensor.Of([1, 1, 1, 1, 3], 0.3f, -0.2f, 0.1f);
        double place(double g, int length) => (g + 1) * (length - 1) / 2;
        var y = Compute(20, "GridSample", [x, grid], [Int("align_corners", 1)])[0];
        AssertClose([100 * place(0.1, 3) + 10 * place(-0.2, 4) + place(0.3, 5)], y);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void AffineGrid_of_the_identity_reproduces_the_image(bool align)
    {
        var x = Random([2, 3, 4, 6]);
        using var file = new TestModel(20).Input("x", OnnxType.Float, 2, 3, 4, 6).Output("y", OnnxType.Float, 2, 3, 4, 6);
        file.Weight("theta", OnnxTensor.Of([2, 2, 3], 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0));
        file.Weight("size", Int64s(2, 3, 4, 6));
        file.Node("AffineGrid", ["theta", "size"], "grid").Attribute.Add(Int("align_corners", align ? 1 : 0));
        file.Node("GridSample", ["x", "grid"], "y").Attribute.Add(Int("align_corners", align ? 1 : 0));
        AssertClose(x.ToDoubles(), file.Run(("x", x)), 1e-4);
    }

    [Fact]
    public void AffineGrid_of_volumes_is_ordered_x_y_z()
    {
        var theta = OnnxTensor.Of([1, 3, 4], 1, 0, 0, 0.5f, 0, 2, 0, 0, 0, 0, 3, 0);
        var grid = Compute(20, "AffineGrid", [theta, Int64s(1, 1, 2, 2, 2)], [Int("align_corners", 1)])[0];
        Assert.Equal(Shape.Of(1, 2, 2, 2, 3), grid.Shape);
        AssertClose([-0.5, -2, -3, 1.5, -2, -3, -0.5, 2, -3, 1.5, 2, -3, -0.5, -2, 3, 1.5, -2, 3, -0.5, 2, 3, 1.5, 2, 3], grid);
    }

    [Theory]
    [InlineData("half_pixel", 2, "avg"), InlineData("output_half_pixel", 2, "avg"), InlineData("half_pixel", 0, "avg")]
    [InlineData("half_pixel", 3, "max"), InlineData("output_half_pixel", 0, "max")]
    public void RoiAlign_agrees_with_its_definition(string mode, int ratio, string pooling)
    {
        var x = Random([2, 2, 7, 9]);
        float[] rois = [0.5f, 1, 7.3f, 5.2f, -3, -2, 3, 4, 6, 4, 20, 9.3f];
        long[] pictures = [0, 1, 1];
        const double scale = 0.8;
        const int rows = 2, columns = 3;
        var y = Compute(16, "RoiAlign", [x, OnnxTensor.Of([3, 4], rois), Int64s(pictures)],
            [String("coordinate_transformation_mode", mode), Int("sampling_ratio", ratio), String("mode", pooling),
                Int("output_height", rows), Int("output_width", columns), Float("spatial_scale", (float)scale)])[0];
        double offset = mode == "half_pixel" ? 0.5 : 0;
        var expected = new List<double>();
        for (int r = 0; r < 3; r++)
        {
            double left = rois[r * 4] * scale - offset, top = rois[r * 4 + 1] * scale - offset;
            double width = rois[r * 4 + 2] * scale - offset - left, height = rois[r * 4 + 3] * scale - offset - top;
            if (offset == 0) (width, height) = (Math.Max(width, 1), Math.Max(height, 1));
            int down = ratio > 0 ? ratio : (int)Math.Ceiling(height / rows);
            int across = ratio > 0 ? ratio : (int)Math.Ceiling(width / columns);
            for (int c = 0; c < 2; c++)
            {
                for (int cell = 0; cell < rows * columns; cell++)
                {
                    double sum = 0, most = double.NegativeInfinity;
                    for (int point = 0; point < down * across; point++)
                    {
                        double v = top + height / rows * (cell / columns + (point / across + 0.5) / down);
                        double u = left + width / columns * (cell % columns + (point % across + 0.5) / across);
                        double[] parts = Corners((i, j) => x[((int)pictures[r] * 2 + c) * 63 + i * 9 + j], 7, 9, v, u);
                        sum += parts.Sum();
                        most = Math.Max(most, parts.Max());
                    }
                    expected.Add(pooling == "avg" ? sum / (down * across) : most);
                }
            }
        }
        AssertClose(expected, y, 1e-4);
    }

    [Fact]
    public void MaxRoiPool_rounds_regions_to_pixels()
    {
        var x = OnnxTensor.Of([1, 1, 4, 4], [.. Enumerable.Range(0, 16).Select(i => (float)i)]);
        var rois = OnnxTensor.Of([2, 5], 0, 0, 0, 3, 3, 0, 2, 1, 2, 3);
        var y = Compute(16, "MaxRoiPool", [x, rois], [Ints("pooled_shape", 2, 2)])[0];
        // The second is one column of three rows: both columns of cells see it, its rows are 1 to 2 and 2 to 3.
        AssertClose([5, 7, 13, 15, 10, 10, 14, 14], y);
    }

    [Fact]
    public void DeformConv_without_offsets_is_a_convolution()
    {
        OnnxTensor x = Random([2, 4, 5, 6]), w = Random([6, 2, 3, 2], 2), bias = Random([6], 3);
        var attributes = new[] { Ints("pads", 1, 0, 1, 0), Ints("strides", 2, 1), Ints("dilations", 1, 2), Int("group", 2) };
        var plain = Compute(19, "Conv", [x, w, bias], attributes)[0];
        int height = plain.Shape[2], width = plain.Shape[3];
        var still = OnnxTensor.Of([2, 2 * 2 * 6, height, width], new float[2 * 24 * height * width]);
        AssertClose(plain.ToDoubles(), Compute(19, "DeformConv", [x, w, still, bias], [.. attributes, Int("offset_group", 2)])[0], 1e-4);
        var half = OnnxTensor.Of([2, 2 * 6, height, width], [.. Enumerable.Repeat(0.5f, 2 * 12 * height * width)]);
        var unbiased = Compute(19, "Conv", [x, w], attributes)[0].ToDoubles().Select(value => value / 2);
        AssertClose(unbiased, Compute(19, "DeformConv", [x, w, still, null, half], [.. attributes, Int("offset_group", 2)])[0], 1e-4);
    }

    [Fact]
    public void DeformConv_offsets_are_ordered_y_x()
    {
        // One tap of weight 1 on a ramp of 10 a row and 1 a column: what is read is the ramp at the moved place.
        var x = OnnxTensor.Of([1, 1, 4, 4], [.. Enumerable.Range(0, 16).Select(i => (float)(10 * (i / 4) + i % 4))]);
        var offset = OnnxTensor.Of([1, 2, 2, 2], 0.5f, 0.5f, 0.5f, 0.5f, 1.25f, 1.25f, 1.25f, 1.25f);
        var y = Compute(19, "DeformConv", [x, OnnxTensor.Of([1, 1, 1, 1], 1), offset], [Ints("strides", 2, 2)])[0];
        // The last row and column reach past the border, where there are zeros.
        AssertClose([6.25, 0.75 * 8, 26.25, 0.75 * 28], y, 1e-4);
    }

    /// <summary>The value at (v, u) in [-1, 1], as ONNX defines it.</summary>
    private static double Read(Func<int, int, double> pixel, int height, int width, double v, double u, string mode, string padding,
        bool align)
    {
        double y = align ? (v + 1) / 2 * (height - 1) : ((v + 1) * height - 1) / 2;
        double x = align ? (u + 1) / 2 * (width - 1) : ((u + 1) * width - 1) / 2;
        if (mode == "nearest") (y, x) = (Math.Round(y), Math.Round(x));
        (y, x) = (Inside(y, height), Inside(x, width));
        if (mode == "nearest") return At((int)Math.Round(y), (int)Math.Round(x));
        int taps = mode == "linear" ? 2 : 4, top = (int)Math.Floor(y) - taps / 2 + 1, left = (int)Math.Floor(x) - taps / 2 + 1;
        double sum = 0;
        for (int i = top; i < top + taps; i++)
        {
            for (int j = left; j < left + taps; j++) sum += Weight(Math.Abs(y - i)) * Weight(Math.Abs(x - j)) * At(i, j);
        }
        return sum;

        double Weight(double d) =>
            taps == 2 ? 1 - d : d <= 1 ? 1.25 * d * d * d - 2.25 * d * d + 1 : -0.75 * (d * d * d - 5 * d * d + 8 * d - 4);

        double Inside(double place, int length) => padding switch
        {
            "border" => Math.Clamp(place, 0, length - 1),
            "reflection" => Reflect(place, length),
            _ => place,
        };

        double Reflect(double place, int length)
        {
            double least = align ? 0 : -0.5, most = align ? length - 1 : length - 0.5;
            while (place < least || place > most) place = place < least ? 2 * least - place : 2 * most - place;
            return place;
        }

        double At(int i, int j)
        {
            if (padding == "zeros" && (i < 0 || j < 0 || i >= height || j >= width)) return 0;
            return pixel((int)Math.Clamp(Inside(i, height), 0, height - 1), (int)Math.Clamp(Inside(j, width), 0, width - 1));
        }
    }

    /// <summary>The weighted neighbors of a sampling point of RoiAlign.</summary>
    private static double[] Corners(Func<int, int, double> pixel, int height, int width, double v, double u)
    {
        if (v < -1 || v > height || u < -1 || u > width) return [0];
        (v, u) = (Math.Clamp(v, 0, height - 1), Math.Clamp(u, 0, width - 1));
        int top = (int)v, left = (int)u, bottom = Math.Min(top + 1, height - 1), right = Math.Min(left + 1, width - 1);
        double down = v - top, across = u - left;
        return [(1 - down) * (1 - across) * pixel(top, left), (1 - down) * across * pixel(top, right),
            down * (1 - across) * pixel(bottom, left), down * across * pixel(bottom, right)];
    }
}
