using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Layers;

/// <summary>Convolutions whose output channels are connected to some of the input channels.</summary>
public class ConnectionTableTests
{
    public static TheoryData<string> Devices => TestDevices.Names;

    /// <summary>
    /// Table I of LeCun et al. 1998, as printed: a row for each of the 6 maps of S2, a column for each of the 16 maps of C3.
    /// </summary>
    [Fact]
    public void The_table_of_LeNet5_is_the_one_in_the_paper()
    {
        string[] printed =
        [
            "X   XXX  XXXX XX",
            "XX   XXX  XXXX X",
            "XXX   XXX  X XXX",
            " XXX  XXXX  X XX",
            "  XXX  XXXX XX X",
            "   XXX  XXXX XXX",
        ];
        var table = ConnectionTable.LeNet5;
        Assert.Equal((6, 16, 60), (table.Inputs, table.Outputs, table.Count));
        for (int input = 0; input < 6; input++)
        for (int output = 0; output < 16; output++) Assert.Equal(printed[input][output] == 'X', table.Connections[output].Contains(input));
    }

    /// <summary>Worked by hand: the first output is 2a, the second 3a + 5b + 100, with pixels a = 1, 2, 3 and b = 10, 20, 30.</summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void Each_output_is_the_sum_over_its_own_inputs(string device)
    {
        var graph = new Graph();
        var x = graph.Constant([1, 3, 3], 1, 2, 3, 10, 20, 30, 1000, 2000, 3000);
        graph.Output("y", x.Convolution("c", new ConnectionTable(3, [0], [0, 1]), 1));
        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened);
        using var plan = Plan.Compile(graph, opened, variables);
        Assert.Equal([3, 1], variables.ShapeOf("c/filters"));
        variables.Write("c/filters", [2, 3, 5]);
        variables.Write("c/bias", [0, 100]);
        plan.Run();
        Assert.Equal([2, 4, 6, 153, 206, 259], plan.Output("y").ToArray());
    }

    [Fact]
    public void With_all_connections_it_is_an_ordinary_convolution()
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device, seed: 3);
        var graph = new Graph();
        var x = graph.Input("x", [2, 3, 7, 6]);
        graph.Output("table",
            x.Convolution("t", new ConnectionTable(3, [0, 1, 2], [0, 1, 2]), 3, 2, 1, rounding: ShaderKernels.Operators.RoundingMode.Floor));
        graph.Output("full", x.Convolution("f", 2, 3, 2, 1, rounding: ShaderKernels.Operators.RoundingMode.Floor));
        using var plan = Plan.Compile(graph, device, variables);
        variables.Write("f/filters", variables.Read("t/filters"));
        var random = new Random(1);
        plan.Input("x").Write([.. Enumerable.Range(0, 2 * 3 * 7 * 6).Select(_ => random.NextSingle() - 0.5f)]);
        plan.Run();
        Assert.Equal(2 * 2 * 4 * 3, plan.Output("table").ToArray().Length);
        Assert.Equal(plan.Output("full").ToArray(), plan.Output("table").ToArray());
    }

    /// <summary>Each map of C3 sees the maps of S2 that the table says, in values and in gradients.</summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void Gradients_flow_to_connected_inputs_alone(string device)
    {
        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened, seed: 5);
        var graph = new Graph(training: true);
        var x = graph.Input("x", [1, 6, 5, 5]);
        var y = x.Convolution("c3", ConnectionTable.LeNet5, 5);
        Assert.Equal(1_516, graph.Parameters);
        for (int map = 0; map < 16; map++) graph.Output($"dx{map}", Gradients.Of(y.Slice(1, map, 1).Sum(), [x])[0]);
        graph.Output("dw", Gradients.Of(y.Sum(), [graph.Variables["c3/filters"].Value])[0]);
        using var plan = Plan.Compile(graph, opened, variables);
        float[] pixels = [.. Enumerable.Range(0, 150).Select(i => i % 13 - 6f)];
        plan.Input("x").Write(pixels);
        plan.Run();
        float[] kernels = variables.Read("c3/filters"), dw = plan.Output("dw").ToArray();
        int next = 0;
        for (int map = 0; map < 16; map++)
        {
            float[] dx = plan.Output($"dx{map}").ToArray();
            for (int input = 0; input < 6; input++)
            {
                bool connected = ConnectionTable.LeNet5.Connections[map].Contains(input);
                for (int tap = 0; tap < 25; tap++)
                {
                    Assert.Equal(connected ? kernels[next * 25 + tap] : 0, dx[input * 25 + tap], 1e-5f);
                    if (connected) Assert.Equal(pixels[input * 25 + tap], dw[next * 25 + tap], 1e-4f);
                }
                if (connected) next++;
            }
        }
        Assert.Equal(60, next);
    }

    [Fact]
    public void Invalid_tables_are_refused()
    {
        Assert.Contains("output channel 1 has no inputs", Assert.Throws<ArgumentException>(() => new ConnectionTable(2, [0], [])).Message,
            StringComparison.Ordinal);
        Assert.Contains("connected to input 2; inputs are numbered from 0 to 1",
            Assert.Throws<ArgumentException>(() => new ConnectionTable(2, [0, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("(1, 0)", Assert.Throws<ArgumentException>(() => new ConnectionTable(2, [1, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("(1, 1)", Assert.Throws<ArgumentException>(() => new ConnectionTable(2, [1, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("no output channels", Assert.Throws<ArgumentException>(() => new ConnectionTable(2)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConnectionTable(0, [0]));
        var x = new Graph().Input("x", [1, 5, 9, 9]);
        Assert.Contains("second axis must be 6", Assert.Throws<ShapeException>(() => x.Convolution("c", ConnectionTable.LeNet5, 5)).Message,
            StringComparison.Ordinal);
    }
}
