// One class for each number of parameters; its fields hold the arguments of the launch that runs.
namespace ILGPU.Runtime;

internal sealed class GroupedKernel<T1>(Accelerator accelerator, Action<T1> method) : GroupedKernel(accelerator, method) where T1 : struct
{
    private T1 _1;

    public void Launch(KernelConfig config, T1 x1)
    {
        lock (Gate)
        {
            _1 = x1;
            Run(config);
        }
    }

    public override void Execute() => method(_1);
}

internal sealed class GroupedKernel<T1, T2>(Accelerator accelerator, Action<T1, T2> method) : GroupedKernel(accelerator, method) where T1 : struct where T2 : struct
{
    private T1 _1;
    private T2 _2;

    public void Launch(KernelConfig config, T1 x1, T2 x2)
    {
        lock (Gate)
        {
            _1 = x1;
            _2 = x2;
            Run(config);
        }
    }

    public override void Execute() => method(_1, _2);
}

internal sealed class GroupedKernel<T1, T2, T3>(Accelerator accelerator, Action<T1, T2, T3> method) : GroupedKernel(accelerator, method) where T1 : struct where T2 : struct where T3 : struct
{
    private T1 _1;
    private T2 _2;
    private T3 _3;

    public void Launch(KernelConfig config, T1 x1, T2 x2, T3 x3)
    {
        lock (Gate)
        {
            _1 = x1;
            _2 = x2;
            _3 = x3;
            Run(config);
        }
    }

    public override void Execute() => method(_1, _2, _3);
}

internal sealed class GroupedKernel<T1, T2, T3, T4>(Accelerator accelerator, Action<T1, T2, T3, T4> method) : GroupedKernel(accelerator, method) where T1 : struct where T2 : struct where T3 : struct where T4 : struct
{
    private T1 _1;
    private T2 _2;
    private T3 _3;
    private T4 _4;

    public void Launch(KernelConfig config, T1 x1, T2 x2, T3 x3, T4 x4)
    {
        lock (Gate)
        {
            _1 = x1;
            _2 = x2;
            _3 = x3;
            _4 = x4;
            Run(config);
        }
    }

    public override void Execute() => method(_1, _2, _3, _4);
}

internal sealed class GroupedKernel<T1, T2, T3, T4, T5>(Accelerator accelerator, Action<T1, T2, T3, T4, T5> method) : GroupedKernel(accelerator, method) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct
{
    private T1 _1;
    private T2 _2;
    private T3 _3;
    private T4 _4;
    private T5 _5;

    public void Launch(KernelConfig config, T1 x1, T2 x2, T3 x3, T4 x4, T5 x5)
    {
        lock (Gate)
        {
            _1 = x1;
            _2 = x2;
            _3 = x3;
            _4 = x4;
            _5 = x5;
            Run(config);
        }
    }

    public override void Execute() => method(_1, _2, _3, _4, _5);
}

internal sealed class GroupedKernel<T1, T2, T3, T4, T5, T6>(Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6> method) : GroupedKernel(accelerator, method) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct
{
    private T1 _1;
    private T2 _2;
    private T3 _3;
    private T4 _4;
    private T5 _5;
    private T6 _6;

    public void Launch(KernelConfig config, T1 x1, T2 x2, T3 x3, T4 x4, T5 x5, T6 x6)
    {
        lock (Gate)
        {
            _1 = x1;
            _2 = x2;
            _3 = x3;
            _4 = x4;
            _5 = x5;
            _6 = x6;
            Run(config);
        }
    }

    public override void Execute() => method(_1, _2, _3, _4, _5, _6);
}

internal sealed class GroupedKernel<T1, T2, T3, T4, T5, T6, T7>(Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7> method) : GroupedKernel(accelerator, method) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct
{
    private T1 _1;
    private T2 _2;
    private T3 _3;
    private T4 _4;
    private T5 _5;
    private T6 _6;
    private T7 _7;

    public void Launch(KernelConfig config, T1 x1, T2 x2, T3 x3, T4 x4, T5 x5, T6 x6, T7 x7)
    {
        lock (Gate)
        {
            _1 = x1;
            _2 = x2;
            _3 = x3;
            _4 = x4;
            _5 = x5;
            _6 = x6;
            _7 = x7;
            Run(config);
        }
    }

    public override void Execute() => method(_1, _2, _3, _4, _5, _6, _7);
}

internal sealed class GroupedKernel<T1, T2, T3, T4, T5, T6, T7, T8>(Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8> method) : GroupedKernel(accelerator, method) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct
{
    private T1 _1;
    private T2 _2;
    private T3 _3;
    private T4 _4;
    private T5 _5;
    private T6 _6;
    private T7 _7;
    private T8 _8;

    public void Launch(KernelConfig config, T1 x1, T2 x2, T3 x3, T4 x4, T5 x5, T6 x6, T7 x7, T8 x8)
    {
        lock (Gate)
        {
            _1 = x1;
            _2 = x2;
            _3 = x3;
            _4 = x4;
            _5 = x5;
            _6 = x6;
            _7 = x7;
            _8 = x8;
            Run(config);
        }
    }

    public override void Execute() => method(_1, _2, _3, _4, _5, _6, _7, _8);
}
