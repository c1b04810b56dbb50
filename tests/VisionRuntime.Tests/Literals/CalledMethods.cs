using System.Reflection;
using System.Reflection.Emit;

namespace VisionRuntime.Tests.Literals;

/// <summary>
/// The methods of the product that code of the tests calls, read from its instructions; through the tests' own methods and lambdas.
/// </summary>
public sealed class CalledMethods
{
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    private readonly HashSet<MethodBase> _visited = [];

    /// <summary>Reads the given methods.</summary>
    public CalledMethods(IEnumerable<MethodBase> methods)
    {
        foreach (var method in methods) Visit(method);
    }

    /// <summary>Gets the names of the methods, as <see cref="NameOf"/> has them.</summary>
    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Returns the type and the name of a method.</summary>
    public static string NameOf(MethodBase method) => $"{method.DeclaringType?.FullName}.{method.Name}";

    private void Visit(MethodBase method)
    {
        if (!_visited.Add(method)) return;
        Names.Add(NameOf(method));
        if (method.Module != typeof(CalledMethods).Module || method.GetMethodBody()?.GetILAsByteArray() is not { } code) return;
        for (int at = 0; at < code.Length;)
        {
            short value = code[at++];
            if (value == 0xFE) value = (short)(0xFE00 | code[at++]);
            var operand = Codes[value].OperandType;
            if (operand is OperandType.InlineMethod or OperandType.InlineTok
                && Resolve(method, BitConverter.ToInt32(code, at)) is { } called) Visit(called);
            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }

    private static MethodBase? Resolve(MethodBase method, int token) =>
        method.Module.ResolveMember(token, method.DeclaringType?.GetGenericArguments(), method is MethodInfo { IsGenericMethod: true }
            ? method.GetGenericArguments() : null) as MethodBase;
}
