namespace Silk.NET.OpenGL;

/// <content>Vertex arrays and draw calls.</content>
public unsafe partial class GL
{
    private nint genVertexArrays, deleteVertexArrays, bindVertexArray, isVertexArray, vertexAttribPointer, vertexAttribIPointer;
    private nint enableVertexAttribArray, disableVertexAttribArray, vertexAttribDivisor;
    private nint drawArrays, drawArraysInstanced, drawElements, drawElementsInstanced;

    public void GenVertexArrays(uint n, uint* arrays)
        => ((delegate* unmanaged<uint, uint*, void>)Entry(ref genVertexArrays, "glGenVertexArrays"))(n, arrays);

    public uint GenVertexArray()
    {
        uint array = 0;
        GenVertexArrays(1, &array);
        return array;
    }

    public void DeleteVertexArrays(uint n, uint* arrays)
        => ((delegate* unmanaged<uint, uint*, void>)Entry(ref deleteVertexArrays, "glDeleteVertexArrays"))(n, arrays);

    public void DeleteVertexArray(uint arrays) => DeleteVertexArrays(1, &arrays);

    public void BindVertexArray(uint array)
        => ((delegate* unmanaged<uint, void>)Entry(ref bindVertexArray, "glBindVertexArray"))(array);

    public bool IsVertexArray(uint array)
        => ((delegate* unmanaged<uint, byte>)Entry(ref isVertexArray, "glIsVertexArray"))(array) != 0;

    public void VertexAttribPointer(uint index, int size, VertexAttribPointerType type, bool normalized, uint stride, void* pointer)
        => ((delegate* unmanaged<uint, int, VertexAttribPointerType, byte, uint, void*, void>)Entry(ref vertexAttribPointer, "glVertexAttribPointer"))(index, size, type, Flag(normalized), stride, pointer);

    public void VertexAttribPointer(uint index, int size, VertexAttribPointerType type, bool normalized, uint stride, nint pointer)
        => VertexAttribPointer(index, size, type, normalized, stride, (void*)pointer);

    public void VertexAttribIPointer(uint index, int size, VertexAttribIType type, uint stride, void* pointer)
        => ((delegate* unmanaged<uint, int, VertexAttribIType, uint, void*, void>)Entry(ref vertexAttribIPointer, "glVertexAttribIPointer"))(index, size, type, stride, pointer);

    public void VertexAttribIPointer(uint index, int size, VertexAttribIType type, uint stride, nint pointer)
        => VertexAttribIPointer(index, size, type, stride, (void*)pointer);

    public void EnableVertexAttribArray(uint index)
        => ((delegate* unmanaged<uint, void>)Entry(ref enableVertexAttribArray, "glEnableVertexAttribArray"))(index);

    public void DisableVertexAttribArray(uint index)
        => ((delegate* unmanaged<uint, void>)Entry(ref disableVertexAttribArray, "glDisableVertexAttribArray"))(index);

    public void VertexAttribDivisor(uint index, uint divisor)
        => ((delegate* unmanaged<uint, uint, void>)Entry(ref vertexAttribDivisor, "glVertexAttribDivisor"))(index, divisor);

    public void DrawArrays(PrimitiveType mode, int first, uint count)
        => ((delegate* unmanaged<PrimitiveType, int, uint, void>)Entry(ref drawArrays, "glDrawArrays"))(mode, first, count);

    public void DrawArraysInstanced(PrimitiveType mode, int first, uint count, uint instancecount)
        => ((delegate* unmanaged<PrimitiveType, int, uint, uint, void>)Entry(ref drawArraysInstanced, "glDrawArraysInstanced"))(mode, first, count, instancecount);

    public void DrawElements(PrimitiveType mode, uint count, DrawElementsType type, void* indices)
        => ((delegate* unmanaged<PrimitiveType, uint, DrawElementsType, void*, void>)Entry(ref drawElements, "glDrawElements"))(mode, count, type, indices);

    public void DrawElementsInstanced(PrimitiveType mode, uint count, DrawElementsType type, void* indices, uint instancecount)
        => ((delegate* unmanaged<PrimitiveType, uint, DrawElementsType, void*, uint, void>)Entry(ref drawElementsInstanced, "glDrawElementsInstanced"))(mode, count, type, indices, instancecount);
}
