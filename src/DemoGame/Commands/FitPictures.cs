using System.Globalization;
using ShaderKernels.Tensors;
using VisionRuntime.Data;
using VisionRuntime.Detection;
using VisionRuntime.Insight;
using VisionRuntime.Insight.Inspection;
using VisionRuntime.Training;

namespace DemoGame.Commands;

/// <summary>Test images with what a network found in them: reconstructions, keypoints, boxes.</summary>
internal static class FitPictures
{
    private const int Enlarged = 3, CrossSize = 3, ShownSeries = 8;

    /// <summary>True positions are green, those that were found are red.</summary>
    private static readonly float[] True = [0, 1, 0], Found = [1, 0.1f, 0.1f];

    /// <summary>The colors of the classes in masks.</summary>
    private static readonly float[][] ClassColors =
        [[0.35f, 0.6f, 0.95f], [0.45f, 0.7f, 0.35f], [0.95f, 0.45f, 0.2f], [0.9f, 0.85f, 0.3f], [0.7f, 0.4f, 0.8f], [0.8f, 0.8f, 0.8f]];

    /// <summary>Saves images beside their reconstructions, each with its error.</summary>
    public static void SaveReconstructions(
        string path, Dataset data, Evaluation test, string title = "Test images and their reconstructions")
    {
        var images = new List<(float[], string)>();
        for (int i = 0; i < test.OutputCount; i++)
        {
            images.Add((Read(data, i).Image, "input"));
            images.Add((test.OutputOf(i).ToArray(), test.Errors[i].ToString("G3", CultureInfo.InvariantCulture)));
        }
        SampleSheet.SavePng(path, images, data.InputShape, title, stretch: false);
    }

    /// <summary>Saves inputs, what the network makes of them, and the true pictures, each with its peak signal-to-noise ratio.</summary>
    public static void SaveRestorations(string path, Dataset data, Evaluation test)
    {
        int height = data.TargetShape[1], width = data.TargetShape[2];
        var images = new List<(float[], string)>();
        for (int i = 0; i < test.OutputCount; i++)
        {
            var (input, target) = Read(data, i);
            images.Add((Enlarge(input, data.InputShape, height, width), "input"));
            images.Add((test.OutputOf(i).ToArray(),
                string.Create(CultureInfo.InvariantCulture, $"{PeakSignalToNoiseRatio.Of(test.Errors[i]):0.0} dB")));
            images.Add((target, "true"));
        }
        SampleSheet.SavePng(path, images, Shape.Of(1, data.InputShape[1], height, width), "Inputs, outputs and true pictures",
            stretch: false);
    }

