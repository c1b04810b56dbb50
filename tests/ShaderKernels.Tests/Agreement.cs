using ShaderKernels.Operators;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests;

/// <summary>Compares the results of a device with the double-precision reference.</summary>
public static class Agreement
{
    /// <summary>Runs the operator on the device and on the reference, and requires every element to agree.</summary>
    /// <param name="tolerance">The maximum error relative to the reference, or to the mean magnitude of the result if that is larger, so
    /// that sums that cancel are judged by their terms.</param>
    public static void Check(string device, Operator @operator, HostTensor[] inputs, double tolerance = 1e-5)
    {
        using var opened = TestDevices.Open(device);
        var results = OperatorRunner.Run(opened, @operator, inputs);
        for (int output = 0; output < results.Length; output++)
        {
            var expected = References.Run(@operator, output, inputs);
            Compare(expected, results[output].Values, tolerance, $"{device} {@operator.Name} output {output}");
        }
    }

    /// <summary>
    /// Returns the largest error as <see cref="Compare"/> defines it; infinity if only one side is finite. Results whose mean magnitude is
    /// below <paramref name="floor"/> are judged as if it were the floor.
    /// </summary>
    public static double Error(double[] expected, double[] actual, double floor = 0)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = Math.Max(floor, expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Average()), worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            if (double.IsNaN(expected[i]) && double.IsNaN(actual[i]) || expected[i] == actual[i]) continue;
            double error = Math.Abs(expected[i] - actual[i]) / Math.Max(Math.Abs(expected[i]), scale);
            worst = double.IsNaN(error) ? double.PositiveInfinity : Math.Max(worst, error);
        }
        return worst;
    }

    public static void Compare(double[] expected, double[] actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Average();
        for (int i = 0; i < expected.Length; i++)
        {
            if (double.IsNaN(expected[i]) && double.IsNaN(actual[i]) || expected[i] == actual[i]) continue;
            double error = Math.Abs(expected[i] - actual[i]), allowed = tolerance * Math.Max(Math.Abs(expected[i]), scale);
            Assert.True(error <= allowed,
                $"{what}: element {i} is {actual[i]}, expected {expected[i]} (error {error:g3}, tolerance {allowed:g3})");
        }
    }
}
