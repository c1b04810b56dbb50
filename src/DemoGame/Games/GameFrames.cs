using ShaderKernels.Tensors;
using Silk.NET.OpenGL;
using VisionRuntime.Data;

namespace DemoGame.Games;

/// <summary>What a network is to make of the frames of a game.</summary>
public enum FrameTarget
{
    /// <summary>The frame itself, without a target.</summary>
    None,

    /// <summary>The game drawn at full size, from the game drawn at half the size.</summary>
    FullSize,

    /// <summary>The frame without the noise that was added to it.</summary>
    Clean,

    /// <summary>The layer of each pixel: sky, ground, actors.</summary>
    Layers,
}

/// <summary>
/// The frames of a game as a data set: the game plays by itself, with some random actions, and every few steps a frame is kept. The seed
/// decides the frames; those for validation and testing are of episodes that were not trained on.
/// </summary>
public static class GameFrames
{
    /// <summary>The standard deviation of the noise, from 0 to 1: the 25 of 255 levels of Zhang et al. 2017.</summary>
    public const float Noise = 25 / 255f;

    /// <summary>How many pixels of a frame a pixel of the world is, as in the window of the game.</summary>
    private const int Scale = 5;

    /// <summary>By how much frames are reduced of which the whole is seen; each pixel is the mean of 4 by 4.</summary>
    private const int Reduction = 4;

    private const int MostStepsBetween = 12, PlacesTried = 3;
    private const float RandomActions = 0.15f;

    private static readonly string[] LayerNames = ["sky", "ground", "actors"];

    /// <summary>Plays the game and keeps frames.</summary>
    /// <param name="gl">The context that draws, current on this thread.</param>
    /// <param name="definition">The game.</param>
    /// <param name="target">What the network is to make of them.</param>
    /// <param name="size">
    /// The height and width of the pictures that the network makes. For <see cref="FrameTarget.FullSize"/> and
    /// <see cref="FrameTarget.Clean"/> they are random parts of the frame, otherwise the whole frame.
    /// </param>
    /// <param name="seed">The random seed: the same seed gives the same frames.</param>
    /// <param name="training">The number of training samples.</param>
    /// <param name="test">The number of test samples, and of validation samples.</param>
    /// <exception cref="DatasetException">The game does not say what it draws, or the parts do not fit into its frames.</exception>
    public static DatasetSplits Create(
        GL gl, GameDefinition definition, FrameTarget target, int size, int seed = 0, int training = 1_000, int test = 100)
    {
        ArgumentNullException.ThrowIfNull(definition);
        string name = definition.Name;
        using var recorder = new Recorder(gl, definition, target, size);
        return new(name, recorder.Record(seed * 3, training), recorder.Record(seed * 3 + 1, test), recorder.Record(seed * 3 + 2, test));
    }

    private sealed class Recorder : IDisposable
    {
        private readonly GameDefinition _definition;
        private readonly FrameTarget _target;
        private readonly int _size;
        private readonly IGame _game;
        private readonly MaskedGame _masked;
        private readonly GameCanvas _frame;
        private readonly GameCanvas? _second;

        public Recorder(GL gl, GameDefinition definition, FrameTarget target, int size)
        {
            (_definition, _target, _size, _game) = (definition, target, size, definition.Create());
            _masked = new MaskedGame(_game);
            bool parts = target is FrameTarget.FullSize or FrameTarget.Clean;
            int width = parts ? _game.Width * Scale : size * Reduction, height = parts ? _game.Height * Scale : size * Reduction;
            if (parts && (size > width || size > height))
                throw new DatasetException($"{definition.Name}: parts of {size} by {size} do not fit into frames of {width} by {height}");
            if (target == FrameTarget.FullSize && size % 2 != 0)
                throw new DatasetException($"{definition.Name}: the size {size} has no half; choose an even one");
            // At an even scale the half-size drawing covers the same world.
            (width, height) = (width / 2 * 2, height / 2 * 2);
            _frame = new GameCanvas(gl, width, height);
            _second = target switch
            {
                FrameTarget.FullSize => new GameCanvas(gl, width / 2, height / 2),
                FrameTarget.Layers => new GameCanvas(gl, width, height),
                _ => null,
            };
        }

