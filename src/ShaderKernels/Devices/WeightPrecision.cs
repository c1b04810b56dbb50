namespace ShaderKernels.Devices;

/// <summary>The precision in which kernels keep weights that stay the same from run to run. Sums are always of single precision.</summary>
public enum WeightPrecision
{
    /// <summary>32 bits, exactly as they were written.</summary>
    Single,

    /// <summary>
    /// 16 bits (IEEE 754 binary16), which halves the memory that is read: rounded to 11 significant bits, and infinite beyond 65504. The
    /// weights of convolutions and matrix products are kept so; biases, other operators and activations stay in single precision.
    /// </summary>
    Half,
}
