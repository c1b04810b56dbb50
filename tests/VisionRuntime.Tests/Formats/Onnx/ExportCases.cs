using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>Graphs to export. Inputs called indices hold integers from 0 to 4, the others normally distributed values.</summary>
internal static class ExportCases
{
    /// <summary>The model zoo. Large networks are narrow or have small inputs, so that no test writes hundreds of megabytes.</summary>
    public static readonly Dictionary<string, Action<Graph>> Zoo = ModelCatalog.All
        .ToDictionary(model => model.Name, model => model.Name switch
    {
        "alexnet" => Small([1, 3, 227, 227], x => AlexNet.Build(x, 10, 12)),
        "zfnet" => Small([1, 3, 224, 224], x => ZFNet.Build(x, 10, 12)),
        "zfnet-3x3" => Small([1, 3, 224, 224], x => ZFNet.NormalizedBeforePooling(x, 10, 12)),
        "vgg16" => Small([1, 3, 32, 32], x => Vgg.Build(x, [2, 2, 3, 3, 3], 10, 8)),
        "vgg19" => Small([1, 3, 32, 32], x => Vgg.Build(x, [2, 2, 4, 4, 4], 10, 8)),
        "googlenet" => Small([1, 3, 224, 224], x => GoogLeNet.Build(x, 10, 16)),
        "resnet18" => Small([1, 3, 64, 64], x => ResNet.Build(x, [2, 2, 2, 2], classes: 10, width: 8)),
        "resnet34" => Small([1, 3, 64, 64], x => ResNet.Build(x, [3, 4, 6, 3], Shortcut.ZeroPadding, classes: 10, width: 8)),
        "resnet50" => Small([1, 3, 64, 64], x => ResNet.Build(x, [3, 4, 6, 3], bottleneck: true, classes: 10, width: 8)),
        "plain34" => Small([1, 3, 64, 64], x => ResNet.Build(x, [3, 4, 6, 3], Shortcut.None, classes: 10, width: 8)),
        "mobilenet-v1" => Small([1, 3, 224, 224], x => MobileNet.V1(x, 10, 0.25f)),
        "dcgan-generator" => Small([1, 100], x => Dcgan.Generator(x, 3, 64)),
        "dcgan-discriminator" => Small([1, 3, 64, 64], x => Dcgan.Discriminator(x, 16)),
        "tiny-yolo-v2" => Small([1, 3, 416, 416], x => TinyYolo.V2(x, width: 4)),
        _ => graph => graph.Output(model.OutputName, model.Build(graph.Input(InputName(model.InputName), model.InputShape))),
    }, StringComparer.Ordinal);

    private static readonly Expression X = Input(0), Y = Input(1);