        public FrameDataset Record(int seed, int count)
        {
            var random = new Random(seed);
            int inputSide = _target == FrameTarget.FullSize ? _size / 2 : _size, inputLength = 3 * inputSide * inputSide;
            int targetLength = _target switch { FrameTarget.None => 0, FrameTarget.Layers => _size * _size, _ => 3 * _size * _size };
            byte[] inputs = new byte[count * inputLength], targets = new byte[count * targetLength];
            _game.Reset((ulong)(uint)random.Next());
            for (int i = 0; i < count; i++)
            {
                for (int steps = 1 + random.Next(MostStepsBetween); steps > 0; steps--) Step(random);
                var input = inputs.AsSpan(i * inputLength, inputLength);
                var target = targets.AsSpan(i * targetLength, targetLength);
                Keep(random, inputSide, input, target);
            }
            var (kind, shape) = _target switch
            {
                FrameTarget.None => (TargetKind.None, Shape.Scalar),
                FrameTarget.Layers => (TargetKind.Mask, [_size, _size]),
                _ => (TargetKind.Values, [3, _size, _size]),
            };
            return new FrameDataset(_definition.Name, inputSide, kind, shape, inputs, targets)
            {
                Classes = _target == FrameTarget.Layers ? [.. LayerNames] : [],
                Noise = _target == FrameTarget.Clean ? Noise : 0,
                NoiseSeed = seed,
            };
        }

        public void Dispose()
        {
            _frame.Dispose();
            _second?.Dispose();
        }

        private void Step(Random random)
        {
            if (_game.Ended) _game.Reset((ulong)(uint)random.Next());
            bool isRandom = _game is not IScriptedPlayer || random.NextSingle() < RandomActions;
            _game.Step(isRandom ? random.Next(_definition.Actions.Count) : ((IScriptedPlayer)_game).BestAction());
        }

        private void Keep(Random random, int inputSide, Span<byte> input, Span<byte> target)
        {
            _frame.Draw(_game);
            var (x, y) = _target is FrameTarget.FullSize or FrameTarget.Clean ? Place(random) : (0, 0);
            switch (_target)
            {
                case FrameTarget.FullSize:
                    _second!.Draw(_game);
                    _second.Part(x / 2, y / 2, inputSide, input);
                    _frame.Part(x, y, _size, target);
                    break;
                case FrameTarget.Clean:
                    _frame.Part(x, y, _size, input);
                    input.CopyTo(target);
                    break;
                default:
                    _frame.Reduced(_size, Reduction, input);
                    if (_target == FrameTarget.Layers) KeepLayers(target);
                    break;
            }
        }

        /// <summary>
        /// Chooses a part of the frame: of a few random ones that with the most edges, since most of a frame is plain. The corner is even,
        /// so that the half-size part begins at a whole pixel.
        /// </summary>
        private (int X, int Y) Place(Random random)
        {
            var best = (X: 0, Y: 0);
            int most = -1;
            for (int i = 0; i < PlacesTried; i++)
            {
                int x = random.Next((_frame.Width - _size) / 2 + 1) * 2, y = random.Next((_frame.Height - _size) / 2 + 1) * 2;
                int edges = _frame.Edges(x, y, _size);
                if (edges > most) (best, most) = ((x, y), edges);
            }
            return best;
        }

        private void KeepLayers(Span<byte> target)
        {
            _second!.Draw(_masked);
            if (!_masked.HasLayers)
                throw new DatasetException($"{_definition.Name}: the game does not say which of its parts are sky, ground and actors");
            byte[] colors = new byte[3 * target.Length];
            _second.Reduced(_size, Reduction, colors);
            for (int i = 0; i < target.Length; i++)
            {
                byte red = colors[i], green = colors[target.Length + i], blue = colors[2 * target.Length + i];
                target[i] = (byte)(blue >= Math.Max(red, green) ? 2 : green >= red ? 1 : 0);
            }
        }
    }
}
