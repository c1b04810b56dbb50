namespace Silk.NET.OpenGL;

/// <content>Compute, memory barriers, fences, queries, errors.</content>
public unsafe partial class GL
{
    private nint dispatchCompute, dispatchComputeIndirect, memoryBarrier, fenceSync, clientWaitSync, waitSync, deleteSync;
    private nint isSync, getSync, genQueries, deleteQueries, beginQuery, endQuery, queryCounter;
    private nint getQueryObjecti, getQueryObjectui, getQueryObjecti64, getQueryObjectui64, finish, flush, getError;

    public void DispatchCompute(uint num_groups_x, uint num_groups_y, uint num_groups_z)
        => ((delegate* unmanaged<uint, uint, uint, void>)Entry(ref dispatchCompute, "glDispatchCompute"))(num_groups_x, num_groups_y, num_groups_z);

    public void DispatchComputeIndirect(nint indirect)
        => ((delegate* unmanaged<nint, void>)Entry(ref dispatchComputeIndirect, "glDispatchComputeIndirect"))(indirect);

    /// <summary>Makes earlier shader writes visible to the named uses.</summary>
    public void MemoryBarrier(MemoryBarrierMask barriers)
        => ((delegate* unmanaged<MemoryBarrierMask, void>)Entry(ref memoryBarrier, "glMemoryBarrier"))(barriers);

    public nint FenceSync(SyncCondition condition, SyncBehaviorFlags flags)
        => ((delegate* unmanaged<SyncCondition, SyncBehaviorFlags, nint>)Entry(ref fenceSync, "glFenceSync"))(condition, flags);

    /// <summary>Waits for a fence, at most for the time given in nanoseconds, and says how that went.</summary>
    public GLEnum ClientWaitSync(nint sync, SyncObjectMask flags, ulong timeout)
        => ((delegate* unmanaged<nint, SyncObjectMask, ulong, GLEnum>)Entry(ref clientWaitSync, "glClientWaitSync"))(sync, flags, timeout);

    public void WaitSync(nint sync, SyncBehaviorFlags flags, ulong timeout)
        => ((delegate* unmanaged<nint, SyncBehaviorFlags, ulong, void>)Entry(ref waitSync, "glWaitSync"))(sync, flags, timeout);

    public void DeleteSync(nint sync)
        => ((delegate* unmanaged<nint, void>)Entry(ref deleteSync, "glDeleteSync"))(sync);

    public bool IsSync(nint sync)
        => ((delegate* unmanaged<nint, byte>)Entry(ref isSync, "glIsSync"))(sync) != 0;

    public void GetSync(nint sync, SyncParameterName pname, uint count, uint* length, int* values)
        => ((delegate* unmanaged<nint, SyncParameterName, uint, uint*, int*, void>)Entry(ref getSync, "glGetSynciv"))(sync, pname, count, length, values);

    public void GetSync(nint sync, SyncParameterName pname, uint count, out uint length, out int values)
    {
        uint written = 0;
        int value = 0;
        GetSync(sync, pname, count, &written, &value);
        length = written;
        values = value;
    }

    public void GenQueries(uint n, uint* ids)
        => ((delegate* unmanaged<uint, uint*, void>)Entry(ref genQueries, "glGenQueries"))(n, ids);

    public uint GenQuery()
    {
        uint query = 0;
        GenQueries(1, &query);
        return query;
    }

    public void DeleteQueries(uint n, uint* ids)
        => ((delegate* unmanaged<uint, uint*, void>)Entry(ref deleteQueries, "glDeleteQueries"))(n, ids);

    public void DeleteQuery(uint ids) => DeleteQueries(1, &ids);

    public void BeginQuery(QueryTarget target, uint id)
        => ((delegate* unmanaged<QueryTarget, uint, void>)Entry(ref beginQuery, "glBeginQuery"))(target, id);

    public void EndQuery(QueryTarget target)
        => ((delegate* unmanaged<QueryTarget, void>)Entry(ref endQuery, "glEndQuery"))(target);

    public void QueryCounter(uint id, QueryCounterTarget target)
        => ((delegate* unmanaged<uint, QueryCounterTarget, void>)Entry(ref queryCounter, "glQueryCounter"))(id, target);

    public void GetQueryObject(uint id, QueryObjectParameterName pname, out int @params)
    {
        int value = 0;
        ((delegate* unmanaged<uint, QueryObjectParameterName, int*, void>)Entry(ref getQueryObjecti, "glGetQueryObjectiv"))(id, pname, &value);
        @params = value;
    }

    public void GetQueryObject(uint id, QueryObjectParameterName pname, out uint @params)
    {
        uint value = 0;
        ((delegate* unmanaged<uint, QueryObjectParameterName, uint*, void>)Entry(ref getQueryObjectui, "glGetQueryObjectuiv"))(id, pname, &value);
        @params = value;
    }

    public void GetQueryObject(uint id, QueryObjectParameterName pname, out long @params)
    {
        long value = 0;
        ((delegate* unmanaged<uint, QueryObjectParameterName, long*, void>)Entry(ref getQueryObjecti64, "glGetQueryObjecti64v"))(id, pname, &value);
        @params = value;
    }

    public void GetQueryObject(uint id, QueryObjectParameterName pname, out ulong @params)
    {
        ulong value = 0;
        ((delegate* unmanaged<uint, QueryObjectParameterName, ulong*, void>)Entry(ref getQueryObjectui64, "glGetQueryObjectui64v"))(id, pname, &value);
        @params = value;
    }

    public void Finish()
        => ((delegate* unmanaged<void>)Entry(ref finish, "glFinish"))();

    public void Flush()
        => ((delegate* unmanaged<void>)Entry(ref flush, "glFlush"))();

    /// <summary>The oldest error not yet asked for, or <see cref="GLEnum.NoError"/>.</summary>
    public GLEnum GetError()
        => ((delegate* unmanaged<GLEnum>)Entry(ref getError, "glGetError"))();
}
