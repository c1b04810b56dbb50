using ShaderKernels.Backends.Cpu;
using VisionRuntime.Compilation;
using VisionRuntime.Data;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace VisionRuntime.External;

/// <summary>Reads a number of a fixed length by a classifier of digits, which was trained on samples cut from the screen.</summary>
internal sealed class TrainedReader : INumberReader
{
    private const int Classes = 10;

    private readonly ScoreDescription _score;
    private readonly CpuDevice _device = new(1);
    private readonly Variables _variables;
    private readonly Plan _plan;
    private readonly string _input;
    private readonly byte[] _strip, _cell;
    private readonly float[] _cells, _probabilities;
    private readonly float _mean, _scale;
    private readonly int _width;

    /// <summary>Loads the classifier.</summary>
    /// <exception cref="GameDescriptionException">The file is not a classifier of ten digits in grayscale.</exception>
    public TrainedReader(GameDescription game, ScoreDescription score)
    {
        _score = score;
        string file = game.PathOf(score.Network!);
        var network = Open(file);
        if (network is not { Task: ModelTask.Classification, InputShape: { Rank: 4 } shape } || shape[1] != 1 || network.Outputs != Classes)
            throw new GameDescriptionException($"{file}: not a classifier of ten digits that takes grayscale images [1, 1, H, W]");
        _width = shape[3];
        _strip = new byte[score.Area.Width * score.Area.Height * 4];
        _cell = new byte[shape[2] * _width];
        _cells = new float[score.Digits * _cell.Length];
        _probabilities = new float[score.Digits * Classes];
        var preprocessing = network.Preprocessing;
        _mean = preprocessing is { Mean: [var mean, ..] } ? mean : 0;
        _scale = 1 / (preprocessing is { StandardDeviation: [var deviation, ..] } ? deviation : 1);
        _input = network.InputName;
        _variables = new(_device);
        _plan = Plan.Compile(network.ToGraph(score.Digits), _device, _variables);
    }

    /// <inheritdoc/>
    public bool TryRead(ScreenView screen, out long number)
    {
        number = 0;
        int rowBytes = _score.Area.Width * 4;
        for (int y = 0; y < _score.Area.Height; y++)
        {
            var row = screen.Row(_score.Area.X, _score.Area.Y + y, _score.Area.Width);
            if (row.Length < rowBytes) return false; // the window was made smaller
            row.CopyTo(_strip.AsSpan(y * rowBytes));
        }
        float cellWidth = (float)_score.Area.Width / _score.Digits;
        for (int digit = 0; digit < _score.Digits; digit++)
        {
            NumberStrips.ReadCell(_strip, _score.Area.Width, digit * cellWidth, cellWidth, _cell, _width);
            var cell = _cells.AsSpan(digit * _cell.Length, _cell.Length);
            for (int i = 0; i < cell.Length; i++) cell[i] = (_cell[i] / 255f - _mean) * _scale;
        }
        _plan.Input(_input).Write(_cells);
        _plan.Run();
        _plan.Output("probabilities").Read(_probabilities);
        for (int digit = 0; digit < _score.Digits; digit++)
        {
            var probabilities = _probabilities.AsSpan(digit * Classes, Classes);
            int best = 0;
            for (int i = 1; i < Classes; i++)
            {
                if (probabilities[i] > probabilities[best]) best = i;
            }
            if (probabilities[best] < _score.LowestProbability) return false;
            number = number * 10 + best;
        }
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _plan.Dispose();
        _variables.Dispose();
        _device.Dispose();
    }

    private static NetworkDefinition Open(string file)
    {
        try
        {
            return ModelFile.Open(file);
        }
        catch (Exception exception) when (exception is CheckpointException or UnknownModelException or Formats.Onnx.OnnxException)
        {
            throw new GameDescriptionException(exception.Message, exception);
        }
    }
}
