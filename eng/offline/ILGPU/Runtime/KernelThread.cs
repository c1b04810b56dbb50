using System.Runtime.InteropServices;

namespace ILGPU.Runtime;

/// <summary>Where a thread of a kernel with groups stands.</summary>
internal sealed class KernelThread(GroupRun run, int thread)
{
    [ThreadStatic] private static KernelThread? s_current;
    private int _shared;

    public static KernelThread? Current
    {
        get => s_current;
        set => s_current = value;
    }

    /// <summary>This thread's place, for functions that only make sense in a kernel with groups.</summary>
    /// <exception cref="NotSupportedException">The kernel was loaded without groups of its own, or this is no kernel.</exception>
    public static KernelThread Here => s_current ?? throw new NotSupportedException(
        "Groups, their barriers and shared memory are there in kernels loaded with LoadStreamKernel and launched with a KernelConfig.");

    public GroupRun Run { get; } = run;

    public Index3D ThreadIndex { get; private set; }

    public Index3D GroupIndex { get; private set; }

    public void Enter(long group)
    {
        ThreadIndex = Split(thread, Run.Config.GroupDim);
        GroupIndex = Split(group, Run.Config.GridDim);
        _shared = 0;
        LocalArena.Clear();
    }

    /// <summary>The n-th call in each thread of a group is given the same memory.</summary>
    public unsafe ArrayView<T> Share<T>(int length) where T : unmanaged => new((T*)Run.Share(_shared++, (nuint)length * (nuint)sizeof(T)), length);

    private static Index3D Split(long linear, Index3D dimension) =>
        new((int)(linear % dimension.X), (int)(linear / dimension.X % dimension.Y), (int)(linear / dimension.X / dimension.Y));
}

/// <summary>The local memory of the kernel thread that this thread is running, as a stack that is emptied when the next one begins.</summary>
internal static unsafe class LocalArena
{
    private const int Size = 64 * 1024;
    [ThreadStatic] private static byte* s_memory;
    [ThreadStatic] private static int s_used;
    [ThreadStatic] private static Owner? s_owner;

    public static void Clear() => s_used = 0;

    public static ArrayView<T> Take<T>(int length) where T : unmanaged
    {
        if (s_memory == null)
        {
            s_memory = (byte*)NativeMemory.AlignedAlloc(Size, 64);
            s_owner = new(s_memory);
        }
        int begin = s_used, bytes = (length * sizeof(T) + 15) / 16 * 16;
        if (begin + bytes > Size) throw new InvalidOperationException($"A kernel's thread took more than {Size} bytes of local memory.");
        s_used = begin + bytes;
        return new((T*)(s_memory + begin), length);
    }

    /// <summary>Frees the memory when its thread is gone.</summary>
    private sealed class Owner(byte* memory)
    {
        ~Owner() => NativeMemory.AlignedFree(memory);
    }
}