    /// <summary>Saves images, the true classes of their pixels, and those that were found.</summary>
    public static void SaveMasks(string path, Dataset data, Evaluation test, int count)
    {
        int pixels = data.TargetShape[0] * data.TargetShape[1], classes = test.OutputLength / pixels;
        var images = new List<(float[], string)>();
        for (int i = 0; i < Math.Min(count, test.OutputCount); i++)
        {
            var (input, target) = Read(data, i);
            float[] logits = test.OutputOf(i).ToArray();
            images.Add((Colored(input, data.InputShape), "input"));
            images.Add((Painted(pixel => (int)target[pixel]), "true"));
            images.Add((Painted(pixel => Enumerable.Range(0, classes).MaxBy(label => logits[label * pixels + pixel])),
                string.Create(CultureInfo.InvariantCulture, $"{100 * test.Errors[i]:0.0} % wrong")));
        }
        SampleSheet.SavePng(
            path, images, Shape.Of(1, 3, data.TargetShape[0], data.TargetShape[1]), "Images, true classes and those that were found",
            stretch: false);

        float[] Painted(Func<int, int> classOf)
        {
            var picture = new float[3 * pixels];
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                var color = ClassColors[classOf(pixel) % ClassColors.Length];
                for (int channel = 0; channel < 3; channel++) picture[channel * pixels + pixel] = color[channel];
            }
            return picture;
        }
    }

    /// <summary>Saves time series as charts, or volumes as projections, with the true class and what the network took them for.</summary>
    public static void SaveSignals(string path, Dataset data, Evaluation test)
    {
        var shape = data.InputShape;
        if (shape.Rank == 5)
        {
            int area = shape[3] * shape[4];
            SampleSheet.SavePng(path, [.. Enumerable.Range(0, Math.Min(FitFiles.ShownSamples, test.OutputCount)).Select(i =>
            {
                float[] volume = Read(data, i).Image, projection = new float[area];
                for (int at = 0; at < volume.Length; at++) projection[at % area] = Math.Max(projection[at % area], volume[at]);
                return (projection, Caption(i));
            })], [1, 1, shape[3], shape[4]], "Test volumes from one side");
            return;
        }
        double[] times = [.. Enumerable.Range(0, shape[2]).Select(time => (double)time)];
        new LineChart
        {
            Title = "Test series", HorizontalLabel = "time", Height = 900,
            Panels = [.. Enumerable.Range(0, Math.Min(ShownSeries, test.OutputCount)).Select(i => new ChartPanel(
                Caption(i), [new ChartSeries("", times, [.. Read(data, i).Image.Take(shape[2]).Select(value => (double)value)])]))],
        }.SavePng(path);

        string Caption(int i)
        {
            int found = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(test.OutputOf(i)), label = (int)Read(data, i).Target[0];
            return found == label ? data.ClassName(label) : $"{data.ClassName(label)} as {data.ClassName(found)}";
        }
    }

    /// <summary>Saves images with the true and the found keypoints.</summary>
    public static void SaveKeypoints(string path, Dataset data, Evaluation test, int count) =>
        Save(path, data, Math.Min(count, test.OutputCount), "True points are green, found ones red", (i, target, mark) =>
        {
            for (int point = 0; point < target.Length / 3; point++)
            {
                if (target[3 * point + 2] > 0) Cross(target[3 * point], target[3 * point + 1], True, 0);
                Cross(test.OutputOf(i)[2 * point], test.OutputOf(i)[2 * point + 1], Found, 1);
            }
            return test.Errors[i].ToString("0.000", CultureInfo.InvariantCulture);

            // Upright for true points and diagonal for found ones, so that both are seen where they agree.
            void Cross(float x, float y, float[] color, int slant)
            {
                for (int d = -CrossSize; d <= CrossSize; d++)
                {
                    float along = d / (float)(Enlarged * data.InputShape[3]), down = d / (float)(Enlarged * data.InputShape[2]);
                    mark(x + along, y + slant * down, color);
                    mark(x + slant * along, y + (1 - 2 * slant) * down, color);
                }
            }
        });

    /// <summary>Saves images with the true and the found boxes.</summary>
    public static void SaveBoxes(string path, Dataset data, Evaluation test, YoloV2 yolo, int count) =>
        Save(path, data, Math.Min(count, test.OutputCount), "True boxes are green, found ones red", (i, target, mark) =>
        {
            var found = yolo.Detect(test.OutputOf(i), i, leastScore: 0.3f);
            foreach (var item in DetectionTask.ObjectsOf(target)) Outline(item.Box, True);
            foreach (var item in found) Outline(item.Box, Found);
            return string.Join(' ', found.Select(item => data.ClassName(item.Class)));

            void Outline(Box box, float[] color)
            {
                for (float part = 0; part <= 1; part += 0.01f)
                {
                    mark(box.Left + part * box.Width, box.Top, color);
                    mark(box.Left + part * box.Width, box.Bottom, color);
                    mark(box.Left, box.Top + part * box.Height, color);
                    mark(box.Right, box.Top + part * box.Height, color);
                }
            }
        });

    private static void Save(
        string path, Dataset data, int count, string title, Func<int, float[], Action<float, float, float[]>, string> draw)
    {
        int channels = data.InputShape[1], height = data.InputShape[2] * Enlarged, width = data.InputShape[3] * Enlarged;
        var images = new List<(float[], string)>();
        for (int i = 0; i < count; i++)
        {
            var (image, target) = Read(data, i);
            float[] colored = new float[3 * height * width];
            for (int at = 0; at < colored.Length; at++)
            {
                int channel = at / (height * width), y = at / width % height / Enlarged, x = at % width / Enlarged;
                colored[at] = image[(Math.Min(channel, channels - 1) * data.InputShape[2] + y) * data.InputShape[3] + x];
            }
            string caption = draw(i, target, (x, y, color) =>
            {
                int column = (int)(x * width), row = (int)(y * height);
                if (column < 0 || column >= width || row < 0 || row >= height) return;
                for (int channel = 0; channel < 3; channel++) colored[(channel * height + row) * width + column] = color[channel];
            });
            images.Add((colored, caption));
        }
        SampleSheet.SavePng(path, images, Shape.Of(1, 3, height, width), title);
    }

    /// <summary>Enlarges each channel by repeating its pixels.</summary>
    private static float[] Enlarge(float[] image, Shape shape, int height, int width)
    {
        var large = new float[shape[1] * height * width];
        for (int i = 0; i < large.Length; i++)
        {
            int channel = i / (height * width), y = i / width % height * shape[2] / height, x = i % width * shape[3] / width;
            large[i] = image[(channel * shape[2] + y) * shape[3] + x];
        }
        return large;
    }

    /// <summary>An image as one in color: a single channel is repeated.</summary>
    private static float[] Colored(float[] image, Shape shape) => shape[1] == 3 ? image : [.. image, .. image, .. image];

    private static (float[] Image, float[] Target) Read(Dataset data, int sample)
    {
        float[] image = new float[data.InputLength], target = new float[data.TargetLength];
        data.Read(sample, image, target);
        return (image, target);
    }
}