    private static readonly (string Name, Shape Shape, Func<Value, Value> Function)[] Images =
    [
        ("strides and uneven padding", [2, 4, 10, 8], x =>
            x.Convolution("c", 6, [new Window(3, 2, 1, 2), new Window(2, 1, 0, 1)], 2, Activation.Relu)),
        ("dilation and relu6", [1, 3, 11, 10], x =>
            x.Convolution("c", 5, [new Window(3, 1, 2, 2, 2), new Window(3, 3, 1, 0, 1, RoundingMode.Floor)], 1, Activation.Relu6)),
        ("a residual", [2, 3, 6, 6], x =>
            x.Graph.Apply(new Convolution(new(3, 1, 1, 1), new(3, 1, 1, 1), 1, Activation.Relu), x,
            x.Graph.Variable("f", [3, 3, 3, 3], Initializers.He), x.Graph.Variable("b", [3]), x)),
        ("a 1D convolution", [2, 3, 15], x => x.Convolution("c", 4, 5, 2, 2)),
        ("a 3D convolution", [1, 2, 5, 6, 7], x => x.Convolution("c", 3, 3, 2, 1, Activation.Relu, rounding: RoundingMode.Floor).MaxPool(2, 1)),
        ("a transposed convolution", [2, 4, 5, 6], x => x.TransposedConvolution("t", 6, 3, 2, 1, 1, Activation.Relu, groups: 2)),
        ("a 3D transposed convolution", [1, 2, 3, 4, 3], x => x.TransposedConvolution("t", 3, 3, 2, 1, 1)),
        ("a 1D transposed convolution with a given output size", [1, 2, 6], x =>
            x.TransposedConvolution(x.Graph.Variable("f", [2, 3, 2], Initializers.He), null, [new(2, 3)], outputSize: [20])),
        .. from kind in Enum.GetValues<PoolKind>()
           from window in (Window[])[new(3, 2, 1, 1, 1, RoundingMode.Floor), new(3, 2, 1, 0, 1, RoundingMode.Ceiling), new(2, 2, 0, 0, 1, RoundingMode.Truncate),
               new(2, 1, 1, 1, 2), new(3, 2, 2, 2, 1, RoundingMode.Ceiling)]
           select ($"{kind} {window.Size}/{window.Stride} {window.PadBegin} {window.PadEnd} {window.Dilation} {window.Rounding}",
               Shape.Of(2, 3, 9, 7), (Func<Value, Value>)(x => x.Pool(kind, window, window))),
        ("max-pooling indices and unpooling", [2, 3, 8, 6], x =>
            x.MaxPoolWithIndices(2) is var (y, indices) ? y.Unpool(indices, x.Shape) : x),
        ("batch normalization", [2, 3, 4, 5], x => x.BatchNormalization("n", 1e-3f)),
        ("batch normalization of rows", [4, 6], x => x.BatchNormalization("n")),
        ("group normalization", [2, 6, 4, 5], x => x.GroupNormalization("n", 3)),
        ("instance normalization", [2, 3, 4, 5], x => x.InstanceNormalization("n")),
        ("layer normalization", [2, 6, 5], x => x.LayerNormalization("n")),
        ("response normalization", [2, 9, 4, 5], x => x.LocalResponseNormalization(5, 1e-2f, 0.75f, 2)),
        ("response normalization, even", [2, 9, 4], x => x.LocalResponseNormalization(4, 0.1f)),
        ("contrast normalization", [2, 3, 12, 13], x => x.LocalContrastNormalization()),
        ("linear resizing", [2, 3, 6, 5], x => x.Resize(9, 7)),
        ("linear resizing with corners", [1, 3, 6, 5], x => x.Resize(9, 12, ResizeMode.Linear, CoordinateMode.AlignCorners)),
        ("cubic resizing", [1, 2, 6, 8], x => x.Resize(11, 5, ResizeMode.Cubic)),
        ("nearest resizing", [1, 2, 6, 8], x => x.Upsample(2)),
        ("area resizing", [1, 2, 6, 8], x => x.Resize(4, 3, ResizeMode.Area)),
        ("resampling along any axis", [2, 6, 8], x =>
            x.ResizeAxis(1, 9, new(ResizeMode.Linear)).ResizeAxis(2, 5, new(ResizeMode.Cubic)).ResizeAxis(0, 3, new(ResizeMode.Linear))),
        ("reflection", [1, 2, 5, 6], x => x.PadImages(2, PaddingMode.Reflect)),
        ("unfolding with zeros", [1, 2, 5, 6], x => x.Unfold(3, 1, 1)),
        ("folding", [1, 18, 20], x => x.Fold(4, 5, new Window(3, 1, 1, 1), new Window(3, 1, 1, 1))),
        ("transposition", [2, 3, 4, 5], x => x.Transpose(0, 3, 1, 2)),
        ("slices forwards and backwards", [4, 7, 6], x => x.Slice([1, 6, 0], [2, 4, 6], [2, -2, 1])),
        ("flip and tile", [2, 3], x => x.Flip(0, 1).Tile(2, 3)),
        ("padding with a constant", [2, 3, 4], x => x.Pad([0, 1, -1], [2, 0, 1], PaddingMode.Constant, 7)),
        ("expansion", [2, 1, 3], x => x.Expand([4, 2, 5, 3])),
        ("concatenation", [2, 3, 4], x => Join.Concatenate(1, x, x.Slice(1, 0, 2), x)),
        ("two blocks in a constant", [2, 3], x =>
            x.Graph.Apply(new StridedCopy([5, 5], [Part([2, 3], 0, [5, 1]), Part([2, 3], 16, [5, 1])], 9), x, x)),
        ("a strided output", [2, 3], x => x.Graph.Apply(new StridedCopy([3, 5], [Part([2, 3], 0, [10, 2])]), x)),
        ("overlapping parts", [2, 3], x =>
            x.Graph.Apply(new StridedCopy([3, 3], [Part([2, 3], 0, [3, 1]), Part([2, 3], 3, [3, 1])]), x, x * 2)),
        ("a diagonal", [4, 4], x => x.Graph.Apply(new StridedCopy([4], [new([4, 4], [4], new(0, [5]), new(0, [1]))]), x)),
        .. from kind in Enum.GetValues<Reduction>()
           from axes in (int[][])[[1], [0, 2], [2, 3], [0, 1, 2, 3]]
           select ($"{kind} over {string.Join(' ', axes)}", Shape.Of(2, 3, 4, 2), (Func<Value, Value>)(x => x.Reduce(kind, axes))),
        ("softmax", [2, 3, 4], x => x.Softmax(1)),
        ("log softmax", [2, 3, 4], x => x.LogSoftmax()),
        ("reshaping and detaching", [2, 3, 4], x => x.Detach().Reshape([6, 4])),
        ("a batched matrix product", [3, 1, 4, 5], x =>
            x.Graph.Apply(new MatMul(true, true, Activation.Relu), x, x.Graph.Variable("w", [2, 6, 4], Initializers.Glorot),
            x.Graph.Variable("b", [6], Initializers.Ones))),
        ("a transposed matrix product", [4, 5], x =>
            x.Graph.Apply(new MatMul(true, true), x, x.Graph.Variable("w", [6, 4], Initializers.Glorot))),
        ("a matrix product", [4, 5], x => x.Graph.Apply(new MatMul(), x,
            x.Graph.Constant([5, 2], [.. Enumerable.Range(0, 10).Select(i => i - 4.5f)]))),
        ("a slope for each channel", [2, 3, 4], x => x.ParametricRelu("p")),
        ("a slope that broadcasts", [1, 4], x => x.ParametricRelu(x.Graph.Constant([3, 1], 0.1f, 0.2f, 0.3f))),
        ("an input and a constant as outputs", [2, 3], x =>
        {
            x.Graph.Output("same", x);
            x.Graph.Output("constant", x.Graph.Constant([2], 1, 2));
            return x.Graph.Map(3f, x);
        }),
        ("a value as two outputs", [2, 3], x =>
        {
            var y = x.Relu();
            x.Graph.Output("again", y);
            x.Graph.Output("reshaped", y.Reshape([6]));
            return y;
        }),
    ];

