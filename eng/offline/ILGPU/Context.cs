using System.Collections.Immutable;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace ILGPU;

/// <summary>What ILGPU found on this machine.</summary>
public sealed class Context : IDisposable
{
    /// <summary>The assembly that the package generates: it has to see the types of a kernel's parameters.</summary>
    public const string RuntimeAssemblyName = "ILGPURuntime";

    private Context(ImmutableArray<Device> devices) => Devices = devices;

    public ImmutableArray<Device> Devices { get; }

    public static Builder Create() => new();

    public static Context Create(Action<Builder> buildingCallback)
    {
        var builder = Create();
        buildingCallback(builder);
        return builder.ToContext();
    }

    public static Context CreateDefault() => Create(builder => builder.Default());

    public Device GetPreferredDevice(bool preferCPU) =>
        Devices.FirstOrDefault(device => device.AcceleratorType == AcceleratorType.CPU == preferCPU) ?? Devices[0];

    public ImmutableArray<Device>.Enumerator GetEnumerator() => Devices.GetEnumerator();

    public void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Says what to look for.</summary>
    public sealed class Builder
    {
        internal Builder() { }

        internal List<Device> Devices { get; } = [];

        public Builder Default() => AllAccelerators();

        public Builder AllAccelerators() => this.DefaultCPU();

        public Context ToContext() => new([.. Devices]);
    }
}

/// <summary>A kernel cannot be compiled.</summary>
public sealed class InternalCompilerException : Exception
{
    public InternalCompilerException() { }

    public InternalCompilerException(string message) : base(message) { }

    public InternalCompilerException(string message, Exception innerException) : base(message, innerException) { }
}
