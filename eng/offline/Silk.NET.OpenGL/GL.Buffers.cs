using System.Runtime.CompilerServices;

namespace Silk.NET.OpenGL;

/// <content>Buffers.</content>
public unsafe partial class GL
{
    private nint genBuffers, deleteBuffers, bindBuffer, isBuffer, bufferData, bufferSubData, getBufferSubData, bufferStorage;
    private nint bindBufferBase, bindBufferRange, copyBufferSubData, clearBufferData, clearBufferSubData, mapBufferRange;
    private nint flushMappedBufferRange, unmapBuffer, getBufferParameter, getBufferParameter64;

    public void GenBuffers(uint n, uint* buffers)
        => ((delegate* unmanaged<uint, uint*, void>)Entry(ref genBuffers, "glGenBuffers"))(n, buffers);

    public uint GenBuffer()
    {
        uint buffer = 0;
        GenBuffers(1, &buffer);
        return buffer;
    }

    public void DeleteBuffers(uint n, uint* buffers)
        => ((delegate* unmanaged<uint, uint*, void>)Entry(ref deleteBuffers, "glDeleteBuffers"))(n, buffers);

    public void DeleteBuffers(ReadOnlySpan<uint> buffers)
    {
        fixed (uint* first = buffers)
        {
            DeleteBuffers((uint)buffers.Length, first);
        }
    }

    public void DeleteBuffer(uint buffers) => DeleteBuffers(1, &buffers);

    public void BindBuffer(BufferTargetARB target, uint buffer)
        => ((delegate* unmanaged<BufferTargetARB, uint, void>)Entry(ref bindBuffer, "glBindBuffer"))(target, buffer);

    public bool IsBuffer(uint buffer)
        => ((delegate* unmanaged<uint, byte>)Entry(ref isBuffer, "glIsBuffer"))(buffer) != 0;

    public void BufferData(BufferTargetARB target, nuint size, void* data, BufferUsageARB usage)
        => ((delegate* unmanaged<BufferTargetARB, nuint, void*, BufferUsageARB, void>)Entry(ref bufferData, "glBufferData"))(target, size, data, usage);

    public void BufferData<T0>(BufferTargetARB target, nuint size, ref readonly T0 data, BufferUsageARB usage)
        where T0 : unmanaged
    {
        fixed (T0* first = &data)
        {
            BufferData(target, size, (void*)first, usage);
        }
    }

    public void BufferData<T0>(BufferTargetARB target, ReadOnlySpan<T0> data, BufferUsageARB usage)
        where T0 : unmanaged
    {
        fixed (T0* first = data)
        {
            BufferData(target, SizeOf(data), (void*)first, usage);
        }
    }

    public void BufferSubData(BufferTargetARB target, nint offset, nuint size, void* data)
        => ((delegate* unmanaged<BufferTargetARB, nint, nuint, void*, void>)Entry(ref bufferSubData, "glBufferSubData"))(target, offset, size, data);

    public void BufferSubData<T0>(BufferTargetARB target, nint offset, nuint size, ref readonly T0 data)
        where T0 : unmanaged
    {
        fixed (T0* first = &data)
        {
            BufferSubData(target, offset, size, (void*)first);
        }
    }

    public void BufferSubData<T0>(BufferTargetARB target, nint offset, ReadOnlySpan<T0> data)
        where T0 : unmanaged
    {
        fixed (T0* first = data)
        {
            BufferSubData(target, offset, SizeOf(data), (void*)first);
        }
    }

    public void GetBufferSubData(BufferTargetARB target, nint offset, nuint size, void* data)
        => ((delegate* unmanaged<BufferTargetARB, nint, nuint, void*, void>)Entry(ref getBufferSubData, "glGetBufferSubData"))(target, offset, size, data);

    public void GetBufferSubData<T0>(BufferTargetARB target, nint offset, nuint size, out T0 data)
        where T0 : unmanaged
    {
        Unsafe.SkipInit(out data);
        fixed (T0* first = &data)
        {
            GetBufferSubData(target, offset, size, (void*)first);
        }
    }

    public void GetBufferSubData<T0>(BufferTargetARB target, nint offset, Span<T0> data)
        where T0 : unmanaged
    {
        fixed (T0* first = data)
        {
            GetBufferSubData(target, offset, SizeOf<T0>(data), (void*)first);
        }
    }

    /// <summary>Gives the bound buffer storage of a fixed size. Needs OpenGL 4.4 or ARB_buffer_storage.</summary>
    public void BufferStorage(BufferStorageTarget target, nuint size, void* data, BufferStorageMask flags)
        => ((delegate* unmanaged<BufferStorageTarget, nuint, void*, BufferStorageMask, void>)Entry(ref bufferStorage, "glBufferStorage"))(target, size, data, flags);

