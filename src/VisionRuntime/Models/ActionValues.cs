using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Models;

/// <summary>
/// Distributions of the return on a fixed support (Bellemare, Dabney and Munos 2017, "A distributional perspective on reinforcement
/// learning"): a network gives the logits of each atom, and the value of an action is the mean.
/// </summary>
public static class ActionValues
{
    /// <summary>Declares the support, a variable [atoms] that is saved with the network and not trained.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="prefix">The prefix of the names of the network's variables.</param>
    /// <param name="atoms">The number of atoms, at least 2.</param>
    /// <param name="minimum">The value of the first atom, V min.</param>
    /// <param name="maximum">The value of the last atom, V max.</param>
    public static Value Support(Graph graph, string prefix, int atoms, float minimum, float maximum) =>
        graph.Variable($"{prefix}/support", [atoms],
            (_, _) => [.. Enumerable.Range(0, atoms).Select(i => minimum + (maximum - minimum) * i / (atoms - 1))], trainable: false);

    /// <summary>
    /// Returns the values of the actions, [N, actions], of the output of a Q-network: the values themselves, or the means of the
    /// distributions given by logits [N, actions, atoms].
    /// </summary>
    /// <param name="prefix">The prefix of the names of the network's variables.</param>
    /// <param name="output">The output of the network.</param>
    /// <exception cref="ShapeException">The output is neither, or the network has not declared its support.</exception>
    public static Value Expected(string prefix, Value output)
    {
        if (output.Shape.Rank == 2) return output;
        return (output.Softmax(2) * SupportOf(prefix, output)).Sum(2).Reshape([output.Shape[0], output.Shape[1]]);
    }

    /// <summary>
    /// Computes the target distributions, [N, 1, atoms]: those of the next states, shifted by the reward and shrunk by the discount, and
    /// projected onto the support (equation 7).
    /// </summary>
    /// <param name="support">The support, [atoms].</param>
    /// <param name="probabilities">The distributions of the next states under their best actions, [N, 1, atoms].</param>
    /// <param name="rewards">The rewards, [N, 1].</param>
    /// <param name="discounts">The discounts of the next states, 0 after the end of an episode, [N, 1].</param>
    public static Value Project(Value support, Value probabilities, Value rewards, Value discounts)
    {
        var graph = support.Graph;
        int count = rewards.Shape[0], atoms = support.Shape[0];
        Value minimum = support.Slice(0, 0, 1), maximum = support.Slice(0, atoms - 1, 1);
        var gap = (Input(6) - Input(5)) / (atoms - 1);
        // Axis 1 is the atom of the target, axis 2 the one that is shifted.
        Value shifted = support.Reshape([1, 1, atoms]), fixedAtoms = support.Reshape([1, atoms, 1]);
        Value reward = rewards.Reshape([count, 1, 1]), discount = discounts.Reshape([count, 1, 1]);
        var moved = Min(Max(Input(0) + Input(1) * Input(2), Input(5)), Input(6));
        var share = Max(1f - Abs(moved - Input(3)) / gap, 0) * Input(4);
        return graph.Map(share, reward, discount, shifted, fixedAtoms, probabilities, minimum, maximum).Sum(2).Reshape([count, 1, atoms]);
    }

    /// <summary>Returns the support that a network has declared for its logits, [N, actions, atoms].</summary>
    internal static Value SupportOf(string prefix, Value logits)
    {
        string name = $"{logits.Graph.ScopePrefix}{prefix}/support";
        return logits.Shape.Rank == 3 && logits.Graph.Variables.TryGetValue(name, out var support)
            && support.Value.Shape == Shape.Of(logits.Shape[2])
            ? support.Value
            : throw new ShapeException(
                $"Q-network: the output {logits} is neither values [N, actions] nor logits [N, actions, atoms] with a support {name}");
    }
}
