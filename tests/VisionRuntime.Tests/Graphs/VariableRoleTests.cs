using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Tests.Graphs;

public class VariableRoleTests
{
    [Fact]
    public void Layers_declare_the_roles_of_their_variables()
    {
        var graph = new Graph(training: true);
        var x = graph.Input("x", [2, 3, 8, 8]).Convolution("c", 4, 3).BatchNormalization("bn").ParametricRelu("p");
        x = x.TransposedConvolution("t", 4, 3).GroupNormalization("gn", 2);
        x = x.LocallyConnected("l", 2, new Window(3), new Window(3)).Dropout("drop", 0.5f);
        x.Flatten().Dense("d", 5).LayerNormalization("ln");
        graph.Input("words", [2]).Embedding("e", 7, 3);
        var roles = graph.Variables.Values.ToLookup(variable => variable.DeclaredRole, variable => variable.Name);
        Assert.Equal(["c/filters", "t/filters", "l/filters", "d/weights", "e/table"], roles[VariableRole.Weight]);
        Assert.Equal(["c/bias", "t/bias", "l/bias", "d/bias"], roles[VariableRole.Bias]);
        Assert.Equal(["bn/gamma", "gn/gamma", "ln/gamma"], roles[VariableRole.Scale]);
        Assert.Equal(["bn/beta", "gn/beta", "ln/beta"], roles[VariableRole.Shift]);
        Assert.Equal(["bn/mean", "bn/variance"], roles[VariableRole.Statistic]);
        Assert.Equal(["p/slope"], roles[VariableRole.Other]);
        Assert.Equal([RandomSampling.CounterName], roles[VariableRole.State]);
        Assert.Empty(roles[null]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Undeclared_roles_are_inferred_from_the_operator_that_reads_the_variable(bool training)
    {
        var graph = new Graph();
        Value V(string name, bool trainable, params ReadOnlySpan<int> shape) =>
            graph.Variable(name, [.. shape], Initializers.Ones, trainable);
        var x = graph.Input("x", [2, 3, 8, 8]);
        x = graph.Apply(new Convolution(new(3), new(3)), x, V("conv.weight", true, 4, 3, 3, 3), V("conv.bias", true, 4));
        Value gamma = V("bn.weight", true, 4), beta = V("bn.bias", true, 4);
        x = training ? x.BatchNormalization(gamma, beta).Output
            : x.BatchNormalization(gamma, beta, V("bn.running_mean", false, 4), V("bn.running_var", false, 4));
        x = x.ParametricRelu(V("prelu.weight", true, 4, 1, 1)).Flatten();
        // As an exporter writes a linear layer: a transposed matrix, and the bias added apart.
        x = graph.Apply(new MatMul(), x, V("fc.weight", true, 5, x.Shape[1]).Transpose(1, 0)) + V("fc.bias", true, 5);
        // A quantized matrix: its values times a factor, before the product.
        x = graph.Apply(new MatMul(), x, graph.Map(Input(0) * Input(1), V("quantized", true, 5, 6), V("factor", true, 6)));
        x = x.LayerNormalization(V("ln.weight", true, 6), V("ln.bias", true, 6)) + V("table", true, 9, 6).Gather(graph.Input("words", [2]));
        graph.Output("loss", x.Mean());
        V("unread", true, 1);
        // The gradient reads the variables too, and must not change what they are.
        new Sgd().Minimize(x.Mean(), [.. graph.Variables.Values.Where(v => v.Trainable && v.Name != "unread").Select(v => v.Value)]);

        Assert.All(graph.Variables.Values, variable => Assert.Null(variable.DeclaredRole));
        Dictionary<string, VariableRole> expected = new(StringComparer.Ordinal)
        {
            ["conv.weight"] = VariableRole.Weight, ["conv.bias"] = VariableRole.Bias,
            ["bn.weight"] = VariableRole.Scale, ["bn.bias"] = VariableRole.Shift,
            ["bn.running_mean"] = VariableRole.Statistic, ["bn.running_var"] = VariableRole.Statistic,
            ["prelu.weight"] = VariableRole.Scale, ["fc.weight"] = VariableRole.Weight, ["fc.bias"] = VariableRole.Bias,
            ["quantized"] = VariableRole.Weight, ["factor"] = VariableRole.Weight,
            ["ln.weight"] = VariableRole.Scale, ["ln.bias"] = VariableRole.Shift, ["table"] = VariableRole.Weight,
            ["unread"] = VariableRole.Other,
        };
        foreach (var (name, variable) in graph.Variables) Assert.Equal((name, expected[name]), (name, variable.Role));
    }
}
