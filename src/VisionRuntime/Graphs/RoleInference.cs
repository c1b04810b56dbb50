using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;

namespace VisionRuntime.Graphs;

/// <summary>
/// Infers what a variable is for from the first operator that combines it with data, as for the weights of an imported network. Operators
/// that compute with variables and constants alone, such as a transposition or a dequantization, are passed through.
/// </summary>
internal static class RoleInference
{
    public static VariableRole Infer(VariableValue variable)
    {
        HashSet<Value> parameters = [], derived = [variable.Value];
        foreach (var node in variable.Value.Graph.Nodes)
        {
            bool withoutData = node.Operator.RandomStream is null && node.Inputs.All(IsParameter);
            if (withoutData) parameters.UnionWith(node.Outputs);
            int position = node.Inputs.TakeWhile(input => !derived.Contains(input)).Count();
            if (position == node.Inputs.Count) continue;
            var role = Of(node, position, IsParameter);
            if (role is null && withoutData) derived.UnionWith(node.Outputs);
            else return Trained(role ?? VariableRole.Other, variable.Trainable);
        }
        return VariableRole.Other;

        bool IsParameter(Value value) => value.Kind is ValueKind.Variable or ValueKind.Constant || parameters.Contains(value);
    }

    /// <summary>Returns the role of the input at a position, or null if the operator does not tell.</summary>
    private static VariableRole? Of(Node node, int position, Func<Value, bool> isParameter) => node.Operator.InputRole(position) switch
    {
        InputRole.Weight => VariableRole.Weight,
        InputRole.Bias => VariableRole.Bias,
        InputRole.State => VariableRole.State,
        InputRole.Data => VariableRole.Other,
        _ => node.Operator is Map map && !node.Inputs.All(isParameter) ? OfMap(map, node.Inputs, position, isParameter) : null,
    };

    /// <summary>A factor of the data is a scale, a term is a bias or shift: the derivative by it reads the data, or does not.</summary>
    private static VariableRole OfMap(Map map, IReadOnlyList<Value> inputs, int position, Func<Value, bool> isParameter)
    {
        if (DerivativeBy(map, position) is not { } derivative) return VariableRole.Other;
        var read = new HashSet<int>();
        derivative.Substitute(index =>
        {
            read.Add(index);
            return Expression.Input(index);
        });
        if (read.Contains(position)) return VariableRole.Other;
        if (read.Any(index => !isParameter(inputs[index]))) return VariableRole.Scale;
        bool afterWeights = inputs.Any(input => input.Producer?.Operator.InputRole(1) == InputRole.Weight);
        return afterWeights ? VariableRole.Bias : VariableRole.Shift;
    }

    /// <summary>Returns the derivative by an input of the first output that depends on it, or null if none does.</summary>
    private static Expression? DerivativeBy(Map map, int index) =>
        map.Outputs.Select(output => Derivative.By(output, index)).FirstOrDefault(slope => slope is not ConstantExpression { Value: 0 });

    private static VariableRole Trained(VariableRole role, bool trainable) =>
        role is VariableRole.Scale or VariableRole.Shift && !trainable ? VariableRole.Statistic : role;
}
