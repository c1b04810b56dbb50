// One class for each number of parameters; its fields hold the arguments of the launch that runs, so that a launch allocates nothing.
namespace ILGPU.Runtime;

internal sealed class AutoGroupedKernel<TIndex, T1>(Accelerator accelerator, Action<TIndex, T1> method) : AutoGroupedKernel<TIndex>(accelerator, method)
    where TIndex : struct, IIndex where T1 : struct
{
    private T1 _1;

    public void Launch(TIndex extent, T1 x1)
    {
        lock (Gate)
        {
            _1 = x1;
            Run(extent);
        }
    }

    protected override void Invoke(TIndex index) => method(index, _1);
}

internal sealed class AutoGroupedKernel<TIndex, T1, T2>(Accelerator accelerator, Action<TIndex, T1, T2> method) : AutoGroupedKernel<TIndex>(accelerator, method)
    where TIndex : struct, IIndex where T1 : struct where T2 : struct
{
    private T1 _1;
    private T2 _2;

    public void Launch(TIndex extent, T1 x1, T2 x2)
    {
        lock (Gate)
        {
            _1 = x1;
            _2 = x2;
            Run(extent);
        }
    }

    protected override void Invoke(TIndex index) => method(index, _1, _2);
}

internal sealed class AutoGroupedKernel<TIndex, T1, T2, T3>(Accelerator accelerator, Action<TIndex, T1, T2, T3> method) : AutoGroupedKernel<TIndex>(accelerator, method)
    where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct
{
    private T1 _1;
    private T2 _2;
    private T3 _3;

    public void Launch(TIndex extent, T1 x1, T2 x2, T3 x3)
    {
        lock (Gate)
        {
            _1 = x1;
            _2 = x2;
            _3 = x3;
            Run(extent);
        }
    }

    protected override void Invoke(TIndex index) => method(index, _1, _2, _3);
}

internal sealed class AutoGroupedKernel<TIndex, T1, T2, T3, T4>(Accelerator accelerator, Action<TIndex, T1, T2, T3, T4> method) : AutoGroupedKernel<TIndex>(accelerator, method)
    where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct
{
    private T1 _1;
    private T2 _2;
    private T3 _3;
    private T4 _4;

    public void Launch(TIndex extent, T1 x1, T2 x2, T3 x3, T4 x4)
    {
        lock (Gate)
        {
            _1 = x1;
            _2 = x2;
            _3 = x3;
            _4 = x4;
            Run(extent);
        }
    }

    protected override void Invoke(TIndex index) => method(index, _1, _2, _3, _4);
}

internal sealed class AutoGroupedKernel<TIndex, T1, T2, T3, T4, T5>(Accelerator accelerator, Action<TIndex, T1, T2, T3, T4, T5> method) : AutoGroupedKernel<TIndex>(accelerator, method)
    where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct
{
    private T1 _1;
    private T2 _2;
    private T3 _3;
    private T4 _4;
    private T5 _5;

    public void Launch(TIndex extent, T1 x1, T2 x2, T3 x3, T4 x4, T5 x5)
    {
        lock (Gate)
        {
            _1 = x1;
            _2 = x2;
            _3 = x3;
            _4 = x4;
            _5 = x5;
            Run(extent);
        }
    }

    protected override void Invoke(TIndex index) => method(index, _1, _2, _3, _4, _5);
}

internal sealed class AutoGroupedKernel<TIndex, T1, T2, T3, T4, T5, T6>(Accelerator accelerator, Action<TIndex, T1, T2, T3, T4, T5, T6> method) : AutoGroupedKernel<TIndex>(accelerator, method)
    where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct
{
    private T1 _1;
    private T2 _2;
    private T3 _3;
    private T4 _4;
    private T5 _5;
    private T6 _6;

    public void Launch(TIndex extent, T1 x1, T2 x2, T3 x3, T4 x4, T5 x5, T6 x6)
    {
        lock (Gate)
        {
            _1 = x1;
            _2 = x2;
            _3 = x3;
            _4 = x4;
            _5 = x5;
            _6 = x6;
            Run(extent);
        }
    }

    protected override void Invoke(TIndex index) => method(index, _1, _2, _3, _4, _5, _6);
}

internal sealed class AutoGroupedKernel<TIndex, T1, T2, T3, T4, T5, T6, T7>(Accelerator accelerator, Action<TIndex, T1, T2, T3, T4, T5, T6, T7> method) : AutoGroupedKernel<TIndex>(accelerator, method)
    where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct
{
    private T1 _1;
    private T2 _2;
    private T3 _3;
    private T4 _4;
    private T5 _5;
    private T6 _6;
    private T7 _7;

    public void Launch(TIndex extent, T1 x1, T2 x2, T3 x3, T4 x4, T5 x5, T6 x6, T7 x7)
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
            Run(extent);
        }
    }

    protected override void Invoke(TIndex index) => method(index, _1, _2, _3, _4, _5, _6, _7);
}

internal sealed class AutoGroupedKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8>(Accelerator accelerator, Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8> method) : AutoGroupedKernel<TIndex>(accelerator, method)
    where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct
{
    private T1 _1;
    private T2 _2;
    private T3 _3;
    private T4 _4;
    private T5 _5;
    private T6 _6;
    private T7 _7;
    private T8 _8;

    public void Launch(TIndex extent, T1 x1, T2 x2, T3 x3, T4 x4, T5 x5, T6 x6, T7 x7, T8 x8)
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
            Run(extent);
        }
    }

    protected override void Invoke(TIndex index) => method(index, _1, _2, _3, _4, _5, _6, _7, _8);
}