    private static readonly (string Name, Expression Expression)[] Maps =
    [
        .. Enum.GetValues<UnaryFunction>()
            .Where(function => function is not (UnaryFunction.Acosh or UnaryFunction.Asin or UnaryFunction.Acos))
            .Where(function => function is not (UnaryFunction.Atanh or UnaryFunction.Log or UnaryFunction.Sqrt))
            .Select(function => (function.ToString(), (Expression)new UnaryExpression(function, X))),
        .. ((UnaryFunction[])[UnaryFunction.Asin, UnaryFunction.Acos, UnaryFunction.Atanh])
            .Select(function => (function.ToString(), (Expression)new UnaryExpression(function, 0.9f * Sin(X)))),
        .. ((UnaryFunction[])[UnaryFunction.Acosh, UnaryFunction.Log, UnaryFunction.Sqrt])
            .Select(function => (function.ToString(), (Expression)new UnaryExpression(function, 1.5f + Abs(X)))),
        .. Enum.GetValues<BinaryFunction>().Where(function => function != BinaryFunction.Power)
            .Select(function => (function.ToString(), (Expression)new BinaryExpression(function, X, Y))),
        ("Power", Power(Abs(X), Y)), ("Relu6", Min(Relu(X), 6)), ("HardTanh", Activations.HardTanh(X)),
            ("HardSigmoid", Activations.HardSigmoid(X)), ("HardSwish", Activations.HardSwish(X)),
        ("LeakyRelu", Activations.LeakyRelu(X, 0.2f)), ("Elu", Activations.Elu(X)), ("Elu of 2", Activations.Elu(X, 2)),
            ("Celu", Activations.Celu(X, 0.5f)), ("Selu", Activations.Selu(X)), ("Gelu", Activations.Gelu(X)),
        ("exact Gelu", Activations.Gelu(X, true)), ("Softplus", Activations.Softplus(X)), ("Softsign", Activations.Softsign(X)),
            ("Swish", Activations.Swish(X)), ("Mish", Activations.Mish(X)),
        ("ThresholdedRelu", Activations.ThresholdedRelu(X, 0.5f)), ("Sign", Sign(X)), ("Ceil", Ceiling(X)), ("Reciprocal", 1f / X),
            ("Modulo", Modulo(X, Y)),
        ("comparisons", And(GreaterOrEqual(X, Y), NotEqual(X, 0)) + Or(Less(X, Y), LessOrEqual(X, -1)) * 2f + Xor(Greater(X, 0),
            Greater(Y, 0)) + Not(IsInfinity(X)) + Not(IsNaN(Y))),
        ("choices", Select(Greater(X, Y), X, Y * 2f) + Select(X - Y, 1, 2)),
            ("a tree", (X * Y + Exp(-Square(X))) / (1f + Abs(X * Y)) - Sigmoid(X * Y)),
    ];

