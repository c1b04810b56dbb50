using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;

namespace VisionRuntime.Insight.Inspection;

/// <summary>The positions of an occluding patch on an image (Zeiler and Fergus 2014, section 4.2).</summary>
/// <param name="Patch">The patch's height and width in pixels.</param>
/// <param name="Stride">The step between positions, at most the patch size, so that every pixel is covered.</param>
public readonly record struct OcclusionGrid(int Patch, int Stride)
{
    private const double MultiplicationBudget = 3e11;
    private const int FewestPositions = 49, MostPositions = 484;

    /// <summary>
    /// Chooses a grid: a patch of a seventh of the image, if none is given, at as many positions as take about 3e11 multiplications
    /// (seconds on a GPU, up to a minute on a CPU), but between 49 and 484 of them, or more if a smaller patch would otherwise leave pixels
    /// uncovered.
    /// </summary>
    /// <param name="height">The image's height.</param>
    /// <param name="width">The image's width.</param>
    /// <param name="multiplications">The multiplications of one inference.</param>
    /// <param name="patch">The patch size; null to choose it.</param>
    public static OcclusionGrid For(int height, int width, long multiplications, int? patch = null)
    {
        double positions = Math.Clamp(MultiplicationBudget / Math.Max(1, multiplications), FewestPositions, MostPositions);
        int chosen = patch ?? Math.Max(1, (Math.Min(height, width) + 6) / 7);
        return new(chosen, Math.Clamp((int)Math.Ceiling(Math.Sqrt((double)height * width / positions)), 1, chosen));
    }

    /// <summary>The rectangles that are covered one after the other, cut off at the image's border.</summary>
    internal IEnumerable<(int Top, int Left, int Bottom, int Right)> Rectangles(int height, int width)
    {
        for (int top = 0; top < height; top += Stride)
        {
            for (int left = 0; left < width; left += Stride)
                yield return (top, left, Math.Min(height, top + Patch), Math.Min(width, left + Patch));
        }
    }
}

/// <summary>
/// The decrease of a score when a patch of the image is covered (Zeiler and Fergus 2014, section 4.2). Each channel of the patch takes the
/// channel's mean over the image. The value of a pixel is the mean over all patches that cover it; it is negative if the score increases.
/// </summary>
internal sealed class Occlusion : IDisposable
{
    private const string Pixels = "pixels", Scores = "scores";
    private const int PreferredBatch = 16;

    private readonly Plan _plan;
    private readonly Shape _shape;
    private readonly int _batch, _scores;
    private readonly float[] _input;

    public Occlusion(Device device, Variables variables, Shape shape, Func<Value, Value> network)
    {
        _shape = shape;
        var (graph, output) = Build(shape, network);
        _batch = graph.Inputs[Pixels].Shape[0];
        _scores = (int)(output.Shape.Count / _batch);
        _input = new float[_batch * shape.Count];
        _plan = Plan.Compile(graph, device, variables);
    }

    /// <summary>Computes the decreases of a score, [H, W].</summary>
    public float[] Of(ReadOnlySpan<float> image, int score, OcclusionGrid grid, Action<int, int>? progress)
    {
        int height = _shape[2], width = _shape[3], size = (int)_shape.Count;
        var rectangles = grid.Rectangles(height, width).ToArray();
        var means = ChannelMeans(image);
        var (decreases, covers) = (new float[height * width], new int[height * width]);
        for (int i = 0; i < _batch; i++) image.CopyTo(_input.AsSpan(i * size, size));
        float[] uncovered = Run();
        for (int begin = 0; begin < rectangles.Length; begin += _batch)
        {
            int count = Math.Min(_batch, rectangles.Length - begin);
            for (int i = 0; i < count; i++)
            {
                var sample = _input.AsSpan(i * size, size);
                image.CopyTo(sample);
                Cover(sample, rectangles[begin + i], means);
            }
            float[] scores = Run();
            for (int i = 0; i < count; i++)
            {
                // Each score is compared with that of the same sample of the batch, so that both were computed in the same order.
                float decrease = uncovered[i * _scores + score] - scores[i * _scores + score];
                var (top, left, bottom, right) = rectangles[begin + i];
                for (int y = top; y < bottom; y++)
                {
                    for (int x = left; x < right; x++)
                    {
                        decreases[y * width + x] += decrease;
                        covers[y * width + x]++;
                    }
                }
            }
            progress?.Invoke(begin + count, rectangles.Length);
        }
        for (int i = 0; i < decreases.Length; i++) decreases[i] /= covers[i];
        return decreases;
    }

    public void Dispose() => _plan.Dispose();

    /// <summary>Builds the network for a batch, or for single images if the file that it comes from fixes the batch size.</summary>
    private static (Graph Graph, Value Output) Build(Shape shape, Func<Value, Value> network)
    {
        try
        {
            var (graph, output) = Build(PreferredBatch);
            if (output.Shape[0] == PreferredBatch) return (graph, output);
        }
        catch (Exception exception) when (exception is ShapeException or ArgumentException or NotSupportedException or OnnxException)
        {
            // An imported network may have its batch size in the shapes of its reshapes.
        }
        return Build(1);

        (Graph, Value) Build(int batch)
        {
            var graph = new Graph();
            var output = Saliency.BeforeSoftmax(network(graph.Input(Pixels, [batch, .. shape.Skip(1)])));
            graph.Output(Scores, output);
            return (graph, output);
        }
    }

    private float[] Run()
    {
        _plan.Input(Pixels).Write(_input);
        _plan.Run();
        return _plan.Output(Scores).ToArray();
    }

    private float[] ChannelMeans(ReadOnlySpan<float> image)
    {
        int plane = _shape[2] * _shape[3];
        var means = new float[_shape[1]];
        for (int channel = 0; channel < means.Length; channel++)
        {
            double sum = 0;
            foreach (float value in image.Slice(channel * plane, plane)) sum += value;
            means[channel] = (float)(sum / plane);
        }
        return means;
    }

    private void Cover(Span<float> image, (int Top, int Left, int Bottom, int Right) rectangle, float[] means)
    {
        int width = _shape[3], plane = _shape[2] * width;
        for (int channel = 0; channel < means.Length; channel++)
        {
            for (int y = rectangle.Top; y < rectangle.Bottom; y++)
                image.Slice(channel * plane + y * width + rectangle.Left, rectangle.Right - rectangle.Left).Fill(means[channel]);
        }
    }
}