    public void BufferStorage<T0>(BufferStorageTarget target, ReadOnlySpan<T0> data, BufferStorageMask flags)
        where T0 : unmanaged
    {
        fixed (T0* first = data)
        {
            BufferStorage(target, SizeOf(data), (void*)first, flags);
        }
    }

    public void BindBufferBase(BufferTargetARB target, uint index, uint buffer)
        => ((delegate* unmanaged<BufferTargetARB, uint, uint, void>)Entry(ref bindBufferBase, "glBindBufferBase"))(target, index, buffer);

    public void BindBufferRange(BufferTargetARB target, uint index, uint buffer, nint offset, nuint size)
        => ((delegate* unmanaged<BufferTargetARB, uint, uint, nint, nuint, void>)Entry(ref bindBufferRange, "glBindBufferRange"))(target, index, buffer, offset, size);

    public void CopyBufferSubData(CopyBufferSubDataTarget readTarget, CopyBufferSubDataTarget writeTarget, nint readOffset, nint writeOffset, nuint size)
        => ((delegate* unmanaged<CopyBufferSubDataTarget, CopyBufferSubDataTarget, nint, nint, nuint, void>)Entry(ref copyBufferSubData, "glCopyBufferSubData"))(readTarget, writeTarget, readOffset, writeOffset, size);

    public void ClearBufferData(BufferStorageTarget target, SizedInternalFormat internalformat, PixelFormat format, PixelType type, void* data)
        => ((delegate* unmanaged<BufferStorageTarget, SizedInternalFormat, PixelFormat, PixelType, void*, void>)Entry(ref clearBufferData, "glClearBufferData"))(target, internalformat, format, type, data);

    public void ClearBufferData<T0>(
        BufferStorageTarget target, SizedInternalFormat internalformat, PixelFormat format, PixelType type, ref readonly T0 data)
        where T0 : unmanaged
    {
        fixed (T0* first = &data)
        {
            ClearBufferData(target, internalformat, format, type, (void*)first);
        }
    }

    public void ClearBufferSubData(BufferTargetARB target, SizedInternalFormat internalformat, nint offset, nuint size, PixelFormat format, PixelType type, void* data)
        => ((delegate* unmanaged<BufferTargetARB, SizedInternalFormat, nint, nuint, PixelFormat, PixelType, void*, void>)Entry(ref clearBufferSubData, "glClearBufferSubData"))(target, internalformat, offset, size, format, type, data);

    public void* MapBufferRange(BufferTargetARB target, nint offset, nuint length, MapBufferAccessMask access)
        => ((delegate* unmanaged<BufferTargetARB, nint, nuint, MapBufferAccessMask, void*>)Entry(ref mapBufferRange, "glMapBufferRange"))(target, offset, length, access);

    public void FlushMappedBufferRange(BufferTargetARB target, nint offset, nuint length)
        => ((delegate* unmanaged<BufferTargetARB, nint, nuint, void>)Entry(ref flushMappedBufferRange, "glFlushMappedBufferRange"))(target, offset, length);

    /// <summary>Ends a mapping; false where the contents were lost meanwhile.</summary>
    public bool UnmapBuffer(BufferTargetARB target)
        => ((delegate* unmanaged<BufferTargetARB, byte>)Entry(ref unmapBuffer, "glUnmapBuffer"))(target) != 0;

    public void GetBufferParameter(BufferTargetARB target, BufferPNameARB pname, int* @params)
        => ((delegate* unmanaged<BufferTargetARB, BufferPNameARB, int*, void>)Entry(ref getBufferParameter, "glGetBufferParameteriv"))(target, pname, @params);

    public void GetBufferParameter(BufferTargetARB target, BufferPNameARB pname, out int @params)
    {
        int value = 0;
        GetBufferParameter(target, pname, &value);
        @params = value;
    }

    public void GetBufferParameter(BufferTargetARB target, BufferPNameARB pname, long* @params)
        => ((delegate* unmanaged<BufferTargetARB, BufferPNameARB, long*, void>)Entry(ref getBufferParameter64, "glGetBufferParameteri64v"))(target, pname, @params);

    public void GetBufferParameter(BufferTargetARB target, BufferPNameARB pname, out long @params)
    {
        long value = 0;
        GetBufferParameter(target, pname, &value);
        @params = value;
    }

    private static nuint SizeOf<T>(ReadOnlySpan<T> data)
        where T : unmanaged
        => (nuint)data.Length * (nuint)sizeof(T);
}
