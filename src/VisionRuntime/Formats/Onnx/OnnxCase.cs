using ShaderKernels.Devices;

namespace VisionRuntime.Formats.Onnx;

/// <summary>
/// One folder of ONNX's backend tests: <c>model.onnx</c> and, in <c>test_data_set_N</c>, <c>input_N.pb</c> and the <c>output_N.pb</c> that a
/// right implementation computes from them.
/// </summary>
/// <param name="Folder">The folder.</param>
public sealed record OnnxCase(string Folder)
{
    /// <summary>Numbers may differ from the expected by this part of them...</summary>
    public const double RelativeTolerance = 1e-3;

    /// <summary>...and by this much; whole numbers and bool not at all.</summary>
    public const double AbsoluteTolerance = 1e-5;

    private const string ModelFile = "model.onnx";

    /// <summary>The folder's name.</summary>
    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Folder));

    /// <summary>The cases anywhere below a folder, itself included, by path.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<OnnxCase> Below(string folder) =>
        [.. Directory.EnumerateFiles(folder, ModelFile, SearchOption.AllDirectories).Select(file => Path.GetDirectoryName(Path.GetFullPath(file))!)
            .Where(found => DataSets(found).Length > 0).Order(StringComparer.Ordinal).Select(found => new OnnxCase(found))];

    /// <summary>Runs the model on every data set and compares.</summary>
    public OnnxVerdict Run(Device device)
    {
        try
        {
            var model = OnnxModel.Load(Path.Combine(Folder, ModelFile));
            foreach (string set in DataSets(Folder))
            {
                var inputs = Read(set, "input", model.Inputs);
                using var session = OnnxSession.For(model, device, inputs);
                var expected = Read(set, "output", model.Outputs);
                var computed = session.Run(inputs);
                if (session.DrawsNumbers)
                {
                    string? wrong = model.Outputs.Where(port => expected.ContainsKey(port.Name)).Select(port => Unlike(port.Name, computed[port.Name][0], expected[port.Name][0])).FirstOrDefault(why => why is not null);
                    return wrong is null ? new(OnnxOutcome.Unsupported, $"{string.Join(", ", Import.Randoms.Used(model))} (the standard leaves the random numbers open; shapes and types agree)") : new(OnnxOutcome.Failed, wrong);
                }
                foreach (var port in model.Outputs)
                {
                    if (!expected.TryGetValue(port.Name, out var wanted)) return new(OnnxOutcome.Failed, $"there is no expected '{port.Name}' in {Path.GetFileName(set)}");
                    if (Difference(port.Name, computed[port.Name], wanted) is { } why) return new(OnnxOutcome.Failed, why);
                }
            }
            return new(OnnxOutcome.Passed, "");
        }
        catch (OnnxUnsupportedException exception)
        {
            return new(OnnxOutcome.Unsupported, string.Join(", ", exception.Operators));
        }
        catch (Exception exception) when (exception is OnnxException or ShaderKernels.Tensors.ShapeException or NotSupportedException or OutOfDeviceMemoryException or ArgumentException)
        {
            return new(OnnxOutcome.Failed, exception.Message);
        }
    }

    private static string[] DataSets(string folder) => [.. Directory.EnumerateDirectories(folder, "test_data_set_*").Order(StringComparer.Ordinal)];

    private static Dictionary<string, IReadOnlyList<OnnxTensor>> Read(string set, string what, IReadOnlyList<OnnxPort> ports)
    {
        var read = new Dictionary<string, IReadOnlyList<OnnxTensor>>(StringComparer.Ordinal);
        for (int i = 0; i < ports.Count; i++)
        {
            string file = Path.Combine(set, $"{what}_{i}.pb");
            if (File.Exists(file)) read.Add(ports[i].Name, [.. OnnxValueFile.Read(file, ports[i].Kind).Select(tensor => AsDeclared(tensor, ports[i].Type))]);
        }
        return read;
    }

    /// <summary>The standard's tests keep bfloat16 numbers as the whole numbers that their bits are.</summary>
    private static OnnxTensor AsDeclared(OnnxTensor tensor, OnnxType type) => type == OnnxType.BFloat16 && tensor.Type == OnnxType.UInt16
        ? OnnxTensor.FromFloats(type, tensor.Shape, Array.ConvertAll(tensor.ToIntegers(), bits => BitConverter.Int32BitsToSingle((int)bits << 16)))
        : tensor;

    /// <summary>What is wrong with an output, or null.</summary>
    internal static string? Difference(string name, IReadOnlyList<OnnxTensor> computed, IReadOnlyList<OnnxTensor> expected)
    {
        if (computed.Count != expected.Count) return $"{name}: {computed.Count} tensors instead of {expected.Count}";
        return computed.Zip(expected, (ours, theirs) => Difference(name, ours, theirs)).FirstOrDefault(why => why is not null);
    }

    private static string? Unlike(string name, OnnxTensor computed, OnnxTensor expected)
    {
        if (computed.Type != expected.Type) return $"{name}: {computed.Type} instead of {expected.Type}";
        return computed.Shape != expected.Shape ? $"{name}: {computed.Shape} instead of {expected.Shape}" : null;
    }

    private static string? Difference(string name, OnnxTensor computed, OnnxTensor expected)
    {
        if (Unlike(name, computed, expected) is { } why) return why;
        bool exact = !computed.Type.IsFloat();
        for (int i = 0; i < computed.Count; i++)
        {
            double ours = computed[i], theirs = expected[i];
            bool close = ours.Equals(theirs) || !exact && Math.Abs(ours - theirs) <= AbsoluteTolerance + RelativeTolerance * Math.Abs(theirs) && double.IsFinite(theirs);
            if (!close) return FormattableString.Invariant($"{name}: {ours:R} instead of {theirs:R} at element {i} of {computed.Shape}");
        }
        return null;
    }
}

/// <summary>How a case ended.</summary>
/// <param name="Outcome">Passed, failed or unsupported.</param>
/// <param name="Why">What was different, or the operators that are not supported.</param>
public sealed record OnnxVerdict(OnnxOutcome Outcome, string Why);

/// <summary>The three ways a case can end.</summary>
public enum OnnxOutcome
{
    /// <summary>Every output is as expected.</summary>
    Passed,

    /// <summary>An output is not, or the model could not be run.</summary>
    Failed,

    /// <summary>The model uses an operator, or a form of one, that is not supported.</summary>
    Unsupported,
}
