using VisionRuntime.Formats.Onnx.Schema;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// Branches and loops. A graph has none, so they are unrolled at import: which branch is taken and how often a loop runs must be known then.
/// </summary>
internal static class ControlFlow
{
    private const int MostTurns = 4096;

    /// <summary>The operators whose attributes may hold graphs.</summary>
    public static IReadOnlySet<string> WithBodies { get; } = new HashSet<string>(StringComparer.Ordinal) { "If", "Loop", "Scan", "SequenceMap" };

    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("If", If),
        ("Loop", Loop),
        ("Scan", Scan),
        ("SequenceMap", SequenceMap),
    ];

    private static void If(NodeCall call)
    {
        var results = call.Run(call.Body(call.KnownNumber(0, "condition") != 0 ? "then_branch" : "else_branch"), []);
        for (int i = 0; i < call.OutputCount; i++) call.Pass(i, results[i]);
    }

    /// <summary>As long as the condition holds, at most M times; what is carried on comes first among the outputs, what is collected after it.</summary>
    private static void Loop(NodeCall call)
    {
        var body = call.Body("body");
        double most = call.Has(0) ? call.KnownNumber(0, "number of turns") : double.PositiveInfinity;
        bool goes = !call.Has(1) || call.KnownNumber(1, "condition") != 0;
        var carried = Enumerable.Range(2, Math.Max(0, call.Count - 2)).Select(call.Any).ToArray();
        var collected = Enumerable.Range(0, Math.Max(0, body.Output.Count - 1 - carried.Length)).Select(_ => new List<Operand>()).ToArray();
        for (int turn = 0; goes && turn < most; turn++)
        {
            if (turn == MostTurns) throw call.Unsupported($"of more than {MostTurns} turns");
            var index = Operand.Constant(call.Graph, OnnxTensor.Of(OnnxType.Int64, [], (long)turn));
            var condition = Operand.Constant(call.Graph, OnnxTensor.Of(OnnxType.Bool, [], 1L));
            var results = call.Run(body, [index, condition, .. carried]);
            goes = call.KnownNumber(results[0], "condition") != 0;
            carried = results[1..(1 + carried.Length)];
            for (int i = 0; i < collected.Length; i++) collected[i].Add(results[1 + carried.Length + i]);
        }
        for (int i = 0; i < carried.Length; i++) call.Pass(i, carried[i]);
        for (int i = 0; i < collected.Length; i++) Stack(call, carried.Length + i, body.Output[1 + carried.Length + i], collected[i], 0);
    }

    /// <summary>Once for each place along an axis of the last inputs; the first are carried on.</summary>
    private static void Scan(NodeCall call)
    {
        if (call.Version < 9) throw call.Unsupported("before version 9");
        var body = call.Body("body");
        int scanned = call.Dimension(call.Int("num_scan_inputs")), states = call.Count - scanned;
        if (scanned < 1 || states < 0 || body.Output.Count < states) throw call.Error($"{scanned} of its {call.Count} inputs are scanned");
        long[] axes = call.Ints("scan_input_axes") ?? new long[scanned], directions = call.Ints("scan_input_directions") ?? new long[scanned];
        int results = body.Output.Count - states;
        long[] outputAxes = call.Ints("scan_output_axes") ?? new long[results], outputDirections = call.Ints("scan_output_directions") ?? new long[results];
        if (axes.Length != scanned || directions.Length != scanned || outputAxes.Length != results || outputDirections.Length != results) throw call.Error("its axes and directions are not as many as what is scanned");
        var carried = Enumerable.Range(0, states).Select(call.Any).ToArray();
        var collected = Enumerable.Range(0, results).Select(_ => new List<Operand>()).ToArray();
        int turns = call.ShapeOf(states)[call.Axis(axes[0], call.ShapeOf(states).Rank)];
        if (turns > MostTurns) throw call.Unsupported($"of more than {MostTurns} turns");
        for (int turn = 0; turn < turns; turn++)
        {
            int at = turn;
            var parts = Enumerable.Range(0, scanned).Select(i =>
            {
                var x = call.Operand(states + i);
                int axis = call.Axis(axes[i], x.Shape.Rank);
                if (x.Shape[axis] != turns) throw call.Error($"its scanned inputs are {turns} and {x.Shape[axis]} long");
                var part = x.Value.Slice(axis, directions[i] == 0 ? at : turns - 1 - at, 1);
                return Operand.Computed(part.Reshape(Reductions.Without(x.Shape, [axis])), x.Type, x.Sources);
            });
            var computed = call.Run(body, [.. carried, .. parts]);
            carried = computed[..states];
            for (int i = 0; i < results; i++) collected[i].Add(computed[states + i]);
        }
        for (int i = 0; i < states; i++) call.Pass(i, carried[i]);
        for (int i = 0; i < results; i++)
        {
            if (outputDirections[i] != 0) collected[i].Reverse();
            Stack(call, states + i, body.Output[states + i], collected[i], outputAxes[i]);
        }
    }

    /// <summary>Once for each element of the first list; other lists give their element, tensors themselves.</summary>
    private static void SequenceMap(NodeCall call)
    {
        var body = call.Body("body");
        var inputs = Enumerable.Range(0, call.Count).Select(call.Any).ToArray();
        int turns = call.List(0).Count;
        if (turns > MostTurns) throw call.Unsupported($"of more than {MostTurns} turns");
        var wrong = inputs.FirstOrDefault(input => input.Elements is { } elements && elements.Count != turns);
        if (wrong is not null) throw call.Error($"its lists have {turns} and {wrong.Elements!.Count} elements");
        var results = Enumerable.Range(0, turns).Select(turn => call.Run(body, [.. inputs.Select(input => input.Elements?[turn] ?? input)])).ToArray();
        for (int i = 0; i < call.OutputCount; i++) call.Pass(i, Operand.List(turns > 0 ? results[0][i].Type : OnnxType.Float, [.. results.Select(result => result[i])]));
    }

    /// <summary>What a loop collected, one behind the other along a new axis.</summary>
    private static void Stack(NodeCall call, int output, ValueInfoProto declared, List<Operand> parts, long axis)
    {
        if (!call.Wants(output)) return;
        if (parts.Count == 0)
        {
            var port = PortReader.Read(declared, call.Name);
            var shape = port.Shape ?? throw call.Unsupported($"without a turn, where the shape of '{port.Name}' is open");
            call.Return(output, OnnxTensor.Of(port.Type, [0, .. shape], Array.Empty<double>()));
            return;
        }
        int at = call.Axis(axis, parts[0].Shape.Rank + 1);
        if (at == 0 && parts.All(part => part is { Host: not null, IsWeight: false }))
        {
            call.Return(output, Lists.Stacked([.. parts.Select(part => part.Host!)]));
            return;
        }
        call.Return(output, Join.Concatenate(at, [.. parts.Select(part => part.Value.Reshape([.. part.Shape.Take(at), 1, .. part.Shape.Skip(at)]))]), parts[0].Type);
    }
}
