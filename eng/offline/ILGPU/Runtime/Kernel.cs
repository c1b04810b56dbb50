using System.Reflection;
using System.Runtime.CompilerServices;

namespace ILGPU.Runtime;

/// <summary>A method made ready for an accelerator.</summary>
public abstract class Kernel : AcceleratorObject
{
    private protected Kernel(Accelerator accelerator, Delegate method) : base(accelerator)
    {
        if (!method.Method.IsStatic || method.Method.DeclaringType is { } type && type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
            throw new NotSupportedException($"{method.Method.Name} is no static method; a kernel may capture nothing and be no lambda");
        foreach (var parameter in method.Method.GetParameters()) Require(parameter.ParameterType, method);
    }

    private protected Lock Gate { get; } = new();

    private static void Require(Type type, Delegate method)
    {
        if (type == typeof(bool) || type == typeof(char))
            throw new NotSupportedException($"{method.Method.Name} takes a {type.Name}; kernels take numbers, views and structs of them");
        if (!IsAccessible(type))
        {
            throw new InternalCompilerException(
                $"Access is denied: '{type}'. Ensure that the type is public, or internal with "
                + $"[assembly: InternalsVisibleTo(\"{Context.RuntimeAssemblyName}\")]");
        }
    }

    /// <summary>
    /// Whether the assembly that the package generates sees a type: the type, those that it is nested in and those that it is made of must
    /// be public, or internal in an assembly that says so. The kernel's method itself may be private.
    /// </summary>
    private static bool IsAccessible(Type type)
    {
        foreach (var argument in type.GetGenericArguments())
        {
            if (!IsAccessible(argument)) return false;
        }
        for (var part = type; part is not null; part = part.DeclaringType)
        {
            bool isPublic = part.IsPublic || part.IsNestedPublic;
            bool isInternal = part.IsNotPublic || part.IsNestedAssembly || part.IsNestedFamORAssem;
            if (!isPublic && !(isInternal && IsFriend(part.Assembly))) return false;
        }
        return true;
    }

    private static bool IsFriend(Assembly assembly) => assembly.GetCustomAttributes<InternalsVisibleToAttribute>()
        .Any(friend => friend.AssemblyName.Split(',')[0].Trim() == Context.RuntimeAssemblyName);
}

/// <summary>A kernel whose threads the accelerator groups as it likes.</summary>
internal abstract class AutoGroupedKernel<TIndex>(Accelerator accelerator, Delegate method) : Kernel(accelerator, method), Workers.IWork where TIndex : struct, IIndex
{
    private TIndex _extent;

    public void Execute(long first, long last)
    {
        for (long i = first; i < last; i++)
        {
            LocalArena.Clear();
            Invoke(At(i));
        }
    }

    protected abstract void Invoke(TIndex index);

    protected void Run(TIndex extent)
    {
        _extent = extent;
        long count = Count(extent);
        if (count < 1) throw new ArgumentOutOfRangeException(nameof(extent), extent, "a kernel is launched with one thread or more");
        Accelerator.RunAll(this, count);
    }

    private static long Count(TIndex extent) => extent switch
    {
        Index1D line => line.X,
        Index2D plane => (long)plane.X * plane.Y,
        Index3D space => (long)space.X * space.Y * space.Z,
        _ => throw new NotSupportedException($"a kernel cannot be counted by {typeof(TIndex).Name}"),
    };

    private TIndex At(long i)
    {
        if (typeof(TIndex) == typeof(Index1D)) return Unsafe.BitCast<Index1D, TIndex>((int)i);
        if (typeof(TIndex) == typeof(Index2D))
        {
            var extent = Unsafe.BitCast<TIndex, Index2D>(_extent);
            return Unsafe.BitCast<Index2D, TIndex>(new((int)(i % extent.X), (int)(i / extent.X)));
        }
        var space = Unsafe.BitCast<TIndex, Index3D>(_extent);
        return Unsafe.BitCast<Index3D, TIndex>(new((int)(i % space.X), (int)(i / space.X % space.Y), (int)(i / space.X / space.Y)));
    }
}

/// <summary>A kernel that is launched in groups of a given size.</summary>
internal abstract class GroupedKernel(Accelerator accelerator, Delegate method) : Kernel(accelerator, method), GroupTeam.IWork
{
    public abstract void Execute();

    protected void Run(KernelConfig config)
    {
        if (!config.IsValid) throw new ArgumentOutOfRangeException(nameof(config), config, "a kernel is launched with one group or more, of one thread or more");
        Accelerator.RunGroups(this, config);
    }
}
