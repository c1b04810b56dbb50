using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Agents;

namespace VisionAgent;

/// <summary>
/// A small game seen through its pixels: move the white square to the gray light. Replace it with yours. Reaching the light is worth 1 and
/// ends the episode; an episode that takes too long is truncated.
/// </summary>
internal sealed class LightEnvironment : IEnvironment
{
    /// <summary>The width and height of a frame in pixels.</summary>
    public const int Size = Cells * CellSize;

    private const int Cells = 7, CellSize = 6, StepLimit = 20;
    private readonly (int X, int Y)[] _players, _lights;
    private readonly int[] _steps;
    private readonly bool[] _ended;
    private readonly float[] _pixels;
    private Random _random = new(0);

    /// <summary>Creates games that are played side by side.</summary>
    /// <param name="device">The device of the agent, which reads the frames there.</param>
    /// <param name="count">The number of games.</param>
    public LightEnvironment(Device device, int count)
    {
        Count = count;
        (_players, _lights, _steps, _ended) = (new (int, int)[count], new (int, int)[count], new int[count], new bool[count]);
        _pixels = new float[count * Size * Size];
        Observations = device.AllocateTensor([count, 1, Size, Size]);
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int ActionCount => 4;

    /// <inheritdoc/>
    public Tensor Observations { get; }

    /// <inheritdoc/>
    public int Stack => 1;

    /// <inheritdoc/>
    public void Reset(ulong seed)
    {
        _random = new Random((int)seed);
        for (int game = 0; game < Count; game++) Begin(game);
        Draw();
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<int> actions, Span<float> rewards, Span<bool> terminated, Span<bool> truncated)
    {
        for (int game = 0; game < Count; game++)
        {
            (rewards[game], terminated[game], truncated[game]) = (0, false, false);
            if (_ended[game])
            {
                Begin(game); // the step after an end only begins the next episode
                continue;
            }
            _players[game] = Move(_players[game], actions[game]);
            terminated[game] = _players[game] == _lights[game];
            truncated[game] = !terminated[game] && ++_steps[game] == StepLimit;
            rewards[game] = terminated[game] ? 1 : 0;
            _ended[game] = terminated[game] || truncated[game];
        }
        Draw();
    }

    /// <inheritdoc/>
    public void Dispose() => Observations.Buffer.Dispose();

    private static (int X, int Y) Move((int X, int Y) place, int action) => action switch
    {
        0 => (Math.Max(place.X - 1, 0), place.Y),
        1 => (Math.Min(place.X + 1, Cells - 1), place.Y),
        2 => (place.X, Math.Max(place.Y - 1, 0)),
        _ => (place.X, Math.Min(place.Y + 1, Cells - 1)),
    };

    private void Begin(int game)
    {
        (_steps[game], _ended[game]) = (0, false);
        _players[game] = (_random.Next(Cells), _random.Next(Cells));
        do _lights[game] = (_random.Next(Cells), _random.Next(Cells));
        while (_lights[game] == _players[game]);
    }

    private void Draw()
    {
        Array.Clear(_pixels);
        for (int game = 0; game < Count; game++)
        {
            Fill(game, _lights[game], 0.5f);
            Fill(game, _players[game], 1);
        }
        Observations.Write(_pixels);
    }

    private void Fill(int game, (int X, int Y) cell, float brightness)
    {
        for (int y = 0; y < CellSize; y++)
            _pixels.AsSpan((game * Size + cell.Y * CellSize + y) * Size + cell.X * CellSize, CellSize).Fill(brightness);
    }
}
