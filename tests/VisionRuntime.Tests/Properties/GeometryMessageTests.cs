using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Detection;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;
using static VisionRuntime.Tests.Properties.Family;

namespace VisionRuntime.Tests.Properties;

/// <summary>Invalid geometry is reported in one sentence that names the node, the value and a way out.</summary>
public class GeometryMessageTests
{
    private static readonly (string Sentence, Func<Graph, object> Build)[] Wrong =
    [
        ("c <- x [1, 3, 10, 10]: Convolution: input height 10, kernel size 3 and stride 2 give 4.5 outputs; pad by 1, "
            + "or choose RoundingMode.Floor",
            g => X(g, 1, 3, 10, 10).Convolution("c", 4, 3, 2)),
        ("c <- x [1, 3, 4, 4]: Convolution: input height 4 with padding 0 and 0 is smaller than the effective kernel size 7; "
            + "pad by 3 more, or choose a smaller kernel",
            g => X(g, 1, 3, 4, 4).Convolution("c", 4, 7)),
        ("c <- x [1, 3, 9, 9]: Convolution: 3 input and 4 output channels cannot be split into 2 groups; "
            + "both must be multiples of the number of groups",
            g => X(g, 1, 3, 9, 9).Convolution("c", 4, 3, groups: 2)),
        ("c: the input x [1, 3] has 2 dimensions; it needs [N, C, L], [N, C, H, W] or [N, C, D, H, W]",
            g => X(g, 1, 3).Convolution("c", 4, [])),
        ("convolution <- x [1, 3, 9, 9]: Convolution: filters [4, 2, 3, 3] need 2 input channels, the input [1, 3, 9, 9] has 3; "
            + "the second axis of the filters must be 3",
            g => X(g, 1, 3, 9, 9).Convolution(W(g, 4, 2, 3, 3), null, [new(3), new(3)])),
        ("convolution <- x [1, 3, 9, 9]: Convolution: bias [3] must be [4], one value for each output channel",
            g => X(g, 1, 3, 9, 9).Convolution(W(g, 4, 3, 3, 3), g.Variable("bias", [3]), [new(3), new(3)])),
        ("c <- x [1, 3, 9, 9]: Convolution: kernel size 0, stride 1, dilation 1 along the height; each must be 1 or more",
            g => X(g, 1, 3, 9, 9).Convolution("c", 4, new Window(0), new Window(3))),
        ("c <- x [1, 3, 9, 9]: Convolution: padding -1 and 0 along the height; padding must be 0 or more, crop with a slice",
            g => X(g, 1, 3, 9, 9).Convolution("c", 4, new Window(3, 1, -1), new Window(3))),
        ("c <- x [1, 3, 9, 9]: Convolution: RoundingMode.Ceiling lets a window extend past the border, which only pooling supports; "
            + "pad the input, or choose RoundingMode.Floor",
            g => X(g, 1, 3, 9, 9).Convolution("c", 4, new Window(3, 2, Rounding: RoundingMode.Ceiling), new Window(3))),
        ("Convolution: filters [4, 2, 3, 3, 3] in 1 groups need 2 input channels, the input [1, 3, 4, 9, 9] has 3; "
            + "the second axis of the filters must be 3",
            g => X(g, 1, 3, 4, 9, 9).Convolution(W(g, 4, 2, 3, 3, 3), null, [new(3), new(3), new(3)])),
        ("t: input length 2, kernel size 3, stride 1 and padding 3 and 3 give an output of length -2; use less padding",
            g => X(g, 1, 3, 2).TransposedConvolution("t", 4, 3, 1, 3)),
        ("t: filters [3, 2, 3, 3] in 2 groups for the input [1, 3, 2, 2]; the first axis of the filters must be the input channels, "
            + "a multiple of the groups",
            g => X(g, 1, 3, 2, 2).TransposedConvolution("t", 4, 3, 1, groups: 2)),
        ("convolutioninputgradient <- x [1, 4, 6, 7]: ConvolutionInputGradient: the output gradient is [1, 4, 6, 7]; for an input of [1, "
            + "3, 9, 9] it must be [1, 4, 7, 7]",
            g => g.Apply(new ConvolutionInputGradient(new(3), new(3), 9, 9), X(g, 1, 4, 6, 7), W(g, 4, 3, 3, 3))),
        ("convolutionfiltergradient <- x [1, 3, 9, 9]: ConvolutionFilterGradient: the output gradient is [1, 4, 7, 6]; for the input [1, "
            + "3, 9, 9] it must be [1, 4, 7, 7]",
            g => g.Apply(new ConvolutionFilterGradient(new(3), new(3)), X(g, 1, 3, 9, 9), W(g, 1, 4, 7, 6))),
        ("l: x [3, 9, 9] has 3 dimensions; a locally connected layer needs images [N, C, H, W]",
            g => X(g, 3, 9, 9).LocallyConnected("l", 4, 3)),
        ("maxpool <- x [1, 3, 10, 10]: MaxPool: input height 10, window size 3 and stride 2 give 4.5 outputs; pad by 1, "
            + "or choose RoundingMode.Floor or RoundingMode.Ceiling",
            g => X(g, 1, 3, 10, 10).MaxPool(3, 2)),
        ("maxpool <- x [1, 3, 4, 4]: MaxPool: the window at position 0 along the height covers only padding (length 4, window size 2, "
            + "padding 2 and 0); pad by less than the window size",
            g => X(g, 1, 3, 4, 4).Pool(PoolKind.Max, new Window(2, 1, 2), new Window(2))),
        ("maxpool <- x [1, 3, 4, 4]: MaxPool: RoundingMode.Truncate cuts windows off at the end of the input, "
            + "so padding of 1 after the height has no effect; remove it, or choose RoundingMode.Ceiling",
            g => X(g, 1, 3, 4, 4).Pool(PoolKind.Max, new Window(2, 2, 0, 1, 1, RoundingMode.Truncate), new Window(2))),
        ("Global pooling: the input x [1, 3] has no spatial axes; it needs [N, C, ...]",
            g => X(g, 1, 3).GlobalAveragePool()),
        ("Unpool: x [1, 3, 4, 4] with indices w [1, 3, 2, 2] to [1, 3, 8, 8]; x and indices must have the same shape [N, C, OH, OW], "
            + "and the output shape [N, C, H, W] the same N and C",
            g => X(g, 1, 3, 4, 4).Unpool(W(g, 1, 3, 2, 2), [1, 3, 8, 8])),
        ("matmul <- x [2, 3]: MatMul: [2, 3] times [4, 5]: 3 columns do not match 4 rows; they must be equal, or transpose one",
            g => X(g, 2, 3).MatMul(W(g, 4, 5))),
        ("matmul <- x [2, 3, 4]: MatMul: the leading axes of [2, 3, 4] and [3, 4, 5] do not broadcast; they must be equal or 1",
            g => X(g, 2, 3, 4).MatMul(W(g, 3, 4, 5))),
        ("MatMul: x [] times w [4]; multiply by a scalar with *",
            g => X(g).MatMul(W(g, 4))),
        ("reducesum <- x [2, 3]: ReduceSum: axes 2 of [2, 3]; they must be different and from 0 to 1",
            g => X(g, 2, 3).Sum(2)),
        ("softmax <- x [2, 3]: Softmax: axis 2 of [2, 3]; it must be from 0 to 1",
            g => X(g, 2, 3).Softmax(2)),
        ("add <- x [2, 3]: Broadcast: [2, 3] and [2] do not match (3 and 2 at axis -1); dimensions must be equal or 1",
            g => X(g, 2, 3) + W(g, 2)),
        ("reshape <- x [2, 3]: Reshape: [2, 3] has 6 elements, [7] has 7; both must have the same number",
            g => X(g, 2, 3).Reshape([7])),
        ("Transpose: [0, 0] is not a permutation of the 2 axes of [2, 3]; give each axis from 0 to 1 once",
            g => X(g, 2, 3).Transpose(0, 0)),
        ("Expand: [2, 3] does not broadcast to [2, 4]; each axis must have the same length, length 1, or be missing in front",
            g => X(g, 2, 3).Expand([2, 4])),
        ("Slice: 2 elements from 2 with step 1 do not lie inside axis 1 of [2, 3]; use fewer, or another start",
            g => X(g, 2, 3).Slice(1, 2, 2)),
        ("Slice: axis 2 of x [2, 3]; it must be from -2 to 1",
            g => X(g, 2, 3).Slice(2, 0, 1)),
        ("Tile: 1 repeats for x [2, 3]; it needs 2, one for each axis",
            g => X(g, 2, 3).Tile(2)),
        ("Pad: 1 and 1 values for x [2, 3]; it needs 2, one for each axis",
            g => X(g, 2, 3).Pad([1], [1])),
        ("Pad: padding -2 and -1 crops more than the 2 elements of axis 0 of [2, 3]; crop less",
            g => X(g, 2, 3).Pad([-2, 0], [-1, 0])),
        ("Pad: Edge padding of an empty axis; use PaddingMode.Constant",
            g => X(g, 0, 3).Pad([1, 0], [0, 0], PaddingMode.Edge)),
        ("Concatenate: [2, 3] and [3, 3] differ in more than axis 1; all other axes must be equal",
            g => g.Apply(StridedCopy.Concatenate(1, [2, 3], [3, 3]), X(g, 2, 3), W(g, 3, 3))),
        ("Resize: the output length is -1; it must be 0 or more",
            g => X(g, 2, 3).Resize(-1, 4)),
        ("Resize: an empty axis cannot be resized to length 4; it needs 1 element or more",
            g => X(g, 2, 0).Resize(2, 4)),
        ("Upsample: x [2, 3] by 0; the factor must be 1 or more",
            g => X(g, 2, 3).Upsample(0)),
        ("resample <- x [2, 3]: Resample: axis 1 of [2, 3] has length 3, the taps are for 4; create taps for this length",
            g => X(g, 2, 3).Resample(1, new Taps(4, []))),
        ("Taps: output 0 reads input 4; it must be from 0 to 3",
            g => new Taps(4, [[new Tap(4)]])),
        ("Unfold: x [2, 3, 4] has 3 dimensions; it needs 4, [N, C, H, W]",
            g => X(g, 2, 3, 4).Unfold(2)),
        ("Fold: x [1, 9, 16] must be [N, C * 9, 9] for 3 by 3 windows over images of 5 by 5",
            g => X(g, 1, 9, 16).Fold(5, 5, new(3), new(3))),
        ("Gather: axis 2 of x [2, 3]; it must be from -2 to 1",
            g => X(g, 2, 3).Gather(W(g, 2), 2)),
        ("gather <- x [2, 0]: Gather: axis 1 of [2, 0] is empty, but there are [2] indices; use an axis with elements",
            g => X(g, 2, 0).Gather(W(g, 2), 1)),
        ("gather <- x [2, 3]: Gather: batched at axis 1, the indices [3, 1] must begin with the same 1 dimensions as the data [2, 3]",
            g => g.Apply(new Gather(1, true), X(g, 2, 3), W(g, 3, 1))),
        ("GatherElements: the indices w [3, 3] do not match the data x [2, 3]; they must have its rank and not be longer on any axis but 1",
            g => X(g, 2, 3).GatherElements(W(g, 3, 3), 1)),
        ("ScatterElements: the updates u [2, 2] must have the shape of the indices w [2, 3]",
            g => X(g, 2, 3).ScatterElements(W(g, 2, 3), g.Variable("u", [2, 2]), 1)),
        ("GatherND: the indices w [2, 3] do not match the data x [2, 3]; both must begin with the same 0 dimensions, "
            + "and the last axis of the indices must have a length from 1 to the number of remaining axes of the data",
            g => X(g, 2, 3).GatherND(W(g, 2, 3))),
        ("scatteradd <- x [3]: ScatterAdd: the updates [4, 2] must have the dimensions of the indices [3] from axis 0 on",
            g => g.Apply(new ScatterAdd(0, 5), X(g, 3), W(g, 4, 2))),
        ("OneHot: axis 2 of a result with 2 axes; it must be from -2 to 1",
            g => X(g, 2).OneHot(3, 2)),
        ("ArgMax: axis 1 of x [2, 0] is empty; it needs 1 element or more",
            g => X(g, 2, 0).ArgMax(1)),
        ("BatchNormalization: x [3] has no channels; it must be [N, C] or [N, C, ...]",
            g => X(g, 3).BatchNormalization("b")),
        ("GroupNormalization: the 6 channels of x [2, 6] cannot be split into 4 groups; choose a divisor of 6",
            g => X(g, 2, 6).GroupNormalization("n", 4)),
        ("Normalization: axis 2 of x [2, 3]; it must be from -2 to 1",
            g => X(g, 2, 3).LayerNormalization("n", 2)),
        ("LocalContrastNormalization: x [2, 3, 4] has 3 dimensions; images [N, C, H, W] have 4",
            g => X(g, 2, 3, 4).LocalContrastNormalization()),
        ("Gaussian: the window size is 4; it must be odd",
            g => X(g, 2, 3, 4, 4).LocalContrastNormalization(4)),
        ("LocalResponseNormalization: a window of 0 channels over x [2, 3]; it needs 1 or more, and an axis of channels [N, C, ...]",
            g => X(g, 2, 3).LocalResponseNormalization(0)),
        ("ParametricRelu: x [3] has no channels; it must be [N, C] or [N, C, ...]",
            g => X(g, 3).ParametricRelu("p")),
        ("Maxout: the channels of x [2, 5] cannot be split into groups of 2; x must be [N, C, ...] with a multiple of 2 channels",
            g => X(g, 2, 5).Maxout(2)),
        ("Glu: axis 1 of x [2, 5] cannot be halved; it must exist and have an even length",
            g => X(g, 2, 5).Glu()),
        ("d: Dropout: the mask [3] does not broadcast to [2, 5]; each axis must have the same length, length 1, or be missing in front",
            g => X(g, 2, 5).Dropout("d", 0.5f, mask: [3])),
        ("randomuniform <- x [3]: RandomUniform: the counter is [3]; it must be [2], the lower and the upper part",
            g => g.Apply(new RandomNumbers([2], Distribution.Uniform, 1), X(g, 3))),
        ("NegativeLogLikelihood: labels [3] for [2, 5]; they must be [N, C, d1, ...] and [N, d1, ...]",
            g => LabelLosses.NegativeLogLikelihood(X(g, 2, 5), W(g, 3))),
        ("nonmaxsuppression <- x [1, 6, 5]: NonMaxSuppression: boxes [1, 6, 5] have 5 values each; a box needs 4",
            g => g.Apply(new NonMaxSuppression(5), null, [X(g, 1, 6, 5), W(g, 1, 2, 6)])),
        ("nonmaxsuppression <- x [1, 6, 4]: NonMaxSuppression: scores [1, 2, 7] for 7 boxes and boxes [1, 6, 4]; "
            + "there must be 6 scores for each class",
            g => g.Apply(new NonMaxSuppression(5), null, [X(g, 1, 6, 4), W(g, 1, 2, 7)])),
        ("YoloV1: the prediction x [1, 30, 7, 8] must be [N, 30, 7, 7]",
            g => new YoloV1().Decode(X(g, 1, 30, 7, 8))),
        ("YoloV2: the target w [1, 7, 3, 3] must be [1, 1, 7, 3, 3]",
            g => new YoloV2(3, 3, [new(1, 1)], 2).Loss(X(g, 1, 7, 3, 3), W(g, 1, 7, 3, 3))),
        ("KeypointLoss: prediction [1, 7, 2], target [1, 7, 2], visible [1, 7]; they must be [N, keypoints, 2], [N, keypoints, "
            + "2] and [N, keypoints, 1]",
            g => Keypoints.KeypointLoss(X(g, 1, 7, 2), W(g, 1, 7, 2), g.Variable("v", [1, 7]))),
        ("BoxValues: the last axis of x [1, 7] must have length 4: x, y, width and height",
            g => BoxValues.Of(X(g, 1, 7))),
        ("sumpool <- x [1, 1, 9, 9]: SumPool: window size 3, stride 2, dilation 0 along the height; each must be 1 or more",
            g => X(g, 1, 1, 9, 9).Pool(PoolKind.Sum, new Window(3, 2, Dilation: 0), new Window(3))),
    ];

    public static TheoryData<string> Sentences => [.. Wrong.Select(wrong => wrong.Sentence)];

    [Theory, MemberData(nameof(Sentences))]
    public void Invalid_geometry_is_reported_in_one_sentence(string sentence) =>
        Assert.Equal(sentence,
            Assert.Throws<ShapeException>(() => Wrong.First(wrong => wrong.Sentence == sentence).Build(new Graph())).Message);
}
