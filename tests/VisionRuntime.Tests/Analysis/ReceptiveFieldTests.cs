using ShaderKernels.Operators;
using VisionRuntime.Analysis;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Tests.Graphs;

namespace VisionRuntime.Tests.Analysis;

public class ReceptiveFieldTests
{
    [Fact]
    public void Strides_and_pooling_multiply_the_jump()
    {
        var graph = new Graph();
        var y = graph.Input("x", [1, 3, 67, 67]).Convolution("conv1", 4, 11, 4, 2, Activation.Relu)
            .MaxPool(3, 2, rounding: RoundingMode.Floor).Convolution("conv2", 4, 5, 1, 2);
        var fields = ReceptiveField.Of(y);
        Assert.Equal([new FieldAxis(11, 4, -2), new FieldAxis(19, 8, -2), new FieldAxis(51, 8, -18)], fields.Select(field => field.Height));
        Assert.Equal("conv2", fields[^1].Layer);
    }

    [Fact]
    public void Height_and_width_have_separate_windows_and_dilation_widens_them()
    {
        var graph = new Graph();
        var y = graph.Input("x", [1, 1, 20, 20]).Convolution("c", 2, new Window(3, 1, 0, 0, 4), new Window(2, 2));
        Assert.Equal(new ReceptiveField("c", new(9, 1, 0), new(2, 2, 0)), ReceptiveField.Of(y)[^1]);
    }

    [Fact]
    public void Branches_have_the_union_of_their_receptive_fields()
    {
        var graph = new Graph();
        var x = graph.Input("x", [1, 4, 12, 12]).Convolution("stem", 4, 3, 1, 1);
        Value a = x.Convolution("a", 4, 5, 1, 2), b = x.Convolution("b", 4, 1);
        Assert.Equal(new FieldAxis(7, 1, -3), ReceptiveField.Of(a + b)[^1].Height);
        var joined = graph.Apply(StridedCopy.Concatenate(1, a.Shape, b.Shape), a, b);
        Assert.Equal(new FieldAxis(7, 1, -3), ReceptiveField.Of(joined)[^1].Width);
    }

    /// <summary>The definition itself: the gradient of one unit is not 0 just where the unit sees.</summary>
    [Fact]
    public void A_unit_depends_on_exactly_the_pixels_of_its_receptive_field()
    {
        var graph = new Graph();
        var x = graph.Input("x", [1, 1, 25, 25]);
        var y = x.Convolution("a", 2, 3, 2, 1).Pool(PoolKind.Average, 2, 1).Convolution("b", 1, 2, 2);
        var field = ReceptiveField.Of(y)[^1].Height;
        int unit = 1;
        var mask = new float[y.Shape.Count];
        mask[unit * y.Shape[3] + unit] = 1;
        var gradient = Gradients.Of((y * graph.Constant(y.Shape, mask)).Sum(), x)[0];
        var given = graph.Inputs.Values.Concat(graph.Variables.Values.Select(v => v.Value))
            .ToDictionary(v => v.Name, v => Enumerable.Range(0, (int)v.Shape.Count).Select(i => 1 + Math.Sin(i)).ToArray(),
            StringComparer.Ordinal);
        double[] seen = ReferenceInterpreter.Run(graph, given, gradient)[0];
        var rows = Enumerable.Range(0, 25).Where(row => Enumerable.Range(0, 25).Any(column => seen[row * 25 + column] != 0)).ToArray();
        Assert.Equal(Enumerable.Range((int)(field.Start + unit * field.Jump), (int)field.Size), rows);
    }

    [Fact]
    public void Operators_without_windows_are_reported()
    {
        var graph = new Graph();
        var y = graph.Input("x", [1, 1, 8, 8]).Convolution("c", 2, 3).Flatten().Dense("scores", 3);
        Assert.Contains("have no window on the image; choose a layer before it",
            Assert.Throws<NotSupportedException>(() => ReceptiveField.Of(y)).Message);
    }
}
