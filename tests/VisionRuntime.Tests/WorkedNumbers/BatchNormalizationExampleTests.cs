using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.WorkedNumbers;

/// <summary>Batch normalization worked out in the SAS Deep Learning guide and in "Neural Network Layers".</summary>
public class BatchNormalizationExampleTests
{
    public static TheoryData<string> Devices => TestDevices.Names;

    /// <summary>SAS: "each mean would be the mean of (3 x 5 x 5) = 75 values."</summary>
    [Fact]
    public void Batch_normalization_of_three_observations_of_two_5x5_maps_averages_75_values()
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        var graph = new Graph(training: true);
        var x = graph.Input("maps", [3, 2, 5, 5]);
        graph.Output("y", x.BatchNormalization("norm", statistics: BatchStatistics.MovingAverage(0, unbiased: false)));
        using var plan = Plan.Compile(graph, device, variables);
        // One value of the first map is 75: it shows in the first mean as 1, whichever observation has it, and in the second not at all.
        foreach (int place in (int[])[0, 2 * 25 + 7, 5 * 25 - 1])
        {
            var values = new float[150];
            values[place] = 75;
            plan.Input("maps").Write(values);
            plan.Run();
            Assert.Equal([1, 0], variables.Read("norm/mean"));
            Assert.Equal(74, variables.Read("norm/variance")[0], 1e-4f);
        }
    }

    /// <summary>
    /// A table of mini-batches of three, with "mean" and "std" rounded to whole values. The printed standard deviations are those of a
    /// sample (divided by n - 1); the mean of 0, 1 and 5, printed as 3, is 2. The output is normalized by the variance divided by n, as the
    /// algorithm that is shown beside the table says.
    /// </summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void The_table_of_means_and_standard_deviations_is_that_of_the_mini_batch(string device)
    {
        float[,] rows = { { 1, 3, 6 }, { 2, 2, 2 }, { 0, 1, 5 }, { 4, 6, 1 }, { 5, 2, 3 }, { 1, 0, 1 } };
        double[] means = [3, 2, 2, 4, 3, 1], deviations = [3, 0, 3, 3, 2, 1];
        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened);
        var graph = new Graph(training: true);
        var x = graph.Input("x", [3, 6]);
        graph.Output("y", x.BatchNormalization("norm", statistics: BatchStatistics.MovingAverage(0)));
        using var plan = Plan.Compile(graph, opened, variables);
        plan.Input("x").Write([.. Enumerable.Range(0, 18).Select(i => rows[i % 6, i / 6])]);
        plan.Run();
        Assert.Equal(means, variables.Read("norm/mean").Select(mean => Math.Round((double)mean)));
        Assert.Equal(deviations, variables.Read("norm/variance").Select(variance => Math.Round(Math.Sqrt(variance))));
        Assert.Equal(2, variables.Read("norm/mean")[2], 1e-6f);
        float[] y = plan.Output("y").ToArray();
        // (x - 2) / sqrt(14 / 3) for the third row, and nothing but zeros where all are alike.
        double[] third = [-0.925820, -0.462910, 1.388730];
        for (int sample = 0; sample < 3; sample++)
        {
            Assert.Equal(third[sample], y[sample * 6 + 2], 1e-5);
            Assert.Equal(0, y[sample * 6 + 1]);
        }
    }
}
