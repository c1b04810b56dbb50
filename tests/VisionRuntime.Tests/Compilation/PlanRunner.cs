using VisionRuntime.Compilation;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Compilation;

public static class PlanRunner
{
    /// <summary>Writes the plan's inputs and variables.</summary>
    public static void Give(Plan plan, Variables variables, IReadOnlyDictionary<string, double[]> given)
    {
        foreach (var (name, numbers) in given)
        {
            float[] floats = [.. numbers.Select(number => (float)number)];
            if (variables.Contains(name)) variables.Write(name, floats);
            else plan.Input(name).Write(floats);
        }
    }
}
