using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Agents;

namespace VisionRuntime.Tests.Literals;

/// <summary>
/// An environment of two states whose course does not depend on the actions. Where each step ends the episode it goes from state 0 to state
/// 1 and begins again;
/// otherwise it stays in state 0 forever. Observations are one-hot, [count, 1, 1, 2].
/// </summary>
internal sealed class ScriptedEnvironment(Device device, int count, float reward, bool terminates = false, bool truncates = false)
    : IEnvironment
{
    private readonly float[] _pixels = new float[count * 2];
    private bool _over;

    /// <summary>Gets the actions that were taken, in order.</summary>
    public List<int> Taken { get; } = [];

    public int Count => count;

    public int ActionCount => 3;

    public Tensor Observations { get; } = device.AllocateTensor([count, 1, 1, 2]);

    public int Stack => 1;

    public void Reset(ulong seed) => Show(over: false);

    public void Step(ReadOnlySpan<int> actions, Span<float> rewards, Span<bool> terminated, Span<bool> truncated)
    {
        Taken.AddRange(actions);
        bool ends = (terminates || truncates) && !_over;
        // The step after an end is ignored and only begins the next episode.
        rewards.Fill(_over ? 0 : reward);
        terminated.Fill(ends && terminates);
        truncated.Fill(ends && truncates);
        Show(ends);
    }

    public void Dispose() => Observations.Buffer.Dispose();

    private void Show(bool over)
    {
        _over = over;
        for (int i = 0; i < _pixels.Length; i++) _pixels[i] = i % 2 == (over ? 1 : 0) ? 1 : 0;
        Observations.Write(_pixels);
    }
}
