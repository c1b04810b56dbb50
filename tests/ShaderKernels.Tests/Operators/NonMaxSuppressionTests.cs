using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests.Operators;

/// <summary>
/// The situations of ONNX's own cases (test_nonmaxsuppression_*) and some more in small numbers of our own, then crowds of boxes against
/// the reference.
/// </summary>
public class NonMaxSuppressionTests
{
    /// <summary>
    /// Three pairs of boxes two high and two wide, the second of each pair moved right by half a unit (intersection over union 3 / 5), as
    /// corners (y, x, y, x).
    /// </summary>
    private static readonly double[] Pairs =
        [.. from pair in Enumerable.Range(0, 3) from moved in (double[])[0, 0.5] from number in (double[])[0, pair * 10 + moved, 2,
            pair * 10 + moved + 2] select number];

    private static readonly double[] Scores = [0.75, 0.5, 0.875, 0.9375, 0.25, 0.125];

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Overlapping_boxes_are_suppressed_by_the_best_one(string device) =>
        Expect(device, new(3, 0.5f, 0), Pairs, Scores, 1, [0, 0, 3, 0, 0, 0, 0, 0, 4]);

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void An_overlap_equal_to_the_threshold_is_allowed(string device)
    {
        // One high, intersection 2 of a union of 4.
        double[] boxes = [0, 0, 1, 3, 0, 1, 1, 4];
        Expect(device, new(2, 0.5f), boxes, [1, 2], 1, [0, 0, 1, 0, 0, 0]);
        Expect(device, new(2, 0.4999f), boxes, [1, 2], 1, [0, 0, 1]);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Corners_may_come_in_either_order(string device)
    {
        double[] flipped = [.. Enumerable.Range(0, 6).SelectMany(box => (box % 3) switch
        {
            0 => (double[]) [Pairs[box * 4 + 2], Pairs[box * 4 + 3], Pairs[box * 4], Pairs[box * 4 + 1]],
            1 => [Pairs[box * 4], Pairs[box * 4 + 3], Pairs[box * 4 + 2], Pairs[box * 4 + 1]],
            _ => Pairs[(box * 4)..(box * 4 + 4)],
        })];
        Expect(device, new(3, 0.5f, 0), flipped, Scores, 1, [0, 0, 3, 0, 0, 0, 0, 0, 4]);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Boxes_may_be_given_by_their_center(string device)
    {
        // Twice as wide as high, so that exchanging the axes would show: (x, y, width, height), moved right by a quarter of the width.
        double[] boxes = [2, 1, 4, 2, 3, 1, 4, 2, 2, 3.5, 4, 2];
        Expect(device, new(3, 0.59f, 0, true), boxes, [1, 2, 3], 1, [0, 0, 2, 0, 0, 1]);
        Expect(device, new(3, 0.61f, 0, true), boxes, [1, 2, 3], 1, [0, 0, 2, 0, 0, 1, 0, 0, 0]);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void At_most_the_maximum_number_of_boxes_is_selected(string device) =>
        Expect(device, new(2, 0.5f, 0), Pairs, Scores, 1, [0, 0, 3, 0, 0, 0]);

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Scores_at_or_below_the_threshold_are_ignored(string device)
    {
        Expect(device, new(6, 0.5f, 0.5f), Pairs, Scores, 1, [0, 0, 3, 0, 0, 0]);
        Expect(device, new(6, 0.5f, 0.75f), Pairs, Scores, 1, [0, 0, 3]);
        Expect(device, new(6, 0.5f, 1), Pairs, Scores, 1, []);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void A_single_box_is_selected(string device) => Expect(device, new(3, 0.5f, 0), [0, 0, 1, 1], [0.5], 1, [0, 0, 0]);

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void The_first_of_identical_boxes_is_selected(string device) =>
        Expect(device, new(3, 0.5f, 0), [.. Enumerable.Repeat((double[])[0, 0, 1, 1], 10).SelectMany(box => box)],
            [.. Enumerable.Repeat(0.9, 10)], 1, [0, 0, 0]);

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Each_class_of_each_image_is_separate(string device)
    {
        double[] reversed = [.. Scores.Reverse()];
        Expect(device, new(2, 0.5f, 0), [.. Pairs, .. Pairs], [.. Scores, .. reversed, .. reversed, .. Scores], 2,
            [0, 0, 3, 0, 0, 0, 0, 1, 2, 0, 1, 5, 1, 0, 2, 1, 0, 5, 1, 1, 3, 1, 1, 0], images: 2);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void A_box_without_an_area_overlaps_nothing(string device) =>
        Expect(device, new(3, 0, 0), [0, 0, 0, 5, 0, 0, 5, 5, 1, 1, 1, 1], [3, 2, 1], 1, [0, 0, 0, 0, 0, 1, 0, 0, 2]);

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void A_NaN_score_is_never_selected(string device) =>
        Expect(device, new(3, 0.5f), [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5], [double.NaN, -7, double.NaN], 1, [0, 0, 1]);

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void An_empty_selection_has_count_zero(string device)
    {
        Expect(device, new(0), Pairs, Scores, 1, []);
        Expect(device, new(5), [], [], 1, []);
        Expect(device, new(5), [], [], 1, [], images: 0);
        Expect(device, new(5), Pairs, [], 0, []);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Many_boxes_agree_with_the_formula(string device)
    {
        (int Images, int Boxes, int Classes, NonMaxSuppression Suppression)[] crowds =
        [
            (1, 1009, 1, new(50, 0.3f)), (2, 127, 5, new(1000, 0.5f, 0.25f)), (3, 64, 7, new(3, 0.1f, 0.1f, true)),
                (1, 129, 131, new(2, 0, 0.9f)), (2, 257, 3, new(257, 1)),
        ];
        foreach (var (images, boxes, classes, suppression) in crowds)
        {
            var random = new Random(boxes);
            var places = new HostTensor([images, boxes, 4], Enumerable.Range(0, images * boxes).SelectMany(_ =>
            {
                float y = random.NextSingle() * 8, x = random.NextSingle() * 8, height = 0.1f + random.NextSingle() * 2,
                    width = 0.1f + random.NextSingle() * 2;
                return (float[])(suppression.CenterPointBox ? [x, y, width, height] : random.Next(2) == 0 ? [y, x, y + height, x + width]
                    : [y + height, x, y, x + width]);
            }));
            var scores = new HostTensor([images, classes, boxes],
                Enumerable.Range(0, images * classes * boxes).Select(_ => random.Next(1000) / 1000f)); // With equals among them.
            Agreement.Check(device, suppression, [places, scores], 0);
        }
    }

    [Fact]
    public void Invalid_shapes_and_thresholds_are_reported()
    {
        Assert.Contains("[1, 3, 5] have 5 values each", Message(new(1), [1, 3, 5], [1, 1, 3]));
        Assert.Contains("for 1 images and scores [2, 1, 3] for 2", Message(new(1), [1, 3, 4], [2, 1, 3]));
        Assert.Contains("there must be 3 scores for each class", Message(new(1), [1, 3, 4], [1, 1, 4]));
        Assert.Contains("boxes [3, 4] has 2 dimensions; it needs 3", Message(new(1), [3, 4], [1, 1, 3]));
        Assert.Contains("MaximumBoxes is -1", Message(new(-1), [1, 3, 4], [1, 1, 3]));
        Assert.Contains("between 0 and 1", Message(new(1, 1.5f), [1, 3, 4], [1, 1, 3]));
        Assert.Contains("between 0 and 1", Message(new(1, float.NaN), [1, 3, 4], [1, 1, 3]));
        Assert.Contains("lower MaximumBoxes than 100000", Message(new(100000), [1, 100000, 4], [1, 1000, 100000]));

        static string Message(NonMaxSuppression suppression, Shape boxes, Shape scores) =>
            Assert.Throws<ShapeException>(() => suppression.InferShapes([boxes, scores])).Message;
    }

    private static void Expect(string device, NonMaxSuppression suppression, double[] boxes, double[] scores, int classes, double[] rows,
        int images = 1)
    {
        int count = images == 0 ? 0 : boxes.Length / 4 / images, length = images * classes * Math.Min(suppression.MaximumBoxes, count) * 3;
        HostTensor[] inputs = [new([images, count, 4], boxes), new([images, classes, count], scores)];
        double[] table = [.. rows, .. Enumerable.Repeat(-1.0, length - rows.Length)];
        using var opened = TestDevices.Open(device);
        var results = OperatorRunner.Run(opened, suppression, inputs);
        Assert.Equal(table, results[0].Values);
        Assert.Equal([rows.Length / 3], results[1].Values);
        Assert.Equal(table, References.Run(suppression, 0, inputs));
    }
}
