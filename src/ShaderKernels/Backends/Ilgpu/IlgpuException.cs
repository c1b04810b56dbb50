namespace ShaderKernels.Backends.Ilgpu;

/// <summary>The exception that is thrown when the requested ILGPU accelerator is unknown or not available.</summary>
public sealed class IlgpuException : Exception
{
    /// <summary>Initializes the exception with a message of one sentence.</summary>
    public IlgpuException(string message) : base(message) { }
}
