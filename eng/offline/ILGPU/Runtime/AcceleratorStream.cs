namespace ILGPU.Runtime;

/// <summary>Work for an accelerator, in order. A launch is finished when it returns here; a GPU's is not, so the caller synchronizes all the same.</summary>
public abstract class AcceleratorStream : AcceleratorObject
{
    private protected AcceleratorStream(Accelerator accelerator) : base(accelerator) { }

    public void Synchronize() { }
}
