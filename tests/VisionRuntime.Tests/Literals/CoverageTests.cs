using System.Reflection;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using VisionRuntime.Detection;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Literals;

/// <summary>
/// Whatever computes has expected values from elsewhere: a layer, loss, operator or optimizer without a literal fails here by its name.
/// </summary>
public class CoverageTests
{
    /// <summary>Where no literal is wanted: networks, files, and the graph itself, which the other cases are built with.</summary>
    private static readonly string[] Exempt = ["VisionRuntime.Models", "VisionRuntime.Formats", "VisionRuntime.Graphs.Graph",
        "VisionRuntime.Graphs.Gradients", "VisionRuntime.Training.OptimizerState"];

    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly LiteralCase[] Cases =
    [
        .. ElementwiseLiteralTests.Cases, .. ActivationLiteralTests.Cases, .. LossLiteralTests.Cases, .. ProductLiteralTests.Cases,
        .. ReductionLiteralTests.Cases, .. NormalizationLiteralTests.Cases, .. ConvolutionLiteralTests.Cases,
        .. PoolingLiteralTests.Cases, .. ResamplingLiteralTests.Cases, .. RearrangementLiteralTests.Cases,
        .. IndexingLiteralTests.Cases, .. RandomLiteralTests.Cases, .. DetectionLiteralTests.Cases, .. CompilationLiteralTests.Cases,
    ];

    private static readonly StepCase[] Steps =
        [.. NormalizationLiteralTests.Statistics, .. RandomLiteralTests.Counters, .. OptimizerLiteralTests.Cases];

    [Fact]
    public void Every_literal_is_compared() =>
        Assert.Equal(LiteralFile.Names.Order(StringComparer.Ordinal),
            Cases.Select(literal => literal.Name).Concat(Steps.Select(steps => steps.Name)).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_layer_and_loss_has_a_literal()
    {
        var called = CalledByCases();
        var missing = typeof(Value).Assembly.GetExportedTypes()
            .Where(type => !Exempt.Any(exempt => type.FullName!.StartsWith(exempt, StringComparison.Ordinal)))
            // A delegate computes what its caller writes.
            .Where(type => !type.IsSubclassOf(typeof(Delegate)))
            .SelectMany(type => type.GetMethods(Declared))
            .Where(method => IsComputed(method.ReturnType) && !method.Name.StartsWith("get_", StringComparison.Ordinal)
                && method.Name != "<Clone>$")
            .Select(CalledMethods.NameOf).Distinct().Where(name => !called.Names.Contains(name));
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_function_of_expressions_has_a_literal()
    {
        var called = CalledByCases();
        var missing = typeof(Expression).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.ReturnType == typeof(Expression) && method.Name is not ("Input" or "op_Implicit"))
            .Select(CalledMethods.NameOf).Distinct().Where(name => !called.Names.Contains(name));
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_operator_and_each_of_its_kinds_has_a_literal()
    {
        var nodes = Cases.SelectMany(literal => literal.Graph(LiteralFile.Of(literal.Name)).Given.Graph.Nodes);
        Operator[] seen = [.. nodes.Select(node => node.Operator)];
        var missing = typeof(Operator).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operator)) && !type.IsAbstract)
            .SelectMany(type => KindsOf(type, [.. seen.Where(type.IsInstanceOfType)]));
        Assert.Empty(missing);
        var expressions = seen.OfType<Map>().SelectMany(map => map.Outputs).SelectMany(Parts).ToArray();
        Assert.Empty(Enum.GetValues<UnaryFunction>().Except(expressions.OfType<UnaryExpression>().Select(found => found.Function)));
        Assert.Empty(Enum.GetValues<BinaryFunction>().Except(expressions.OfType<BinaryExpression>().Select(found => found.Function)));
    }

    [Fact]
    public void Every_optimizer_has_a_literal()
    {
        var tried = OptimizerLiteralTests.Optimizers.Values.Select(optimizer => optimizer.GetType()).ToHashSet();
        Assert.Equal([], typeof(Optimizer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Optimizer))
            && !type.IsAbstract).Except(tried));
    }

    /// <summary>What the code that builds the cases calls: that of the fields of all tests of literals.</summary>
    private static CalledMethods CalledByCases() =>
        new(typeof(CoverageTests).Assembly.GetTypes().Where(type => type.Name.EndsWith("LiteralTests", StringComparison.Ordinal))
            .Select(type => type.TypeInitializer).OfType<ConstructorInfo>());

    /// <summary>Whether a method returns something that a device computes.</summary>
    private static bool IsComputed(Type type)
    {
        if (type == typeof(Value) || type == typeof(Standardized) || type == typeof(BoxValues) || type == typeof(Expression)) return true;
        return type.IsArray ? IsComputed(type.GetElementType()!) : type.GetGenericArguments().Any(IsComputed);
    }

    /// <summary>The operator where no case uses it, and those values of its enumerations that no case has.</summary>
    private static IEnumerable<string> KindsOf(Type type, Operator[] seen)
    {
        if (seen.Length == 0) yield return type.Name;
        foreach (var property in type.GetProperties().Where(property => property.PropertyType.IsEnum))
        {
            var values = seen.Select(property.GetValue).ToHashSet();
            foreach (object kind in Enum.GetValues(property.PropertyType))
            {
                // Scatter's kind is the operator's own.
                if (!values.Contains(kind) && !type.IsSubclassOf(typeof(Scatter))) yield return $"{type.Name} with {property.Name} {kind}";
            }
        }
    }

    private static IEnumerable<Expression> Parts(Expression expression) => expression.Operands.SelectMany(Parts).Append(expression);
}
