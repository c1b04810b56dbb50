using System.Reflection;
using System.Reflection.Emit;
using System.Text.RegularExpressions;

namespace DemoGame.Tests.Architecture;

/// <summary>
/// Which folders of a project use types of which other folders. A folder is a namespace. The dependencies come from the compiled code (base
/// types, members, method bodies) and from the <c>using</c> directives and qualified names of the sources, where constants and
/// documentation show up too. A subfolder is a part of its parent folder, and may use it; the root folder is built on all others, and none
/// may use it.
/// </summary>
internal sealed partial class FolderDependencies(string root)
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly SortedDictionary<string, SortedDictionary<string, string>> _edges = new(StringComparer.Ordinal);

    /// <summary>Adds a dependency, with an example of the code that has it; the first example is kept.</summary>
    public void Add(string folder, string uses, string example)
    {
        if (folder == uses || uses != root && folder.StartsWith(uses + ".", StringComparison.Ordinal)) return;
        if (!_edges.TryGetValue(folder, out var targets)) _edges.Add(folder, targets = new(StringComparer.Ordinal));
        targets.TryAdd(uses, example);
    }

    /// <summary>Adds the dependencies between the namespaces of a compiled assembly.</summary>
    public void AddCompiled(Assembly assembly)
    {
        foreach (var type in assembly.GetTypes().Where(IsInside))
        {
            foreach (var used in UsedBy(type).SelectMany(Parts).Where(used => used.Assembly == assembly && IsInside(used)))
                Add(type.Namespace!, used.Namespace!, $"{Outermost(type).Name} uses {Outermost(used).Name}");
        }
    }

    /// <summary>
    /// Adds the dependencies that the sources of a project name: its namespaces in <c>using</c> directives and qualified names.
    /// </summary>
    public void AddSources(string projectFolder)
    {
        var files = Directory.EnumerateFiles(projectFolder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"));
        var sources = files.Select(file => (File: file, Text: File.ReadAllText(file))).ToArray();
        var namespaces = sources.Select(source => NamespaceOf(source.Text)).Where(name => name.Length > 0)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var (file, text) in sources)
        {
            string own = NamespaceOf(text);
            if (own.Length == 0) continue;
            foreach (Match match in QualifiedName().Matches(text))
            {
                string name = match.Value;
                if (!name.StartsWith(root, StringComparison.Ordinal)) continue;
                while (name.Length > 0 && !namespaces.Contains(name)) name = name.Contains('.') ? name[..name.LastIndexOf('.')] : "";
                if (name.Length > 0 && match.Value != own) Add(own, name, $"{Path.GetFileName(file)} names {match.Value}");
            }
        }
    }

    /// <summary>The first cycle found, as a list of its dependencies; empty if there is none.</summary>
    public IReadOnlyList<string> FindCycle()
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var path = new List<string>();
        foreach (string folder in _edges.Keys)
        {
            if (Visit(folder) is { } cycle) return cycle;
        }
        return [];

        List<string>? Visit(string folder)
        {
            if (path.IndexOf(folder) is var start and >= 0)
                return [.. path[start..].Zip([.. path[(start + 1)..], folder], (from, to) => $"{from} -> {to} ({_edges[from][to]})")];
            if (!done.Add(folder) || !_edges.TryGetValue(folder, out var targets)) return null;
            path.Add(folder);
            foreach (string target in targets.Keys)
            {
                if (Visit(target) is { } cycle) return cycle;
            }
            path.RemoveAt(path.Count - 1);
            return null;
        }
    }

    private bool IsInside(Type type) => type.Namespace == root || type.Namespace?.StartsWith(root + ".", StringComparison.Ordinal) == true;

    private static string NamespaceOf(string text) => NamespaceDeclaration().Match(text).Groups["name"].Value;

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType) return Parts(type.GetElementType()!);
        return type.IsGenericType && !type.IsGenericTypeDefinition
            ? [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().SelectMany(Parts)] : [type];
    }

    private static IEnumerable<Type> UsedBy(Type type)
    {
        if (type.BaseType is not null) yield return type.BaseType;
        foreach (var implemented in type.GetInterfaces()) yield return implemented;
        foreach (var field in type.GetFields(Declared)) yield return field.FieldType;
        foreach (var method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
        {
            if (method is MethodInfo { ReturnType: var result }) yield return result;
            foreach (var parameter in method.GetParameters()) yield return parameter.ParameterType;
            if (method.GetMethodBody() is not { } body) continue;
            foreach (var local in body.LocalVariables) yield return local.LocalType;
            foreach (var used in UsedBy(method, body.GetILAsByteArray()!)) yield return used;
        }
    }

    private static IEnumerable<Type> UsedBy(MethodBase method, byte[] il)
    {
        for (int at = 0; at < il.Length;)
        {
            short value = il[at++];
            if (value == 0xFE) value = (short)(0xFE00 | il[at++]);
            var code = OpCodesByValue[value];
            if (code.OperandType is OperandType.InlineType or OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineTok)
            {
                var typeArguments = method.DeclaringType is { IsGenericType: true } generic ? generic.GetGenericArguments() : null;
                var member = method.Module.ResolveMember(BitConverter.ToInt32(il, at), typeArguments, method.IsGenericMethod
                    ? method.GetGenericArguments() : null);
                if (member is Type type) yield return type;
                if (member?.DeclaringType is { } declaring) yield return declaring;
                if (member is MethodInfo { IsGenericMethod: true } called)
                {
                    foreach (var argument in called.GetGenericArguments()) yield return argument;
                }
            }
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(il, at),
                _ => 4,
            };
        }
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex NamespaceDeclaration();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*(\.[A-Z]\w*)+", RegexOptions.ExplicitCapture)]
    private static partial Regex QualifiedName();
}
