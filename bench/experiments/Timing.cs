using System.Diagnostics;
using ShaderKernels.Backends.Cpu;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;

namespace Vision.Experiments;

/// <summary>How long inference takes.</summary>
internal static class Timing
{
    /// <summary>Times graphs in turns, and returns the median of each in milliseconds.</summary>
    public static double[] Medians(CpuDevice device, int rounds, Variables variables, params Graph[] graphs)
    {
        Plan[] plans = [.. graphs.Select(graph => Plan.Compile(graph, device, variables))];
        try
        {
            foreach (var plan in plans) plan.Run();
            var times = new double[plans.Length][];
            for (int i = 0; i < plans.Length; i++) times[i] = new double[rounds];
            for (int round = 0; round < rounds; round++)
            {
                for (int i = 0; i < plans.Length; i++)
                {
                    long start = Stopwatch.GetTimestamp();
                    plans[i].Run();
                    times[i][round] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                }
            }
            return [.. times.Select(of => of.Order().ElementAt(rounds / 2))];
        }
        finally
        {
            foreach (var plan in plans) plan.Dispose();
        }
    }
}
