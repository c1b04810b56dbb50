using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Detection;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Detection;

public class BoxTests
{
    [Theory]
    [InlineData(0, 0, 2, 2, 1)]
    [InlineData(1, 0, 2, 2, 1.0 / 3)]
    [InlineData(1, 1, 2, 2, 1.0 / 7)]
    [InlineData(0, 0, 1, 1, 0.25)]
    [InlineData(2, 0, 2, 2, 0)]
    [InlineData(5, 5, 2, 2, 0)]
    [InlineData(0, 0, 0, 0, 0)]
    public void Intersection_over_union_of_squares_is_counted_by_hand(float x, float y, float width, float height, double expected)
    {
        Box a = new(0, 0, 2, 2), b = new(x, y, width, height);
        Assert.Equal(expected, a.IntersectionOverUnion(b), 1e-6);
        Assert.Equal(expected, b.IntersectionOverUnion(a), 1e-6);
    }

    [Fact]
    public void Corners_and_centers_describe_the_same_box()
    {
        var box = Box.FromCorners(1, 2, 4, 8);
        Assert.Equal(new(2.5f, 5, 3, 6), box);
        Assert.Equal((1f, 2f, 4f, 8f, 18f), (box.Left, box.Top, box.Right, box.Bottom, box.Area));
        Assert.Equal(box, Box.FromCorners(4, 8, 1, 2));
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Graph_and_box_give_the_same_intersection_over_union(string device)
    {
        const int left = 17, right = 5;
        var random = new Random(4);
        Box[] boxes = [.. Enumerable.Range(0, left + right)
            .Select(i => new Box(random.NextSingle(), random.NextSingle(), i == 3 || i == left ? 0
            : random.NextSingle(), random.NextSingle()))];
        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened);
        var graph = new Graph();
        Value a = graph.Input("a", [left, 1, 4]), b = graph.Input("b", [right, 4]);
        graph.Output("iou", BoxValues.Of(a).IntersectionOverUnion(BoxValues.Of(b)));
        using var plan = Plan.Compile(graph, opened, variables);
        plan.Input("a").Write([.. boxes[..left].SelectMany(Numbers)]);
        plan.Input("b").Write([.. boxes[left..].SelectMany(Numbers)]);
        plan.Run();
        Assert.Equal([left, right, 1], plan.Output("iou").Shape);
        double[] expected = [.. boxes[..left].SelectMany(x => boxes[left..].Select(y => (double)x.IntersectionOverUnion(y)))];
        Assert.True(expected.Count(overlap => overlap > 0.1) > 10);
        Agreement.Compare(expected, [.. plan.Output("iou").ToArray()], 1e-4, "overlaps");
    }

    [Fact]
    public void Boxes_without_4_values_are_reported() =>
        Assert.Contains("must have length 4", Assert.Throws<ShapeException>(() => BoxValues.Of(new Graph().Input("x", [2, 5]))).Message);

    private static float[] Numbers(Box box) => [box.X, box.Y, box.Width, box.Height];
}
