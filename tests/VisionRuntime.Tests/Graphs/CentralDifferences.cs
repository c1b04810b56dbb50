using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Graphs;

/// <summary>Symbolic gradients against central differences, both in double precision.</summary>
public static class CentralDifferences
{
    private const double Step = 1e-5;

    /// <summary>Changes a few elements of each value and requires the loss to change as its gradient says.</summary>
    /// <param name="graph">The network with its loss and gradients.</param>
    /// <param name="loss">A single number.</param>
    /// <param name="by">Inputs and variables.</param>
    /// <param name="gradients">The loss's gradients by them.</param>
    /// <param name="given">Numbers for everything; as before afterwards.</param>
    /// <param name="name">The name of the network for messages.</param>
    /// <param name="trials">How many elements of each value are changed at most.</param>
    /// <param name="tolerance">Relative where gradients are above 1.</param>
    public static void Check(Graph graph, Value loss, Value[] by, Value[] gradients, Dictionary<string, double[]> given, string name,
        int trials = 12, double tolerance = 1e-6)
    {
        double[][] symbolic = ReferenceInterpreter.Run(graph, given, gradients);
        var random = new Random(1);
        for (int i = 0; i < by.Length; i++)
        {
            double[] elements = given[by[i].Name];
            for (int trial = 0; trial < Math.Min(trials, elements.Length); trial++)
            {
                int at = random.Next(elements.Length);
                double kept = elements[at];
                elements[at] = kept + Step;
                double above = ReferenceInterpreter.Run(graph, given, loss)[0][0];
                elements[at] = kept - Step;
                double below = ReferenceInterpreter.Run(graph, given, loss)[0][0];
                elements[at] = kept;
                double numeric = (above - below) / (2 * Step), found = symbolic[i][at];
                Assert.True(Math.Abs(numeric - found) <= tolerance * Math.Max(1, Math.Abs(numeric)),
                    $"{name}: d loss / d {by[i].Name}[{at}] is {found}, central differences give {numeric}");
            }
        }
    }
}