internal sealed class AutoGroupedKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9>(Accelerator accelerator, Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9> method) : AutoGroupedKernel<TIndex>(accelerator, method)
    where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct
{
    private T1 _1;
    private T2 _2;
    private T3 _3;
    private T4 _4;
    private T5 _5;
    private T6 _6;
    private T7 _7;
    private T8 _8;
    private T9 _9;

    public void Launch(TIndex extent, T1 x1, T2 x2, T3 x3, T4 x4, T5 x5, T6 x6, T7 x7, T8 x8, T9 x9)
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
            _9 = x9;
            Run(extent);
        }
    }

    protected override void Invoke(TIndex index) => method(index, _1, _2, _3, _4, _5, _6, _7, _8, _9);
}

internal sealed class AutoGroupedKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(Accelerator accelerator, Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> method) : AutoGroupedKernel<TIndex>(accelerator, method)
    where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct
{
    private T1 _1;
    private T2 _2;
    private T3 _3;
    private T4 _4;
    private T5 _5;
    private T6 _6;
    private T7 _7;
    private T8 _8;
    private T9 _9;
    private T10 _10;

    public void Launch(TIndex extent, T1 x1, T2 x2, T3 x3, T4 x4, T5 x5, T6 x6, T7 x7, T8 x8, T9 x9, T10 x10)
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
            _9 = x9;
            _10 = x10;
            Run(extent);
        }
    }

    protected override void Invoke(TIndex index) => method(index, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10);
}

internal sealed class AutoGroupedKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>(Accelerator accelerator, Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> method) : AutoGroupedKernel<TIndex>(accelerator, method)
    where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct where T11 : struct
{
    private T1 _1;
    private T2 _2;
    private T3 _3;
    private T4 _4;
    private T5 _5;
    private T6 _6;
    private T7 _7;
    private T8 _8;
    private T9 _9;
    private T10 _10;
    private T11 _11;

    public void Launch(TIndex extent, T1 x1, T2 x2, T3 x3, T4 x4, T5 x5, T6 x6, T7 x7, T8 x8, T9 x9, T10 x10, T11 x11)
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
            _9 = x9;
            _10 = x10;
            _11 = x11;
            Run(extent);
        }
    }

    protected override void Invoke(TIndex index) => method(index, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11);
}

internal sealed class AutoGroupedKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>(Accelerator accelerator, Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> method) : AutoGroupedKernel<TIndex>(accelerator, method)
    where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct where T11 : struct where T12 : struct
{
    private T1 _1;
    private T2 _2;
    private T3 _3;
    private T4 _4;
    private T5 _5;
    private T6 _6;
    private T7 _7;
    private T8 _8;
    private T9 _9;
    private T10 _10;
    private T11 _11;
    private T12 _12;

    public void Launch(TIndex extent, T1 x1, T2 x2, T3 x3, T4 x4, T5 x5, T6 x6, T7 x7, T8 x8, T9 x9, T10 x10, T11 x11, T12 x12)
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
            _9 = x9;
            _10 = x10;
            _11 = x11;
            _12 = x12;
            Run(extent);
        }
    }

    protected override void Invoke(TIndex index) => method(index, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12);
}

internal sealed class AutoGroupedKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13>(Accelerator accelerator, Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13> method) : AutoGroupedKernel<TIndex>(accelerator, method)
    where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct where T11 : struct where T12 : struct where T13 : struct
{
    private T1 _1;
    private T2 _2;
    private T3 _3;
    private T4 _4;
    private T5 _5;
    private T6 _6;
    private T7 _7;
    private T8 _8;
    private T9 _9;
    private T10 _10;
    private T11 _11;
    private T12 _12;
    private T13 _13;

    public void Launch(TIndex extent, T1 x1, T2 x2, T3 x3, T4 x4, T5 x5, T6 x6, T7 x7, T8 x8, T9 x9, T10 x10, T11 x11, T12 x12, T13 x13)
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
            _9 = x9;
            _10 = x10;
            _11 = x11;
            _12 = x12;
            _13 = x13;
            Run(extent);
        }
    }

    protected override void Invoke(TIndex index) => method(index, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13);
}

internal sealed class AutoGroupedKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14>(Accelerator accelerator, Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14> method) : AutoGroupedKernel<TIndex>(accelerator, method)
    where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct where T11 : struct where T12 : struct where T13 : struct where T14 : struct
{
    private T1 _1;
    private T2 _2;
    private T3 _3;
    private T4 _4;
    private T5 _5;
    private T6 _6;
    private T7 _7;
    private T8 _8;
    private T9 _9;
    private T10 _10;
    private T11 _11;
    private T12 _12;
    private T13 _13;
    private T14 _14;

    public void Launch(TIndex extent, T1 x1, T2 x2, T3 x3, T4 x4, T5 x5, T6 x6, T7 x7, T8 x8, T9 x9, T10 x10, T11 x11, T12 x12, T13 x13, T14 x14)
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
            _9 = x9;
            _10 = x10;
            _11 = x11;
            _12 = x12;
            _13 = x13;
            _14 = x14;
            Run(extent);
        }
    }

    protected override void Invoke(TIndex index) => method(index, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14);
}
