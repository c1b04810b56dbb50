namespace ShaderKernels.Backends.Ilgpu;

/// <summary>ILGPU has no accelerator of the kind that was asked for.</summary>
public sealed class IlgpuException : Exception
{
    /// <summary>Makes the exception with its one-sentence message.</summary>
    public IlgpuException(string message) : base(message) { }
}
