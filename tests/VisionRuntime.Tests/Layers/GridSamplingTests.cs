using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Layers;

/// <summary>Pictures read at computed positions, against their definition; gradients flow to pixels and positions.</summary>
public class GridSamplingTests
{
    private const int Height = 4, Width = 5;

    private static readonly LayerCase[] Cases =
        [.. from mode in (SampleMode[])[SampleMode.Linear,
            SampleMode.Cubic] from border in Enum.GetValues<SampleBorder>() select Case(mode, border)];

    public static TheoryData<string> Names => [.. Cases.Select(layer => layer.Name)];

    public static TheoryData<string, string> OnDevices => LayerCase.OnDevices(Cases);

    [Theory, MemberData(nameof(Names))]
    public void Formula_and_central_differences_agree(string name) => Cases.Single(layer => layer.Name == name).CheckInDouble();

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void The_device_agrees(string device, string name) => Cases.Single(layer => layer.Name == name).CheckOn(device);

    [Fact]
    public void There_must_be_one_position_for_each_axis()
    {
        var graph = new Graph();
        var x = graph.Input("x", [1, 1, 2, 2]);
        Assert.Contains("1 positions for x",
            Assert.Throws<ShapeException>(() => x.SampleAt(graph.Constant([1], 0), [graph.Constant([1], 0)])).Message,
                StringComparison.Ordinal);
    }

    /// <summary>Positions from beyond one end to beyond the other, of two pictures.</summary>
    private static LayerCase Case(SampleMode mode, SampleBorder border) => new($"{mode}, {border}",
        g => g.Input("x", [2, 3, Height, Width])
            .SampleAt(g.Constant([2, 1], 0, 1),
            [g.Variable("v", [2, 7], Initializers.Glorot) * 4f + 1.5f, g.Variable("u", [2, 7], Initializers.Glorot) * 4f + 2f], mode,
                border),
        n => new HostTensor([2, 7, 3], [.. Enumerable.Range(0, 42).Select(i =>
        {
            int picture = i / 21, point = i / 3, channel = i % 3;
            return Read((row, column) => n["x"].Values[((picture * 3 + channel) * Height + row) * Width + column],
                n["v"].Values[point] * 4 + 1.5, n["u"].Values[point] * 4 + 2, mode, border);
        })]));

    private static double Read(Func<int, int, double> pixel, double v, double u, SampleMode mode, SampleBorder border)
    {
        (v, u) = (Moved(v, Height, border), Moved(u, Width, border));
        int reach = mode == SampleMode.Linear ? 1 : 2, top = (int)Math.Floor(v), left = (int)Math.Floor(u);
        double sum = 0;
        for (int row = top - reach + 1; row <= top + reach; row++)
        {
            for (int column = left - reach + 1; column <= left + reach; column++)
            {
                bool outside = row < 0 || row >= Height || column < 0 || column >= Width;
                if (outside && border == SampleBorder.Zeros) continue;
                int i = (int)Math.Clamp(Moved(row, Height, border), 0, Height - 1),
                    j = (int)Math.Clamp(Moved(column, Width, border), 0, Width - 1);
                sum += Share(Math.Abs(v - row), mode) * Share(Math.Abs(u - column), mode) * pixel(i, j);
            }
        }
        return sum;
    }

    private static double Moved(double place, int length, SampleBorder border)
    {
        if (border == SampleBorder.Zeros) return place;
        if (border == SampleBorder.Edge) return Math.Clamp(place, 0, length - 1);
        double least = border == SampleBorder.ReflectCenters ? 0 : -0.5, most = length - 1 - least;
        while (place < least || place > most) place = place < least ? 2 * least - place : 2 * most - place;
        return place;
    }

    /// <summary>Keys' kernel with a = -0.75, or a triangle.</summary>
    private static double Share(double distance, SampleMode mode) => mode == SampleMode.Linear ? 1 - distance
        : distance <= 1 ? 1.25 * Math.Pow(distance, 3) - 2.25 * Math.Pow(distance, 2) + 1
        : -0.75 * (Math.Pow(distance, 3) - 5 * Math.Pow(distance, 2) + 8 * distance - 4);
}
