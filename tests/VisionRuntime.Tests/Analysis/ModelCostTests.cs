using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using VisionRuntime.Analysis;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Tests.Analysis;

public class ModelCostTests
{
    [Fact]
    public void The_table_has_one_row_for_each_layer()
    {
        var graph = new Graph();
        var y = graph.Input("image", [2, 3, 8, 8]).Convolution("conv", 4, 3).BatchNormalization("norm").Relu().MaxPool(2).Flatten()
            .Dense("scores", 5);
        graph.Output("scores", y);
        var cost = ModelCost.Of(graph);
        Assert.Equal(["image", "conv", "norm", "relu", "maxpool", "scores"], cost.Layers.Select(layer => layer.Name.Split('#')[0]));
        Assert.Equal(["Input", "Convolution", "Map", "Map", "MaxPool", "MatMul"], cost.Layers.Select(layer => layer.Kind));
        Assert.Equal([0, 3 * 9 * 4 + 4, 8, 0, 0, 36 * 5 + 5], cost.Layers.Select(layer => layer.Parameters));
        Assert.Equal([384, 288, 288, 288, 72, 10], cost.Layers.Select(layer => layer.Activations));
        Assert.Equal(graph.Parameters, cost.Parameters);
        Assert.Equal(1330, cost.Activations);
        var conv = cost.Layers[1].Cost;
        Assert.Equal(new Cost(288 * 27, (384 + 108 + 4) * 4, 288 * 4), conv);
        Assert.Equal(new Cost(0, 288 * 4, 72 * 4), cost.Layers[4].Cost);
    }

    [Fact]
    public void The_cost_of_a_value_ignores_the_rest_of_the_graph()
    {
        var graph = new Graph(training: true);
        var y = graph.Input("x", [4, 6]).Dense("a", 5).Dense("b", 3);
        var forward = ModelCost.Of(y);
        var loss = Losses.CrossEntropy(y, graph.Input("labels", [4, 3])).Mean();
        new Sgd().Minimize(loss, [.. graph.Variables.Values.Select(variable => variable.Value)]);
        Assert.Equal(forward.Layers, ModelCost.Of(y).Layers);
        Assert.True(ModelCost.Of(graph).Total.Multiplications > 2 * forward.Total.Multiplications);
        Assert.Equal(forward.Parameters, ModelCost.Of(graph).Parameters);
    }

    [Fact]
    public void Views_cost_nothing_and_repeated_elements_are_read_once()
    {
        Assert.Equal(default, new Reshape([6]).Cost([[2, 3]]));
        Assert.Equal(default, new Detach().Cost([[2, 3]]));
        Assert.Equal(new Cost(0, 3 * 4, 15 * 4), StridedCopy.Expand([3, 1], [3, 5]).Cost([[3, 1]]));
        Assert.Equal(new Cost(0, 4 * 4, 4 * 4), StridedCopy.Slice([10], [0], [4], [2]).Cost([[10]]));
    }

    [Fact]
    public void Each_elementwise_product_or_quotient_counts_once()
    {
        Expression product = Input(0) * Input(1);
        Assert.Equal(new Cost(2 * 12, (12 + 4) * 4, 2 * 12 * 4), new Map(product + Exp(product), product / Input(0)).Cost([[3, 4], [4]]));
        Assert.Equal(0, new Map(Relu(Input(0) + 1)).Multiplications([[5]]));
        Assert.Equal(24, new Reduce(Reduction.Product, 0).Multiplications([[4, 6]]));
        Assert.Equal(6, new Reduce(Reduction.Mean, 0).Multiplications([[4, 6]]));
        Assert.Equal(24, new Softmax(1).Multiplications([[4, 6]]));
    }
}
