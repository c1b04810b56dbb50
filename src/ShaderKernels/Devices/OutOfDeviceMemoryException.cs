namespace ShaderKernels.Devices;

/// <summary>A device could not hold what was asked of it.</summary>
public sealed class OutOfDeviceMemoryException : Exception
{
    /// <summary>Says what was asked for and offers the usual way out.</summary>
    public OutOfDeviceMemoryException(string device, long bytes, Exception? inner = null)
        : base($"{device}: {bytes / 1048576.0:F1} MiB could not be allocated; if it does not fit, lower the batch size", inner) { }
}
