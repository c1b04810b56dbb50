using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx;

/// <summary>A model compiled for a device, to be run on tensors of the types that the model declares.</summary>
public sealed class OnnxSession : IDisposable
{
    private readonly Variables _variables;
    private readonly Plan _plan;
    private readonly OnnxImport _import;

    /// <summary>Imports and compiles a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="device">The device to run on.</param>
    /// <param name="bindings">Symbolic dimensions and constant inputs; null where the file says everything.</param>
    /// <exception cref="OnnxException">The model cannot be imported; see <see cref="OnnxModel.Import"/>.</exception>
    /// <exception cref="OutOfDeviceMemoryException">The device does not have enough memory.</exception>
    public OnnxSession(OnnxModel model, Device device, OnnxBindings? bindings = null)
    {
        Model = model;
        var graph = new Graph();
        _import = model.Import(graph, bindings);
        foreach (var (name, result) in _import.Outputs) Declare(graph, name, result);
        UsesRandomNumbers = graph.Nodes.Any(node => node.Operator.RandomStream is not null);
        _variables = new Variables(device);
        try
        {
            _plan = Plan.Compile(graph, device, _variables);
        }
        catch
        {
            _variables.Dispose();
            throw;
        }
    }

    /// <summary>Gets the model.</summary>
    public OnnxModel Model { get; }

    /// <summary>
    /// Gets whether the model contains random operators. ONNX does not specify the generator, so their results differ between
    /// runtimes.
    /// </summary>
    public bool UsesRandomNumbers { get; }

    /// <summary>Gets the shapes of the inputs that <see cref="Run"/> reads, by name.</summary>
    public IReadOnlyDictionary<string, Shape> Inputs =>
        _import.Inputs.ToDictionary(input => input.Key, input => input.Value.Shape, StringComparer.Ordinal);

    /// <summary>
    /// Compiles a model for given inputs. Their shapes bind the symbolic dimensions; inputs on which shapes depend, and inputs that
    /// float32 cannot represent, become constants.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="device">The device to run on.</param>
    /// <param name="inputs">The inputs by name: a list of one tensor for tensors, the elements for sequences.</param>
    /// <exception cref="OnnxException">The model cannot be imported, or an input is missing.</exception>
    public static OnnxSession For(OnnxModel model, Device device, IReadOnlyDictionary<string, IReadOnlyList<OnnxTensor>> inputs)
    {
        var bindings = new OnnxBindings();
        // Integers that float32 cannot represent are computed on the host at import, and then all integers are.
        bool large = inputs.Values.Any(given => given.Any(tensor => !tensor.Type.IsFloat() && !tensor.IsExactInFloats));
        foreach (var port in model.Inputs)
        {
            if (!inputs.TryGetValue(port.Name, out var given)) throw new OnnxException($"{model.Path}: the input {port} is missing");
            if (port.Kind != OnnxPortKind.Tensor) bindings.Sequences[port.Name] = given;
            else if (large && !port.Type.IsFloat() || !given[0].FitsFloats) bindings.Values[port.Name] = given[0];
            else bindings.Shapes[port.Name] = given[0].Shape;
        }
        while (true)
        {
            try
            {
                return new OnnxSession(model, device, bindings);
            }
            catch (OnnxValueNeededException needed) when (needed.Inputs.Any(name => !bindings.Values.ContainsKey(name)))
            {
                foreach (string name in needed.Inputs) bindings.Values[name] = inputs[name][0];
            }
        }
    }

    /// <summary>
    /// Computes the outputs, by name in the order of the file. Inputs that became constants may be given again; they are ignored.
    /// </summary>
    /// <exception cref="OnnxException">An input is missing or has another shape than the session was compiled for.</exception>
    public IReadOnlyDictionary<string, IReadOnlyList<OnnxTensor>> Run(IReadOnlyDictionary<string, IReadOnlyList<OnnxTensor>> inputs)
    {
        foreach (var (name, value) in _import.Inputs)
        {
            if (!inputs.TryGetValue(name, out var given)) throw new OnnxException($"{Model.Path}: the input '{name}' is missing");
            var shape = given[0].Shape;
            if (shape != value.Shape)
                throw new OnnxException($"{Model.Path}: the input '{name}' is {shape}, but the session was compiled for {value.Shape}");
            _plan.Input(value.Name).Write(given[0].ToFloats());
        }
        _plan.Run();
        return _import.Outputs.ToDictionary(output => output.Key, output => Read(output.Key, output.Value), StringComparer.Ordinal);
    }

    /// <summary>Releases the plan and the weights.</summary>
    public void Dispose()
    {
        _plan.Dispose();
        _variables.Dispose();
    }

    private static void Declare(Graph graph, string name, OnnxResult result)
    {
        if (result.Value is { } value) graph.Output(name, value);
        if (result.RowCount is { } rows) graph.Output(RowCountOf(name), rows);
        for (int i = 0; i < result.Elements?.Count; i++) Declare(graph, ElementOf(name, i), result.Elements[i]);
    }

    private static string ElementOf(string name, int index) => $"{name} [{index}]";

    private static string RowCountOf(string name) => $"{name} (rows)";

    private IReadOnlyList<OnnxTensor> Read(string name, OnnxResult result)
    {
        if (result.Elements is { } elements) return [.. elements.SelectMany((element, i) => Read(ElementOf(name, i), element))];
        if (result.Constant is { } constant) return [constant];
        float[] values = _plan.Output(name).ToArray();
        if (result.RowCount is null) return [OnnxTensor.FromFloats(result.Type, result.Shape, values)];
        int rows = (int)_plan.Output(RowCountOf(name)).ToArray()[0], rowLength = (int)(result.Shape.Count / Math.Max(1, result.Shape[0]));
        return [OnnxTensor.FromFloats(result.Type, [rows, .. result.Shape.Skip(1)], values[..(rows * rowLength)])];
    }
}
