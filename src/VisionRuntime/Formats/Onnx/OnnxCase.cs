using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx.Import;

namespace VisionRuntime.Formats.Onnx;

/// <summary>
/// A test case of ONNX's backend tests: a folder with <c>model.onnx</c> and folders <c>test_data_set_N</c>, each with the inputs
/// <c>input_N.pb</c> and the expected outputs <c>output_N.pb</c>.
/// </summary>
/// <param name="Folder">The path of the folder.</param>
public sealed record OnnxCase(string Folder)
{
    /// <summary>The relative tolerance of floating-point outputs, as in ONNX's own test runner. Integers and bool must be equal.</summary>
    public const double RelativeTolerance = 1e-3;

    /// <summary>The absolute tolerance of floating-point outputs, added to the relative one.</summary>
    public const double AbsoluteTolerance = 1e-5;

    private const string ModelFile = "model.onnx";

    /// <summary>Gets the name of the folder.</summary>
    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Folder));

    /// <summary>Finds all test cases in a folder and its subfolders, sorted by path.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<OnnxCase> FindAll(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, ModelFile, SearchOption.AllDirectories)
            .Select(file => Path.GetDirectoryName(Path.GetFullPath(file))!)
            .Where(found => DataSets(found).Length > 0).Order(StringComparer.Ordinal).Select(found => new OnnxCase(found)),
    ];

    /// <summary>Runs the model on every data set and compares its outputs with the expected ones.</summary>
    public OnnxCaseResult Run(Device device)
    {
        try
        {
            var model = OnnxModel.Load(Path.Combine(Folder, ModelFile));
            return DataSets(Folder).Select(set => Run(model, set, device)).FirstOrDefault(result => result.Outcome != OnnxOutcome.Passed)
                ?? new(OnnxOutcome.Passed, "");
        }
        catch (OnnxUnsupportedException exception)
        {
            return new(OnnxOutcome.Unsupported, string.Join(", ", exception.Operators));
        }
        catch (Exception exception)
            when (exception is OnnxException or ShapeException or NotSupportedException or OutOfDeviceMemoryException or ArgumentException)
        {
            return new(OnnxOutcome.Failed, exception.Message);
        }
    }

    private static OnnxCaseResult Run(OnnxModel model, string set, Device device)
    {
        var inputs = Read(set, "input", model.Inputs);
        var expected = Read(set, "output", model.Outputs);
        using var session = OnnxSession.For(model, device, inputs);
        var actual = session.Run(inputs);
        if (session.UsesRandomNumbers) return CompareTypes(model, actual, expected);
        foreach (var output in model.Outputs)
        {
            if (!expected.TryGetValue(output.Name, out var wanted))
                return new(OnnxOutcome.Failed, $"the expected output '{output.Name}' is missing in {Path.GetFileName(set)}");
            if (Difference(output.Name, actual[output.Name], wanted) is { } difference) return new(OnnxOutcome.Failed, difference);
        }
        return new(OnnxOutcome.Passed, "");
    }

    /// <summary>ONNX does not specify the random number generator, so only types and shapes can be compared.</summary>
    private static OnnxCaseResult CompareTypes(
        OnnxModel model,
        IReadOnlyDictionary<string, IReadOnlyList<OnnxTensor>> actual,
        Dictionary<string, IReadOnlyList<OnnxTensor>> expected)
    {
        string? difference = model.Outputs.Where(output => expected.ContainsKey(output.Name))
            .Select(output => TypeDifference(output.Name, actual[output.Name][0], expected[output.Name][0]))
            .FirstOrDefault(found => found is not null);
        if (difference is not null) return new(OnnxOutcome.Failed, difference);
        string operators = string.Join(", ", RandomOperators.UsedBy(model));
        return new(OnnxOutcome.Unsupported, $"{operators} (random numbers are not specified by ONNX; shapes and types agree)");
    }

    private static string[] DataSets(string folder) =>
        [.. Directory.EnumerateDirectories(folder, "test_data_set_*").Order(StringComparer.Ordinal)];

    private static Dictionary<string, IReadOnlyList<OnnxTensor>> Read(string set, string kind, IReadOnlyList<OnnxPort> ports)
    {
        var read = new Dictionary<string, IReadOnlyList<OnnxTensor>>(StringComparer.Ordinal);
        for (int i = 0; i < ports.Count; i++)
        {
            string file = Path.Combine(set, $"{kind}_{i}.pb");
            if (File.Exists(file))
                read.Add(ports[i].Name, [.. OnnxValueFile.Read(file, ports[i].Kind).Select(tensor => AsDeclared(tensor, ports[i].Type))]);
        }
        return read;
    }

    /// <summary>ONNX's tests store bfloat16 tensors as uint16 tensors of their bits.</summary>
    private static OnnxTensor AsDeclared(OnnxTensor tensor, OnnxType type)
    {
        if (type != OnnxType.BFloat16 || tensor.Type != OnnxType.UInt16) return tensor;
        float[] values = Array.ConvertAll(tensor.ToIntegers(), bits => BitConverter.Int32BitsToSingle((int)bits << 16));
        return OnnxTensor.FromFloats(type, tensor.Shape, values);
    }

    /// <summary>Describes the first difference between an output and what is expected; null where they agree.</summary>
    internal static string? Difference(string name, IReadOnlyList<OnnxTensor> actual, IReadOnlyList<OnnxTensor> expected)
    {
        if (actual.Count != expected.Count) return $"{name}: {actual.Count} tensors instead of {expected.Count}";
        return actual.Zip(expected, (one, other) => Difference(name, one, other)).FirstOrDefault(found => found is not null);
    }

    private static string? TypeDifference(string name, OnnxTensor actual, OnnxTensor expected)
    {
        if (actual.Type != expected.Type) return $"{name}: {actual.Type} instead of {expected.Type}";
        return actual.Shape != expected.Shape ? $"{name}: {actual.Shape} instead of {expected.Shape}" : null;
    }

    private static string? Difference(string name, OnnxTensor actual, OnnxTensor expected)
    {
        if (TypeDifference(name, actual, expected) is { } difference) return difference;
        bool exact = !actual.Type.IsFloat();
        for (int i = 0; i < actual.Count; i++)
        {
            double value = actual[i], wanted = expected[i];
            double tolerance = exact || !double.IsFinite(wanted) ? 0 : AbsoluteTolerance + RelativeTolerance * Math.Abs(wanted);
            if (!value.Equals(wanted) && !(Math.Abs(value - wanted) <= tolerance && double.IsFinite(wanted)))
                return FormattableString.Invariant($"{name}: {value:R} instead of {wanted:R} at element {i} of {actual.Shape}");
        }
        return null;
    }
}

/// <summary>The result of a test case.</summary>
/// <param name="Outcome">Passed, failed or unsupported.</param>
/// <param name="Message">The first difference or error, or the operators that are not supported; empty where the case passed.</param>
public sealed record OnnxCaseResult(OnnxOutcome Outcome, string Message);

/// <summary>The outcome of a test case.</summary>
public enum OnnxOutcome
{
    /// <summary>Every output is as expected.</summary>
    Passed,

    /// <summary>An output differs, or the model could not be run.</summary>
    Failed,

    /// <summary>The model uses an operator, or an attribute of one, that is not supported.</summary>
    Unsupported,
}
