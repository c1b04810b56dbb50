namespace ILGPU.Runtime;

/// <summary>A GPU's driver refused something. No accelerator of this stand-in throws it.</summary>
public abstract class AcceleratorException : Exception
{
    private protected AcceleratorException(string message) : base(message) { }

    public abstract AcceleratorType AcceleratorType { get; }
}
