namespace ShaderKernels.Devices;

/// <summary>The kinds of device that operators run on.</summary>
public enum DeviceKind
{
    /// <summary>The CPU, with SIMD instructions and all cores.</summary>
    Cpu,

    /// <summary>A GPU through OpenGL 4.3 compute shaders, in the game's context.</summary>
    OpenGL,

    /// <summary>A CUDA or OpenCL accelerator through ILGPU.</summary>
    Ilgpu,
}
