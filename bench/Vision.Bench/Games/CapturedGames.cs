using DemoGame.Games;
using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using Silk.NET.OpenGL;
using VisionRuntime.Agents;
using VisionRuntime.Capture;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace Vision.Bench.Games;

/// <summary>Instances of a game that are drawn into one picture, captured and given to a network, one stage at a time.</summary>
internal sealed class CapturedGames : IDisposable
{
    private readonly GL _gl;
    private readonly Device _device;
    private readonly IGame[] _games;
    private readonly GameAtlas _atlas;
    private readonly FramebufferSource _source;
    private readonly ImageKernel _kernel;
    private readonly Tensor _restart, _observations;
    private readonly Variables _variables;
    private readonly QPolicy _policy;
    private readonly int[] _actions;
    private Frame _frame;

    /// <summary>Creates the instances, the capture and the network; the context must be current.</summary>
    public CapturedGames(GL gl, string game, int count, Device device)
    {
        (_gl, _device, _actions) = (gl, device, new int[count]);
        var definition = GameCatalog.Find(game);
        _games = [.. Enumerable.Range(0, count).Select(_ => definition.Create())];
        for (int i = 0; i < count; i++) _games[i].Reset((ulong)i);
        int rows = Enumerable.Range(1, count).Last(n => count % n == 0 && n * n <= count);
        _atlas = new GameAtlas(gl, count, _games[0].Width, _games[0].Height, count / rows);
        _source = new FramebufferSource(gl, _atlas.Framebuffer, _atlas.Width, _atlas.Height) { Delivery = FrameDelivery.Now };
        var operation = GameEnvironment.DefaultView.ToOperator(_atlas.Width, _atlas.Height, _atlas.Columns, _atlas.Rows);
        _kernel = device.Prepare(operation, _atlas.Width, _atlas.Height);
        _restart = device.AllocateTensor([count]);
        _restart.Write(new float[count]);
        _observations = device.AllocateTensor(operation.InferShape(_atlas.Width, _atlas.Height));
        _variables = new Variables(device, seed: 1);
        _policy = new QPolicy(DqnNetworks.Small, _observations, definition.Actions.Count, device, _variables);
        (Count, Picture) = (count, (_atlas.Width, _atlas.Height));
    }

    public int Count { get; }

    /// <summary>The size of the picture with all instances, in pixels.</summary>
    public (int Width, int Height) Picture { get; }

    /// <summary>Advances every game by one step, or begins it anew where it has ended.</summary>
    public void Play()
    {
        for (int i = 0; i < _games.Length; i++)
        {
            if (_games[i].Ended) _games[i].Reset((ulong)i);
            else _games[i].Step(_actions[i]);
        }
    }

    public void Draw() => _atlas.Render(_games);

    /// <summary>Makes the picture readable by the device: a texture for OpenGL, bytes for the others.</summary>
    public void Read()
    {
        if (!_source.TryCapture(_device.Kind, out _frame)) throw new InvalidOperationException("the picture could not be captured");
    }

    /// <summary>Turns the picture into observations.</summary>
    public void Observe()
    {
        _device.Begin();
        _kernel.Run(_frame.Image, _restart, _observations);
        _device.End();
    }

    /// <summary>Runs the network on all observations and takes the best action of each game.</summary>
    public void Choose()
    {
        _policy.Evaluate();
        for (int i = 0; i < _actions.Length; i++) _actions[i] = _policy.Best(i);
    }

    /// <summary>Waits until everything so far is done, also what was drawn.</summary>
    public void Finish()
    {
        _device.Finish();
        _gl.Finish();
    }

    public void Dispose()
    {
        _policy.Dispose();
        _variables.Dispose();
        _observations.Buffer.Dispose();
        _restart.Buffer.Dispose();
        _kernel.Dispose();
        _source.Dispose();
        _atlas.Dispose();
    }
}
