namespace VisionRuntime.Graphs;

/// <summary>Adds the nodes that compute gradients to a graph (reverse-mode differentiation).</summary>
public static class Gradients
{
    /// <summary>Returns the gradients of a loss with respect to some values, in their order and shapes.</summary>
    /// <param name="loss">A value with a single element.</param>
    /// <param name="by">Values that the loss depends on.</param>
    /// <exception cref="ArgumentException">The loss has more than one element, or does not depend on one of the values.</exception>
    public static Value[] Of(Value loss, params IReadOnlyList<Value> by)
    {
        if (loss.Shape.Count != 1)
            throw new ArgumentException($"Gradients: the loss {loss} must have a single element; take its mean or sum first");
        var graph = loss.Graph;
        var nodes = graph.Nodes.ToArray();
        var depends = new HashSet<Value>(by);
        foreach (var node in nodes)
        {
            if (node.Inputs.Any(depends.Contains)) depends.UnionWith(node.Outputs);
        }
        var gradients = new Dictionary<Value, Value> { [loss] = graph.Constant(loss.Shape, 1) };
        foreach (var node in nodes.Reverse())
        {
            if (!node.Outputs.Any(gradients.ContainsKey)) continue;
            bool[] wanted = [.. node.Inputs.Select(depends.Contains)];
            if (!wanted.Contains(true)) continue;
            var inputGradients = GradientRules.Apply(node, [.. node.Outputs.Select(gradients.GetValueOrDefault)], wanted);
            for (int i = 0; i < inputGradients.Length; i++)
            {
                if (!wanted[i] || inputGradients[i] is not { } gradient) continue;
                var input = node.Inputs[i];
                gradients[input] = gradients.TryGetValue(input, out var sum) ? sum + gradient : gradient;
            }
        }
        return [.. by.Select(value => gradients.GetValueOrDefault(value)
            ?? throw new ArgumentException($"Gradients: {loss.Name} does not depend on {value.Name}"))];
    }
}
