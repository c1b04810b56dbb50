using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx;

/// <summary>A model made ready to run by itself on one device, with tensors of the model's own types at its edges.</summary>
public sealed class OnnxSession : IDisposable
{
    private readonly Variables _variables;
    private readonly Plan _plan;
    private readonly OnnxImport _import;

    /// <summary>Imports and compiles a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="bindings">What the file leaves open.</param>
    /// <exception cref="OnnxException">It cannot be built; see <see cref="OnnxModel.Import"/>.</exception>
    /// <exception cref="OutOfDeviceMemoryException">The device cannot hold it.</exception>
    public OnnxSession(OnnxModel model, Device device, OnnxBindings? bindings = null)
    {
        Model = model;
        var graph = new Graph();
        _import = model.Import(graph, bindings);
        foreach (var (name, result) in _import.Outputs) Declare(graph, name, result);
        DrawsNumbers = graph.Nodes.Any(node => node.Operator is RandomNumbers);
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

    /// <summary>The model.</summary>
    public OnnxModel Model { get; }

    /// <summary>Whether the model draws random numbers: the standard leaves open which, so no two implementations agree on them.</summary>
    public bool DrawsNumbers { get; }

    /// <summary>The inputs that <see cref="Run"/> wants: those of the model that no binding fixed.</summary>
    public IReadOnlyDictionary<string, Shape> Inputs => _import.Inputs.ToDictionary(input => input.Key, input => input.Value.Shape, StringComparer.Ordinal);

    /// <summary>
    /// Makes a model ready for the inputs at hand: their shapes bind what the file leaves open, and inputs that decide shapes, or whose numbers
    /// float32 cannot hold, are fixed to their values.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="inputs">What it will be run on; elements of a list of tensors each with their own entry in the list.</param>
    /// <exception cref="OnnxException">It cannot be built, or an input is missing.</exception>
    public static OnnxSession For(OnnxModel model, Device device, IReadOnlyDictionary<string, IReadOnlyList<OnnxTensor>> inputs)
    {
        var bindings = new OnnxBindings();
        // What floats cannot hold the host computes, in double precision or whole numbers, as far as it can; whole numbers are then all its business.
        bool large = inputs.Values.Any(given => given.Any(tensor => !tensor.Type.IsFloat() && !tensor.IsExactInFloats));
        foreach (var port in model.Inputs)
        {
            if (!inputs.TryGetValue(port.Name, out var given)) throw new OnnxException($"{model.Path}: the input {port} is not given");
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

    /// <summary>Computes the outputs, in the model's order. Values that were fixed by bindings may be among the inputs; they are not looked at.</summary>
    /// <exception cref="OnnxException">An input is missing or has another shape than the session was made for.</exception>
    public IReadOnlyDictionary<string, IReadOnlyList<OnnxTensor>> Run(IReadOnlyDictionary<string, IReadOnlyList<OnnxTensor>> inputs)
    {
        foreach (var (name, value) in _import.Inputs)
        {
            if (!inputs.TryGetValue(name, out var given)) throw new OnnxException($"{Model.Path}: the input '{name}' is not given");
            if (given[0].Shape != value.Shape) throw new OnnxException($"{Model.Path}: the input '{name}' is {given[0].Shape}, the session was made for {value.Shape}");
            _plan.Input(value.Name).Write(given[0].ToFloats());
        }
        _plan.Run();
        return _import.Outputs.ToDictionary(output => output.Key, output => Read(output.Key, output.Value), StringComparer.Ordinal);
    }

    /// <summary>Frees the plan and the weights.</summary>
    public void Dispose()
    {
        _plan.Dispose();
        _variables.Dispose();
    }

    private static void Declare(Graph graph, string name, OnnxResult result)
    {
        if (result.Value is { } value) graph.Output(name, value);
        if (result.Rows is { } rows) graph.Output(RowsOf(name), rows);
        for (int i = 0; i < result.Elements?.Count; i++) Declare(graph, ElementOf(name, i), result.Elements[i]);
    }

    private static string ElementOf(string name, int index) => $"{name} [{index}]";

    private static string RowsOf(string name) => $"{name} (rows)";

    private IReadOnlyList<OnnxTensor> Read(string name, OnnxResult result)
    {
        if (result.Elements is { } elements) return [.. elements.SelectMany((element, i) => Read(ElementOf(name, i), element))];
        if (result.Value is null) return result.Known;
        float[] values = _plan.Output(name).ToArray();
        if (result.Rows is null) return [OnnxTensor.FromFloats(result.Type, result.Shape, values)];
        int rows = (int)_plan.Output(RowsOf(name)).ToArray()[0], row = (int)(result.Shape.Count / Math.Max(1, result.Shape[0]));
        return [OnnxTensor.FromFloats(result.Type, [rows, .. result.Shape.Skip(1)], values[..(rows * row)])];
    }
}