    /// <summary>Graphs of a few nodes, by name: every operator that can be exported, in all its forms.</summary>
    public static readonly Dictionary<string, Action<Graph>> Operators = ((IEnumerable<(string, Action<Graph>)>)
    [
        .. Images.Select(image => (image.Name, Small(image.Shape, image.Function))),
        .. Maps.Select(map => ($"map {map.Name}",
            (Action<Graph>)(graph => graph.Output("y", graph.Map(map.Expression, graph.Input("x", [3, 4]), graph.Input("z", [2, 1, 4])))))),
        ("map of two outputs", graph =>
        {
            var both = graph.Apply(new Map(Tanh(X) * Y, Tanh(X)), "both", graph.Input("x", [3, 1]), graph.Input("z", [4]));
            graph.Output("first", both[0]);
            graph.Output("second", both[1]);
        }),
        .. from axis in (int[])[0, 1]
           from batched in (bool[])[false, true]
           select ($"Gather {axis} {batched}",
               (Action<Graph>)(graph => graph.Output("y",
               graph.Apply(new Gather(axis, batched), graph.Input("x", [2, 5, 3]), graph.Input("indices", axis == 1 ? [2, 4] : [4]))))),
        .. from kind in (ScatterKind[])[ScatterKind.Add, ScatterKind.Assign, ScatterKind.Multiply]
           from batched in (bool[])[false, true]
           select ($"Scatter {kind} {batched}", (Action<Graph>)(graph => graph.Output("y", graph.Apply(Scatter.Of(kind, 1, 5, batched),
               graph.Constant(batched ? [2, 2] : [2], batched ? [1, -1, 4, 0] : [3, -5]), graph.Input("updates", [2, 2, 3]), graph
                   .Input("base", [2, 5, 3]))))),
        ("Scatter into zeros", graph =>
            graph.Output("y", graph.Apply(new ScatterAdd(0, 6), graph.Constant([3], 1, 1, 2), graph.Input("updates", [3, 2])))),
    ]).ToDictionary(each => each.Item1, each => each.Item2, StringComparer.Ordinal);

    private static string InputName(string name) => name == "words" ? "indices" : name;

    private static Action<Graph> Small(Shape shape, Func<Value, Value> network) =>
        graph => graph.Output("y", network(graph.Input("x", shape)));

    private static StridedCopy.Part Part(Shape source, int to, int[] strides) =>
        new(source, source, new(0, [.. source.Strides()]), new(to, [.. strides]));
}
