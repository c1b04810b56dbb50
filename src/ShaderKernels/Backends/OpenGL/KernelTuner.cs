using System.Buffers.Binary;
using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// Chooses the fastest variant of a kernel by measuring all of them with timer queries when it is prepared, and remembers the choice in a
/// file. A file belongs to one kernel with its shapes on one version of one driver. Variants differ in the order of their sums, so results
/// may differ in rounding from those of another choice.
/// </summary>
/// <remarks>Files that cannot be read or written are measured again. Files that were not used for 60 days are deleted.</remarks>
public sealed class KernelTuner
{
    /// <summary>Increased when a variant becomes faster or slower than files remember it.</summary>
    private const int Version = 1;

    private const int Runs = 5;
    private readonly CacheFolder _files;

    /// <summary>Creates a tuner that remembers its choices in a folder, which is created when the first one is stored.</summary>
    public KernelTuner(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _files = new(folder, ".choice");
    }

    /// <summary>
    /// Gets the tuner with files in the user's folder for local application data; null where there is none, or where the environment
    /// variable VISION_KERNEL_TUNER is empty. Another value of it names another folder.
    /// </summary>
    public static KernelTuner? Default => CacheFolder.Default("VISION_KERNEL_TUNER", "choices") is { } folder ? new(folder) : null;

    /// <summary>Gets the number of kernels whose variants were measured.</summary>
    public int Measured { get; private set; }

    /// <summary>Gets the number of kernels whose choice came from a file.</summary>
    public int Loaded { get; private set; }

    /// <summary>Prepares the variant of a kernel that is the fastest here.</summary>
    /// <param name="device">The device.</param>
    /// <param name="kernel">What tells kernels apart: the shader and what specializes it.</param>
    /// <param name="variants">The variants, all prepared by <paramref name="prepare"/>.</param>
    /// <param name="prepare">Prepares a variant.</param>
    /// <param name="inputs">The shapes of the inputs.</param>
    /// <param name="output">The shape of the output.</param>
    internal Kernel Prepare<T>(OpenGLDevice device, string kernel, IReadOnlyList<T> variants, Func<T, Kernel> prepare,
        IReadOnlyList<Shape> inputs, Shape output)
    {
        string key = $"{kernel}\n{string.Join('\n', variants)}";
        if (Remembered(device.Gl, key, variants.Count) is not { } index)
        {
            index = Measure(device, variants, prepare, inputs, output);
            byte[] choice = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(choice, index);
            _files.TryWrite(device.Gl, key, Version, choice);
        }
        return prepare(variants[index]);
    }

    private int? Remembered(GL gl, string key, int variants)
    {
        if (!_files.TryRead(gl, key, out int version, out byte[] content) || version != Version || content.Length != sizeof(int))
            return null;
        int index = BinaryPrimitives.ReadInt32LittleEndian(content);
        if ((uint)index >= (uint)variants) return null;
        Loaded++;
        return index;
    }

    private int Measure<T>(OpenGLDevice device, IReadOnlyList<T> variants, Func<T, Kernel> prepare, IReadOnlyList<Shape> inputs,
        Shape output)
    {
        long allocated = DeviceBuffer.AllocatedBytesForCurrentThread;
        Tensor[] operands = [.. inputs.Append(output).Select(device.AllocateTensor)];
        uint[] queries = [.. Enumerable.Range(0, Runs + 1).Select(_ => device.Gl.GenQuery())];
        try
        {
            (int index, long least) = (0, long.MaxValue);
            for (int i = 0; i < variants.Count; i++)
            {
                using var candidate = prepare(variants[i]);
                long time = Time(device, candidate, operands, queries);
                if (time < least) (index, least) = (i, time);
            }
            Measured++;
            return index;
        }
        finally
        {
            foreach (var operand in operands) operand.Buffer.Dispose();
            foreach (uint query in queries) device.Gl.DeleteQuery(query);
            DeviceBuffer.ForgetAllocations(allocated);
        }
    }

    /// <summary>Returns the least time of a run in nanoseconds, after one that is not counted.</summary>
    private static long Time(OpenGLDevice device, Kernel kernel, Tensor[] operands, uint[] queries)
    {
        var gl = device.Gl;
        device.Begin();
        kernel.Prepack(operands.AsSpan(..^1));
        for (int run = -1; run < Runs; run++)
        {
            kernel.Run(operands.AsSpan(..^1), operands.AsSpan(^1..));
            gl.QueryCounter(queries[run + 1], QueryCounterTarget.Timestamp);
        }
        device.End();
        long least = long.MaxValue;
        gl.GetQueryObject(queries[0], QueryObjectParameterName.Result, out long before);
        for (int run = 1; run <= Runs; run++)
        {
            gl.GetQueryObject(queries[run], QueryObjectParameterName.Result, out long after);
            (least, before) = (Math.Min(least, after - before), after);
        }
        return least;
    }
}
