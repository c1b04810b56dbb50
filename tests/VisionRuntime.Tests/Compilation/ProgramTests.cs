using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using Program = VisionRuntime.Compilation.Program;

namespace VisionRuntime.Tests.Compilation;

/// <summary>What each pass makes of a program.</summary>
public class ProgramTests
{
    [Fact]
    public void Normalization_is_folded_into_filters_and_bias()
    {
        var program = After(g => Networks.Convolution(g.Input("x", [2, 3, 7, 6]), "c", 5, 3).Normalized("n"), MapFusion, AffineFolding.Run);
        var convolution = Assert.Single(program.Steps, step => step.Operator is Convolution);
        Assert.Equal(3, convolution.Inputs.Length);
        Assert.Same(program.Outputs["y"], convolution.Outputs[0]);
        Assert.DoesNotContain(program.Steps, step => step.Operator is Map && step.Outputs[0].Shape.Rank == 4
            && step.Outputs[0].Shape[2] == 5);
    }

    [Fact]
    public void Relu_and_the_shortcut_of_a_residual_block_are_fused_into_its_last_convolution()
    {
        var program = After(g => Networks.Residual(g.Input("x", [2, 4, 8, 8]), "r", 4, 1), MapFusion, AffineFolding.Run,
            EpilogueFusion.Run);
        Step[] convolutions = [.. program.Steps.Where(step => step.Operator is Convolution)];
        Assert.Equal(2, convolutions.Length);
        Assert.All(convolutions, step => Assert.Equal(Activation.Relu, ((Convolution)step.Operator).Activation));
        Assert.Same(program.Inputs["x"], convolutions[1].Inputs[3]);
        Assert.Same(program.Outputs["y"], convolutions[1].Outputs[0]);
    }

    [Fact]
    public void Leaky_relu_is_fused_into_the_convolution_before_it()
    {
        var program = After(g => Networks.Convolution(g.Input("x", [2, 3, 7, 6]), "c", 5, 3).LeakyRelu(0.1f), MapFusion, EpilogueFusion.Run);
        var convolution = (Convolution)Assert.Single(program.Steps).Operator;
        Assert.Equal((Activation.Relu, 0.1f), (convolution.Activation, convolution.NegativeSlope));
    }

