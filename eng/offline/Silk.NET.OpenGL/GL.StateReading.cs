namespace Silk.NET.OpenGL;

/// <content>State that is read. GLEnum names what GetPName lacks, image bindings among them.</content>
public unsafe partial class GL
{
    private nint getIntegerv, getIntegeri, getInteger64v, getInteger64i, getFloatv, getFloati, getBooleanv, getBooleani;

    public void GetInteger(GetPName pname, int* data)
        => ((delegate* unmanaged<GetPName, int*, void>)Entry(ref getIntegerv, "glGetIntegerv"))(pname, data);

    public void GetInteger(GetPName pname, out int data)
    {
        int value = default;
        GetInteger(pname, &value);
        data = value;
    }

    public int GetInteger(GetPName pname)
    {
        GetInteger(pname, out int value);
        return value;
    }

    public void GetInteger(GLEnum pname, int* data) => GetInteger((GetPName)pname, data);

    public void GetInteger(GLEnum pname, out int data)
    {
        int value = default;
        GetInteger(pname, &value);
        data = value;
    }

    public int GetInteger(GLEnum pname)
    {
        GetInteger(pname, out int value);
        return value;
    }

    public void GetInteger(GetPName target, uint index, int* data)
        => ((delegate* unmanaged<GetPName, uint, int*, void>)Entry(ref getIntegeri, "glGetIntegeri_v"))(target, index, data);

    public void GetInteger(GetPName target, uint index, out int data)
    {
        int value = default;
        GetInteger(target, index, &value);
        data = value;
    }

    public void GetInteger(GLEnum target, uint index, int* data) => GetInteger((GetPName)target, index, data);

    public void GetInteger(GLEnum target, uint index, out int data)
    {
        int value = default;
        GetInteger(target, index, &value);
        data = value;
    }

    public void GetInteger64(GetPName pname, long* data)
        => ((delegate* unmanaged<GetPName, long*, void>)Entry(ref getInteger64v, "glGetInteger64v"))(pname, data);

    public void GetInteger64(GetPName pname, out long data)
    {
        long value = default;
        GetInteger64(pname, &value);
        data = value;
    }

    public long GetInteger64(GetPName pname)
    {
        GetInteger64(pname, out long value);
        return value;
    }

    public void GetInteger64(GLEnum pname, long* data) => GetInteger64((GetPName)pname, data);

    public void GetInteger64(GLEnum pname, out long data)
    {
        long value = default;
        GetInteger64(pname, &value);
        data = value;
    }

    public long GetInteger64(GLEnum pname)
    {
        GetInteger64(pname, out long value);
        return value;
    }

    public void GetInteger64(GetPName target, uint index, long* data)
        => ((delegate* unmanaged<GetPName, uint, long*, void>)Entry(ref getInteger64i, "glGetInteger64i_v"))(target, index, data);

    public void GetInteger64(GetPName target, uint index, out long data)
    {
        long value = default;
        GetInteger64(target, index, &value);
        data = value;
    }

    public void GetInteger64(GLEnum target, uint index, long* data) => GetInteger64((GetPName)target, index, data);

    public void GetInteger64(GLEnum target, uint index, out long data)
    {
        long value = default;
        GetInteger64(target, index, &value);
        data = value;
    }

    public void GetFloat(GetPName pname, float* data)
        => ((delegate* unmanaged<GetPName, float*, void>)Entry(ref getFloatv, "glGetFloatv"))(pname, data);

    public void GetFloat(GetPName pname, out float data)
    {
        float value = default;
        GetFloat(pname, &value);
        data = value;
    }

    public float GetFloat(GetPName pname)
    {
        GetFloat(pname, out float value);
        return value;
    }

    public void GetFloat(GLEnum pname, float* data) => GetFloat((GetPName)pname, data);

    public void GetFloat(GLEnum pname, out float data)
    {
        float value = default;
        GetFloat(pname, &value);
        data = value;
    }

    public float GetFloat(GLEnum pname)
    {
        GetFloat(pname, out float value);
        return value;
    }

    public void GetFloat(GetPName target, uint index, float* data)
        => ((delegate* unmanaged<GetPName, uint, float*, void>)Entry(ref getFloati, "glGetFloati_v"))(target, index, data);

    public void GetFloat(GetPName target, uint index, out float data)
    {
        float value = default;
        GetFloat(target, index, &value);
        data = value;
    }

    public void GetFloat(GLEnum target, uint index, float* data) => GetFloat((GetPName)target, index, data);

    public void GetFloat(GLEnum target, uint index, out float data)
    {
        float value = default;
        GetFloat(target, index, &value);
        data = value;
    }

    public void GetBoolean(GetPName pname, bool* data)
        => ((delegate* unmanaged<GetPName, bool*, void>)Entry(ref getBooleanv, "glGetBooleanv"))(pname, data);

    public void GetBoolean(GetPName pname, out bool data)
    {
        bool value = default;
        GetBoolean(pname, &value);
        data = value;
    }

    public bool GetBoolean(GetPName pname)
    {
        GetBoolean(pname, out bool value);
        return value;
    }

    public void GetBoolean(GLEnum pname, bool* data) => GetBoolean((GetPName)pname, data);

    public void GetBoolean(GLEnum pname, out bool data)
    {
        bool value = default;
        GetBoolean(pname, &value);
        data = value;
    }

    public bool GetBoolean(GLEnum pname)
    {
        GetBoolean(pname, out bool value);
        return value;
    }

    public void GetBoolean(BufferTargetARB target, uint index, bool* data)
        => ((delegate* unmanaged<BufferTargetARB, uint, bool*, void>)Entry(ref getBooleani, "glGetBooleani_v"))(target, index, data);

    public void GetBoolean(BufferTargetARB target, uint index, out bool data)
    {
        bool value = default;
        GetBoolean(target, index, &value);
        data = value;
    }

    public void GetBoolean(GLEnum target, uint index, bool* data) => GetBoolean((BufferTargetARB)target, index, data);

    public void GetBoolean(GLEnum target, uint index, out bool data)
    {
        bool value = default;
        GetBoolean(target, index, &value);
        data = value;
    }
}
