namespace ShaderKernels.Devices;

/// <summary>The exception that is thrown when a device does not have enough memory.</summary>
public sealed class OutOfDeviceMemoryException : Exception
{
    /// <summary>Creates the exception for an allocation of the given size.</summary>
    public OutOfDeviceMemoryException(string device, long bytes, Exception? inner = null)
        : base($"{device}: {bytes / 1048576.0:F1} MiB could not be allocated; use a smaller batch", inner) { }
}
