namespace ILGPU.Runtime.Cuda;

/// <summary>Looks for CUDA devices; the stand-in never finds one.</summary>
public static class CudaContextExtensions
{
    public static Context.Builder Cuda(this Context.Builder builder) => builder;
}