    [Fact]
    public void A_projected_shortcut_is_computed_first_and_added()
    {
        var program = After(g => Networks.Residual(g.Input("x", [2, 3, 8, 8]), "r", 6, 2), MapFusion, AffineFolding.Run,
            EpilogueFusion.Run);
        Step[] convolutions = [.. program.Steps.Where(step => step.Operator is Convolution)];
        Assert.Equal(3, convolutions.Length);
        var last = Assert.Single(convolutions, step => step.Inputs.Length == 4);
        Assert.Contains(convolutions, step => step.Outputs[0] == last.Inputs[3]);
        Assert.True(program.Steps.IndexOf(last) > program.Steps.FindIndex(step => step.Outputs[0] == last.Inputs[3]));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    public void A_device_that_limits_the_operands_of_maps_folds_as_much(int maximumOperands)
    {
        var program = After(g => Networks.Residual(g.Input("x", [2, 3, 8, 8]), "r", 6, 2),
            p => VisionRuntime.Compilation.MapFusion.Run(p, maximumOperands), AffineFolding.Run, EpilogueFusion.Run);
        Assert.DoesNotContain(program.Steps, step => step.Operator is Map && step.Outputs[0].Shape == program.Outputs["y"].Shape);
    }

    [Fact]
    public void Filters_that_the_graph_updates_are_not_folded()
    {
        var graph = new Graph(training: true);
        var x = graph.Input("x", [2, 3, 7, 6]);
        graph.Output("y", Networks.Convolution(x, "c", 5, 3).Normalized("n"));
        var filters = graph.Variable("c/filters", [5, 3, 3, 3]);
        graph.Update(filters, filters * 0.9f);
        var program = After(graph, MapFusion, AffineFolding.Run);
        var convolution = Assert.Single(program.Steps, step => step.Operator is Convolution);
        Assert.Same(program.Variables["c/filters"], convolution.Inputs[1]);
        Assert.Contains(program.Steps, step => step.Operator is Map && step.Inputs.Contains(convolution.Outputs[0]));
    }

    [Fact]
    public void A_trained_bias_is_folded()
    {
        var graph = new Graph(training: true);
        var bias = graph.Variable("b", [5, 1, 1]);
        graph.Output("y", Networks.Convolution(graph.Input("x", [2, 3, 7, 6]), "c", 5, 3) + bias);
        graph.Update(bias, bias * 0.9f);
        var program = After(graph, MapFusion, AffineFolding.Run);
        Assert.Equal(3, Assert.Single(program.Steps, step => step.Operator is Convolution).Inputs.Length);
    }

    [Fact]
    public void Zero_padding_is_fused_into_the_window_and_other_padding_is_not()
    {
        Program Padding(float fill) => After(g => Networks.Convolution(g.Apply(StridedCopy.Pad([1, 3, 6, 5], [0, 0, 1, 0], [0, 0, 2, 1],
            fill), g.Input("x", [1, 3, 6, 5])), "c", 4, 3, 1, 1), PaddingFusion.Run);
        var only = (Convolution)Assert.Single(Padding(0).Steps).Operator;
        Assert.Equal((2, 3, 1, 2), (only.Height.PadBegin, only.Height.PadEnd, only.Width.PadBegin, only.Width.PadEnd));
        Assert.Equal(2, Padding(1).Steps.Count);
    }

    [Fact]
    public void Consecutive_copies_are_composed_and_identity_copies_removed()
    {
        Assert.DoesNotContain(After(g => g.Map(Expression.Input(0) + 1f, g.Input("x", [2, 3, 4]).Transpose(2, 0, 1).Transpose(1, 2, 0)),
            Copies).Steps, step => step.Operator is StridedCopy or Reshape);
        var slices = After(g =>
        {
            var x = g.Apply(StridedCopy.Slice([8, 9], [7, 1], [4, 7], [-2, 1]), g.Input("x", [8, 9]));
            return g.Apply(StridedCopy.Slice([4, 7], [0, 6], [2, 3], [2, -3]), x).Transpose(1, 0);
        }, Copies);
        var walk = ((StridedCopy)Assert.Single(slices.Steps).Operator).Parts[0].From;
        Assert.Equal(7 * 9 + 7, walk.Offset);
        Assert.Equal([-3, -4 * 9], walk.Strides.ToArray());
    }

    [Fact]
    public void A_copy_past_the_end_of_an_axis_is_not_composed()
    {
        var transposed = StridedCopy.Transpose([3, 4], 1, 0);
        var diagonal = new StridedCopy([3], [new([4, 3], [3], new(0, [4]), new(0, [1]))]);
        Assert.Null(CopyComposition.Compose(transposed, diagonal));
    }

    [Fact]
    public void Common_subexpressions_are_computed_once()
    {
        var program = After(g => g.Input("x", [3, 4]) is var x
            ? x.Softmax() + x.Softmax() * g.Constant([4], 1, 2, 3, 4) - x.Mean(0) * g.Constant([4], 1, 2, 3, 4)
            : null!, CommonSubexpressions.Run);
        Assert.Single(program.Steps, step => step.Operator is Softmax);
        Assert.Single(program.Constants);
    }

    [Fact]
    public void Updates_by_the_same_expression_keep_steps_of_their_own()
    {
        var graph = new Graph();
        var x = graph.Input("x", [3]);
        graph.Update(graph.Variable("a", [3]), x * 2);
        graph.Update(graph.Variable("b", [3]), x * 2);
        Assert.Equal(2, After(graph, CommonSubexpressions.Run).Steps.Count);
    }

    private static void MapFusion(Program program) => VisionRuntime.Compilation.MapFusion.Run(program, int.MaxValue);

    private static void Copies(Program program) => CopyComposition.Run(program, layoutsAssigned: false);

    private static Program After(Func<Graph, Value> build, params Action<Program>[] passes)
    {
        var graph = new Graph();
        graph.Output("y", build(graph));
        return After(graph, passes);
    }

    private static Program After(Graph graph, params Action<Program>[] passes)
    {
        var program = Program.From(graph);
        foreach (var pass in passes) pass(program);
        return program;
    }
}
