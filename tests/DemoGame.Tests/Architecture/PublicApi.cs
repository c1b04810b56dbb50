using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace DemoGame.Tests.Architecture;

/// <summary>Lists the public API of an assembly as text: a heading for each namespace, a line for each type, a line for each member.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short", [typeof(ushort)] = "ushort",
        [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint", [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal",
        [typeof(char)] = "char", [typeof(string)] = "string", [typeof(object)] = "object", [typeof(void)] = "void",
    };

    private static readonly Dictionary<string, string> Operators = new(StringComparer.Ordinal)
    {
        ["op_Addition"] = "+", ["op_Subtraction"] = "-", ["op_Multiply"] = "*", ["op_Division"] = "/", ["op_Modulus"] = "%",
        ["op_UnaryNegation"] = "-", ["op_UnaryPlus"] = "+", ["op_LogicalNot"] = "!", ["op_Equality"] = "==", ["op_Inequality"] = "!=",
        ["op_LessThan"] = "<", ["op_GreaterThan"] = ">", ["op_LessThanOrEqual"] = "<=", ["op_GreaterThanOrEqual"] = ">=",
    };

    /// <summary>The public types of the assembly with their public and protected members, sorted; lines end with \n.</summary>
    public static string Describe(Assembly assembly)
    {
        var lines = new List<string>();
        var namespaces = assembly.GetExportedTypes().GroupBy(type => type.Namespace ?? "").OrderBy(group => group.Key, StringComparer.Ordinal);
        foreach (var group in namespaces)
        {
            if (lines.Count > 0) lines.Add("");
            lines.Add($"namespace {group.Key}");
            foreach (var type in group.OrderBy(NestedName, StringComparer.Ordinal))
            {
                lines.Add("");
                lines.Add(Heading(type));
                lines.AddRange(Members(type).Select(member => "    " + member));
            }
        }
        return string.Join('\n', lines) + "\n";
    }

    private static string Heading(Type type)
    {
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"delegate {TypeName(invoke.ReturnParameter)} {NestedName(type)}({Parameters(invoke)}){Constraints(type.GetGenericArguments())}";
        }
        bool record = type.GetMethod("<Clone>$", Declared) is not null || type.IsValueType && HasGenerated(type, "PrintMembers");
        string kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? record ? "record struct" : "struct" : record ? "record" : "class";
        string modifiers = "";
        if (type is { IsAbstract: true, IsSealed: true }) modifiers = "static ";
        else if (type is { IsAbstract: true, IsInterface: false }) modifiers = "abstract ";
        else if (type is { IsSealed: true, IsValueType: false }) modifiers = "sealed ";
        if (type.IsValueType && type.GetCustomAttribute<IsReadOnlyAttribute>() is not null) modifiers += "readonly ";
        if (type.IsByRefLike) modifiers += "ref ";
        string[] bases = type.IsEnum ? [] : [.. Bases(type, record)];
        return $"{modifiers}{kind} {NestedName(type)}{(bases.Length == 0 ? "" : " : " + string.Join(", ", bases))}{Constraints(Own(type))}";
    }

    /// <summary>The base class and the interfaces that neither the base class nor another interface brings along.</summary>
    private static IEnumerable<string> Bases(Type type, bool record)
    {
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType)) yield return TypeName(parent);
        var inherited = (type.BaseType?.GetInterfaces() ?? []).Concat(type.GetInterfaces().SelectMany(one => one.GetInterfaces())).ToHashSet();
        var own = type.GetInterfaces().Where(one => !inherited.Contains(one) && (one.IsVisible || one.Assembly != type.Assembly));
        if (record) own = own.Where(one => !one.IsGenericType || one.GetGenericTypeDefinition() != typeof(IEquatable<>));
        foreach (string name in own.Select(one => TypeName(one)).Order(StringComparer.Ordinal)) yield return name;
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"{field.Name} = {Convert.ToString(Convert.ChangeType(field.GetRawConstantValue(), typeof(long), CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)}");
        }
        if (type.IsSubclassOf(typeof(Delegate))) return [];
        var fields = type.GetFields(Declared).Where(field => Visible(field.Attributes)).Select(Field);
        var constructors = type.GetConstructors(Declared).Where(Listed).Select(constructor => $"{Access(constructor)}{PlainName(type)}({Parameters(constructor)})");
        var properties = type.GetProperties(Declared).Where(property => Accessors(property).Any(Visible) && !IsGenerated(property)).Select(Property);
        var events = type.GetEvents(Declared).Where(one => Visible(one.AddMethod!))
            .Select(one => $"{Modifiers(one.AddMethod!)}event {TypeName(one.EventHandlerType!)} {one.Name}");
        var methods = type.GetMethods(Declared).Where(method => Listed(method) && (!method.IsSpecialName || IsOperator(method))).Select(Method);
        return new[] { fields, constructors, properties, events, methods }.SelectMany(kind => kind.Order(StringComparer.Ordinal));
    }

    private static string Field(FieldInfo field)
    {
        string access = field.IsPublic ? "" : "protected ";
        if (field.IsLiteral) return $"{access}const {TypeName(field.FieldType)} {field.Name} = {Literal(field.GetRawConstantValue(), field.FieldType)}";
        string modifiers = (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        return $"{access}{modifiers}{TypeName(field.FieldType, Nullability.Create(field))} {field.Name}";
    }

    private static string Property(PropertyInfo property)
    {
        var widest = Accessors(property).OrderByDescending(accessor => accessor.IsPublic).First(Visible);
        string accessors = string.Concat(Accessors(property).Where(Visible).Select(accessor =>
            $"{(accessor.IsPublic == widest.IsPublic ? "" : Access(accessor))}{(accessor == property.GetMethod ? "get" : IsInit(accessor) ? "init" : "set")}; "));
        var indices = property.GetIndexParameters();
        string name = indices.Length == 0 ? property.Name : $"this[{string.Join(", ", indices.Select(Parameter))}]";
        string required = property.GetCustomAttribute<RequiredMemberAttribute>() is null ? "" : "required ";
        return $"{Modifiers(widest)}{required}{TypeName(property.PropertyType, Nullability.Create(property))} {name} {{ {accessors}}}";
    }

    private static string Method(MethodInfo method)
    {
        string result = TypeName(method.ReturnParameter), extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        string name = method.Name switch
        {
            "op_Implicit" or "op_Explicit" => $"{(method.Name == "op_Implicit" ? "implicit" : "explicit")} operator {result}",
            _ when IsOperator(method) => $"{result} operator {Operators.GetValueOrDefault(method.Name, method.Name)}",
            _ => $"{result} {method.Name}{Arguments(method.GetGenericArguments())}",
        };
        return $"{Modifiers(method)}{name}({extension}{Parameters(method)}){Constraints(method.GetGenericArguments())}";
    }

    private static string Modifiers(MethodBase method)
    {
        string modifiers = Access(method) + (method.IsStatic ? "static " : "");
        if (method is not MethodInfo info || method.DeclaringType!.IsInterface) return modifiers;
        if (info.GetBaseDefinition() != info) return modifiers + (info.IsFinal ? "sealed override " : info.IsAbstract ? "abstract override " : "override ");
        return modifiers + (info.IsAbstract ? "abstract " : info is { IsVirtual: true, IsFinal: false } ? "virtual " : "");
    }

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string modifier = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params "
            : parameter.ParameterType.IsByRef ? parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref " : "";
        string value = parameter.HasDefaultValue ? $" = {Literal(parameter.RawDefaultValue, parameter.ParameterType)}" : "";
        return $"{modifier}{TypeName(parameter)} {parameter.Name}{value}";
    }

    private static string Literal(object? value, Type type)
    {
        var underlying = Nullable.GetUnderlyingType(type);
        if ((underlying ?? type).IsEnum && value is not null) return $"{(underlying ?? type).Name}.{Enum.ToObject(underlying ?? type, value)}";
        return value switch
        {
            null => type.IsValueType && underlying is null ? "default" : "null",
            string text => $"\"{text}\"",
            bool flag => flag ? "true" : "false",
            float number => number.ToString("R", CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }

    private static string TypeName(ParameterInfo parameter) => TypeName(parameter.ParameterType, Nullability.Create(parameter));

    private static string TypeName(Type type, NullabilityInfo? nullability = null)
    {
        string mark = !type.IsValueType && nullability?.ReadState == NullabilityState.Nullable ? "?" : "";
        if (type.IsByRef) return TypeName(type.GetElementType()!, nullability);
        if (type.IsPointer) return TypeName(type.GetElementType()!) + "*";
        if (type.IsArray) return $"{TypeName(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        if (Nullable.GetUnderlyingType(type) is { } underlying) return TypeName(underlying, nullability) + "?";
        if (Keywords.TryGetValue(type, out string? keyword)) return keyword + mark;
        if (type.IsGenericParameter || !type.IsGenericType) return NestedName(type) + mark;
        var arguments = type.GetGenericArguments();
        var known = nullability?.GenericTypeArguments is { } list && list.Length == arguments.Length ? list : null;
        string[] names = [.. arguments.Select((argument, i) => TypeName(argument, known?[i]))];
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true) return $"({string.Join(", ", names)})";
        return $"{PlainName(type)}<{string.Join(", ", names)}>{mark}";
    }

    private static string NestedName(Type type)
    {
        string name = PlainName(type) + (type.IsGenericParameter ? "" : Arguments(Own(type)));
        return type.IsNested && !type.IsGenericParameter ? $"{NestedName(type.DeclaringType!)}.{name}" : name;
    }

    private static string PlainName(Type type) => type.Name.Split('`')[0];

    /// <summary>The generic arguments that a nested type does not have from the type around it.</summary>
    private static Type[] Own(Type type) => type.GetGenericArguments()[(type.DeclaringType?.GetGenericArguments().Length ?? 0)..];

    private static string Arguments(Type[] arguments) => arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(argument => argument.Name))}>";

    private static string Constraints(Type[] arguments)
    {
        var clauses = new List<string>();
        foreach (var argument in arguments.Where(argument => argument.IsGenericParameter))
        {
            var parts = new List<string>();
            bool value = argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
            if (value) parts.Add(argument.GetCustomAttributesData().Any(data => data.AttributeType.Name == "IsUnmanagedAttribute") ? "unmanaged" : "struct");
            if (argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint)) parts.Add("class");
            parts.AddRange(argument.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(type => TypeName(type)));
            if (!value && argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint)) parts.Add("new()");
            if (parts.Count > 0) clauses.Add($" where {argument.Name} : {string.Join(", ", parts)}");
        }
        return string.Concat(clauses);
    }

    private static IEnumerable<MethodInfo> Accessors(PropertyInfo property) => property.GetAccessors(nonPublic: true).OrderBy(accessor => accessor != property.GetMethod);

    private static bool Listed(MethodBase method) => Visible(method) && !IsGenerated(method);

    private static bool Visible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool Visible(FieldAttributes attributes) =>
        (attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;

    /// <summary>Whether the compiler wrote the member, as it does for records.</summary>
    private static bool IsGenerated(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute)) || member.Name is "EqualityContract" or "Finalize";

    private static bool HasGenerated(Type type, string method) => type.GetMethod(method, Declared)?.IsDefined(typeof(CompilerGeneratedAttribute)) == true;

    private static bool IsOperator(MethodInfo method) => method.IsSpecialName && method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
}
