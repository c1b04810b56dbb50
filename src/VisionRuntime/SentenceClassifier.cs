using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using VisionRuntime.Models;

namespace VisionRuntime;

/// <summary>
/// Classifies sentences with a network and the vocabulary in its file, such as what players write:
/// <c>new SentenceClassifier("model.onnx").Classify("the boss fight is not fair")</c>.
/// </summary>
public sealed class SentenceClassifier : IDisposable
{
    private readonly Worker _worker;
    private readonly CpuDevice? _own;
    private readonly float[] _indices;

    /// <summary>Loads a model.</summary>
    /// <param name="file">An ONNX file with a vocabulary, as <c>fit sentences:FILE --model text-cnn</c> saves it.</param>
    /// <param name="device">The device that runs the network; the CPU if null.</param>
    /// <exception cref="ArgumentException">The model has no vocabulary, or does not classify.</exception>
    public SentenceClassifier(string file, Device? device = null) : this(Model.Load(file), device)
    {
    }

    /// <summary>Makes a model ready.</summary>
    /// <param name="model">A classifier with a vocabulary.</param>
    /// <param name="device">The device that runs the network; the CPU if null.</param>
    /// <exception cref="ArgumentException">The model has no vocabulary, or does not classify.</exception>
    public SentenceClassifier(Model model, Device? device = null)
    {
        if (model.Vocabulary is null || model.Task != ModelTask.Classification)
        {
            throw new ArgumentException(
                $"{model.Name}: the model does not classify sentences, or has no vocabulary; train one with "
                + "fit sentences:FILE --model text-cnn", nameof(model));
        }
        Model = model;
        _indices = new float[model.InputShape.Count];
        if (device is null) device = _own = new CpuDevice(1);
        _worker = new Worker(model, device);
    }

    /// <summary>Gets the model.</summary>
    public Model Model { get; }

    /// <summary>Classifies a sentence.</summary>
    /// <param name="sentence">The sentence; words that the vocabulary does not have count as unknown, and those beyond the network's length
    /// are left out.</param>
    /// <returns>The most probable class with its probability.</returns>
    public Classification Classify(string sentence)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        Model.Vocabulary!.Encode(sentence, _indices);
        _worker.Run(_indices);
        var probabilities = _worker.Output(VisionRuntime.Model.Probabilities);
        int best = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(probabilities);
        return new(best, Model.LabelOf(best), probabilities[best]);
    }

    /// <summary>Releases the network, and the device if it was created here.</summary>
    public void Dispose()
    {
        _worker.Dispose();
        _own?.Dispose();
    }
}
