using VisionRuntime.Data;

namespace VisionRuntime.Tests.Data;

public sealed class DrawnDataTests
{
    public static TheoryData<string> Names => ["digits", "glyphs", "shapes", "scenes", "masks"];

    [Theory, MemberData(nameof(Names))]
    public void The_seed_decides_the_samples_and_the_parts_differ(string name)
    {
        DatasetSplits first = Create(name, 3), again = Create(name, 3), other = Create(name, 4);
        Assert.Equal((20, 5, 5), (first.Training.Count, first.Validation!.Count, first.Test!.Count));
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(Read(first.Training, i).Input, Read(again.Training, i).Input);
            Assert.Equal(Read(first.Training, i).Target, Read(again.Training, i).Target);
            Assert.NotEqual(Read(first.Training, i).Input, Read(other.Training, i).Input);
            Assert.NotEqual(Read(first.Training, i).Input, Read(first.Test, i).Input);
            Assert.All(Read(first.Training, i).Input, value => Assert.InRange(value, 0, 1));
        }
    }

    [Fact]
    public void Digits_are_written_in_white_on_black_with_all_classes()
    {
        var data = DrawnDigits.Create(28, 1, 200, 10).Training;
        var labels = Enumerable.Range(0, 200).Select(i => Read(data, i)).ToArray();
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (float)i), labels.Select(sample => sample.Target[0]).Distinct().Order());
        Assert.All(labels, sample => Assert.InRange(sample.Input.Average(), 0.02, 0.4));
        Assert.All(labels, sample => Assert.Equal(1, sample.Input.Max()));
        Assert.All(labels, sample => Assert.Equal(0, sample.Input[0]));
    }

    [Fact]
    public void Glyphs_are_drawn_in_light_on_dark_and_fill_the_picture()
    {
        var data = DrawnGlyphs.Create(28, 1, 300, 10).Training;
        Assert.Equal("triangle circle zigzag spiral heart wave star scribble", string.Join(' ', data.Classes));
        var samples = Enumerable.Range(0, 300).Select(i => Read(data, i)).ToArray();
        Assert.Equal(Enumerable.Range(0, 8).Select(i => (float)i), samples.Select(sample => sample.Target[0]).Distinct().Order());
        foreach (var (image, target) in samples)
        {
            float paper = image.Min();
            Assert.InRange(paper, 0, 0.15f);
            Assert.InRange(image.Max(), 0.5f, 1);
            int[] drawn = [.. Enumerable.Range(0, image.Length).Where(i => image[i] > paper + 0.1f)];
            Assert.InRange(drawn.Length, 15, 28 * 28 * 2 / 3);
            // The longer side is half of the picture or more.
            int wide = drawn.Max(i => i % 28) - drawn.Min(i => i % 28), high = drawn.Max(i => i / 28) - drawn.Min(i => i / 28);
            Assert.InRange(Math.Max(wide, high), 14, 27);
            // A circle is empty in its middle, a star and a spiral are not.
            if (target[0] == 1) Assert.True(image[14 * 28 + 14] < paper + 0.1f);
        }
    }

    [Fact]
    public void Boxes_are_around_the_bright_pixels()
    {
        var data = DrawnScenes.Create(TargetKind.Boxes, 1, 64, 1, 40, 1).Training;
        for (int i = 0; i < data.Count; i++)
        {
            var (image, target) = Read(data, i);
            var boxes = target.Chunk(5).Where(row => row[0] >= 0).ToArray();
            Assert.InRange(boxes.Length, 1, DrawnScenes.MostObjects);
            for (int pixel = 0; pixel < image.Length; pixel++)
            {
                // The background is darker than any object.
                float x = (pixel % 64 + 0.5f) / 64, y = (pixel / 64 + 0.5f) / 64;
                bool inside = boxes.Any(box => Math.Abs(x - box[1]) < box[3] / 2 && Math.Abs(y - box[2]) < box[4] / 2);
                if (image[pixel] > 0.5f) Assert.True(inside, $"scene {i}, pixel {pixel}");
            }
            Assert.All(boxes, box => Assert.InRange(box[0], 0, 2));
        }
    }

    [Fact]
    public void Masks_name_the_bright_pixels()
    {
        var (image, mask) = Read(DrawnScenes.Create(TargetKind.Mask, 1, 64, 1, 4, 1).Training, 2);
        Assert.Contains(mask, label => label > 0);
        Assert.All(image.Zip(mask), pair => Assert.True(pair.First > 0.54f ? pair.Second > 0 : pair.First < 0.36f || pair.Second >= 0));
        Assert.All(mask, label => Assert.InRange(label, 0, 3));
    }

    private static DatasetSplits Create(string name, int seed) => name switch
    {
        "digits" => DrawnDigits.Create(16, seed, 20, 5),
        "glyphs" => DrawnGlyphs.Create(16, seed, 20, 5),
        "shapes" => DrawnShapes.Create(3, 16, seed, 20, 5),
        "scenes" => DrawnScenes.Create(TargetKind.Boxes, 3, 32, seed, 20, 5),
        _ => DrawnScenes.Create(TargetKind.Mask, 1, 32, seed, 20, 5),
    };

    private static (float[] Input, float[] Target) Read(Dataset dataset, int index)
    {
        float[] input = new float[dataset.InputLength], target = new float[dataset.TargetLength];
        dataset.Read(index, input, target);
        return (input, target);
    }
}
