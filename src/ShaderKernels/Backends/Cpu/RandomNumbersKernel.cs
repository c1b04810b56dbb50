using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>Random numbers, four from each block of the generator; threads split the blocks.</summary>
internal sealed unsafe class RandomNumbersKernel : Kernel, IParallelWork
{
    private const int BlocksPerPart = 1024;
    private const float Unit = 1f / 16777216;

    private readonly CpuDevice _device;
    private readonly bool _normal;
    private readonly uint _key0, _key1;
    private readonly long _count;
    private uint _low, _high;
    private float* _output;

    public RandomNumbersKernel(CpuDevice device, RandomNumbers random, IReadOnlyList<Shape> inputs)
    {
        _count = random.InferShapes(inputs)[0].Count;
        (_device, _normal, _key0, _key1) = (device, random.Distribution == Distribution.Normal, (uint)random.Stream,
            (uint)(random.Stream >> 32));
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        float* counter = inputs[0].Pointer();
        (_low, _high) = ((uint)counter[0], (uint)counter[1]);
        _output = outputs[0].Pointer();
        long blocks = (_count + 3) / 4;
        _device.Team.Run(this, (int)((blocks + BlocksPerPart - 1) / BlocksPerPart));
    }

    public void Execute(int part)
    {
        long first = (long)part * BlocksPerPart, last = Math.Min(first + BlocksPerPart, (_count + 3) / 4);
        float* four = stackalloc float[4];
        for (long block = first; block < last; block++)
        {
            uint a = (uint)block, b = 0, c = _low, d = _high;
            Philox.Encrypt(ref a, ref b, ref c, ref d, _key0, _key1);
            long offset = block * 4;
            float* to = offset + 4 <= _count ? _output + offset : four;
            if (_normal)
            {
                Normal(a, b, to);
                Normal(c, d, to + 2);
            }
            else (to[0], to[1], to[2], to[3]) = ((a >> 8) * Unit, (b >> 8) * Unit, (c >> 8) * Unit, (d >> 8) * Unit);
            if (to == four) new ReadOnlySpan<float>(four, (int)(_count - offset)).CopyTo(new Span<float>(_output + offset, 4));
        }
    }

    /// <summary>The Box-Muller transform; the radius comes from a uniform value in (0, 1].</summary>
    private static void Normal(uint x, uint y, float* to)
    {
        float radius = MathF.Sqrt(-2 * MathF.Log(((x >> 8) + 1) * Unit));
        var (sine, cosine) = MathF.SinCos((y >> 8) * (Unit * MathF.Tau));
        (to[0], to[1]) = (radius * cosine, radius * sine);
    }
}
