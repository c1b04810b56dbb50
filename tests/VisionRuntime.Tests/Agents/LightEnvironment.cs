using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Agents;

namespace VisionRuntime.Tests.Agents;

/// <summary>A light is left, in the middle or right; naming its place brings half a point, another place costs half. Two rounds an episode.</summary>
internal sealed class LightEnvironment(Device device, int count) : IEnvironment
{
    private readonly Random[] _random = new Random[count];
    private readonly int[] _place = new int[count], _round = new int[count];
    private readonly float[] _pixels = new float[count * 36], _potentials = new float[count];

    public float Reward { get; set; } = 0.5f;

    /// <summary>Gets whether the rewards are 0 and what they would be is added to the potential.</summary>
    public bool HasPotential { get; init; }

    public ReadOnlySpan<float> Potentials => HasPotential ? _potentials : [];

    public int Count => count;

    /// <summary>Gets the right action in an environment, or -1 after the end of its episode.</summary>
    public int Right(int environment) => _round[environment] == 2 ? -1 : _place[environment];

    public int ActionCount => 3;

    public Tensor Observations { get; } = device.AllocateTensor([count, 1, 6, 6]);

    public int Stack => 1;

    public void Reset(ulong seed)
    {
        for (int e = 0; e < count; e++)
        {
            _random[e] = new Random((int)seed * 100 + e);
            _round[e] = 0;
            _place[e] = _random[e].Next(3);
        }
        Show();
    }

    public void Step(ReadOnlySpan<int> actions, Span<float> rewards, Span<bool> terminated, Span<bool> truncated)
    {
        truncated.Clear();
        for (int e = 0; e < count; e++)
        {
            bool over = _round[e] == 2;
            rewards[e] = over ? 0 : actions[e] == _place[e] ? Reward : -0.5f;
            if (HasPotential) (_potentials[e], rewards[e]) = (_potentials[e] + rewards[e], 0);
            _round[e] = over ? 0 : _round[e] + 1;
            terminated[e] = _round[e] == 2;
            _place[e] = _random[e].Next(3);
        }
        Show();
    }

    public void Dispose() => Observations.Buffer.Dispose();

    private void Show()
    {
        Array.Clear(_pixels);
        for (int e = 0; e < count; e++)
        {
            for (int y = 2; y < 4; y++)
            {
                for (int x = 0; x < 2; x++) _pixels[e * 36 + y * 6 + _place[e] * 2 + x] = 1;
            }
        }
        Observations.Write(_pixels);
    }
}
