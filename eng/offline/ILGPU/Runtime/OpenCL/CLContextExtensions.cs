namespace ILGPU.Runtime.OpenCL;

/// <summary>Looks for OpenCL devices; the stand-in never finds one.</summary>
public static class CLContextExtensions
{
    public static Context.Builder OpenCL(this Context.Builder builder) => builder;
}
