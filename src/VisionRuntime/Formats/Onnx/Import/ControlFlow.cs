using VisionRuntime.Formats.Onnx.Schema;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// Branches and loops. Graphs have neither, so loops are unrolled: the condition of a branch and the number of iterations of a loop
/// must be known at import.
/// </summary>
internal static class ControlFlow
{
    private const int MaxIterations = 4096;

    /// <summary>The operators that have subgraphs as attributes.</summary>
    public static IReadOnlySet<string> WithSubgraphs { get; } =
        new HashSet<string>(StringComparer.Ordinal) { "If", "Loop", "Scan", "SequenceMap" };

    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("If", If),
        ("Loop", Loop),
        ("Scan", Scan),
        ("SequenceMap", SequenceMap),
    ];

    private static void If(NodeCall call)
    {
        var results = call.Run(call.Subgraph(call.KnownScalar(0, "condition") != 0 ? "then_branch" : "else_branch"), []);
        if (results.Length < call.OutputCount) throw call.Error($"the branch has {results.Length} outputs, the node {call.OutputCount}");
        for (int i = 0; i < call.OutputCount; i++) call.Return(i, results[i]);
    }

    /// <summary>
    /// Runs while the condition holds, at most M times. Loop-carried values come first among the outputs, then the scan outputs.
    /// </summary>
    private static void Loop(NodeCall call)
    {
        var body = call.Subgraph("body");
        double maxIterations = call.Has(0) ? call.KnownScalar(0, "maximum trip count") : double.PositiveInfinity;
        bool condition = !call.Has(1) || call.KnownScalar(1, "condition") != 0;
        var carried = Enumerable.Range(2, Math.Max(0, call.InputCount - 2)).Select(call.AnyOperand).ToArray();
        var scanned = Lists(body.Output.Count - 1 - carried.Length);
        for (int i = 0; condition && i < maxIterations; i++)
        {
            if (i == MaxIterations) throw call.Unsupported($"with more than {MaxIterations} iterations");
            var iteration = Operand.Constant(call.Graph, OnnxTensor.Of(OnnxType.Int64, [], (long)i));
            var holds = Operand.Constant(call.Graph, OnnxTensor.Of(OnnxType.Bool, [], 1L));
            var results = call.Run(body, [iteration, holds, .. carried]);
            condition = call.KnownScalar(results[0], "condition") != 0;
            carried = results[1..(1 + carried.Length)];
            for (int output = 0; output < scanned.Length; output++) scanned[output].Add(results[1 + carried.Length + output]);
        }
        for (int i = 0; i < carried.Length; i++) call.Return(i, carried[i]);
        for (int i = 0; i < scanned.Length; i++) Stack(call, carried.Length + i, body.Output[1 + carried.Length + i], scanned[i], 0);
    }

    /// <summary>Runs once for each element along an axis of the scan inputs, which come last; the state variables come first.</summary>
    private static void Scan(NodeCall call)
    {
        if (call.Version < 9) throw call.Unsupported("before version 9");
        var body = call.Subgraph("body");
        int inputs = call.Dimension(call.Int("num_scan_inputs")), states = call.InputCount - inputs, outputs = body.Output.Count - states;
        if (inputs < 1 || states < 0 || outputs < 0)
            throw call.Error($"num_scan_inputs {inputs} does not match its {call.InputCount} inputs");
        long[] axes = call.Ints("scan_input_axes") ?? new long[inputs], directions = call.Ints("scan_input_directions") ?? new long[inputs];
        long[] outputAxes = call.Ints("scan_output_axes") ?? new long[outputs];
        long[] outputDirections = call.Ints("scan_output_directions") ?? new long[outputs];
        if (axes.Length != inputs || directions.Length != inputs || outputAxes.Length != outputs || outputDirections.Length != outputs)
            throw call.Error($"its axes and directions must be as many as its {inputs} scan inputs and {outputs} scan outputs");
        var state = Enumerable.Range(0, states).Select(call.AnyOperand).ToArray();
        var scanned = Lists(outputs);
        int length = call.ShapeOf(states)[call.Axis(axes[0], call.ShapeOf(states).Rank)];
        if (length > MaxIterations) throw call.Unsupported($"with more than {MaxIterations} iterations");
        for (int i = 0; i < length; i++)
        {
            int iteration = i;
            var results = call.Run(body, [.. state, .. Enumerable.Range(0, inputs).Select(input => Element(input, iteration))]);
            state = results[..states];
            for (int output = 0; output < outputs; output++) scanned[output].Add(results[states + output]);
        }
        for (int i = 0; i < states; i++) call.Return(i, state[i]);
        for (int i = 0; i < outputs; i++)
        {
            if (outputDirections[i] != 0) scanned[i].Reverse();
            Stack(call, states + i, body.Output[states + i], scanned[i], outputAxes[i]);
        }

        Operand Element(int input, int iteration)
        {
            var x = call.Operand(states + input);
            int axis = call.Axis(axes[input], x.Shape.Rank);
            if (x.Shape[axis] != length) throw call.Error($"its scan inputs have the lengths {length} and {x.Shape[axis]}");
            var element = x.Value.Slice(axis, directions[input] == 0 ? iteration : length - 1 - iteration, 1);
            return Operand.Computed(element.Reshape(Reductions.Without(x.Shape, [axis])), x.Type, x.Sources);
        }
    }

    /// <summary>
    /// Runs once for each element of the first sequence. Other sequences are read element by element, tensors as they are.
    /// </summary>
    private static void SequenceMap(NodeCall call)
    {
        var body = call.Subgraph("body");
        var inputs = Enumerable.Range(0, call.InputCount).Select(call.AnyOperand).ToArray();
        int length = call.Elements(0).Count;
        if (length > MaxIterations) throw call.Unsupported($"with more than {MaxIterations} iterations");
        var wrong = inputs.FirstOrDefault(input => input.Elements is { } elements && elements.Count != length);
        if (wrong is not null) throw call.Error($"its sequences have {length} and {wrong.Elements!.Count} elements");
        var results = Enumerable.Range(0, length).Select(i => call.Run(body, [.. inputs.Select(input => input.Elements?[i] ?? input)]))
            .ToArray();
        for (int i = 0; i < call.OutputCount; i++)
        {
            int output = i;
            var type = length > 0 ? results[0][i].Type : OnnxType.Float;
            call.Return(i, Operand.Sequence(type, [.. results.Select(result => result[output])]));
        }
    }

    private static List<Operand>[] Lists(int count) => [.. Enumerable.Range(0, Math.Max(0, count)).Select(_ => new List<Operand>())];

    /// <summary>Stacks the scan outputs of all iterations along a new axis.</summary>
    private static void Stack(NodeCall call, int output, ValueInfoProto declared, List<Operand> parts, long axis)
    {
        if (!call.HasOutput(output)) return;
        if (parts.Count == 0)
        {
            var port = PortReader.Read(declared, call.Name);
            var shape = port.Shape ?? throw call.Unsupported($"without iterations, where the shape of '{port.Name}' is not declared");
            call.Return(output, OnnxTensor.Of(port.Type, [0, .. shape], Array.Empty<double>()));
            return;
        }
        int newAxis = call.Axis(axis, parts[0].Shape.Rank + 1);
        if (newAxis == 0 && parts.All(part => part is { Host: not null, IsWeight: false }))
        {
            call.Return(output, SequenceOperators.Stack([.. parts.Select(part => part.Host!)]));
            return;
        }
        var values = parts.Select(part => part.Value.Reshape([.. part.Shape.Take(newAxis), 1, .. part.Shape.Skip(newAxis)]));
        call.Return(output, Join.Concatenate(newAxis, [.. values]), parts[0].Type);
    }
}
