using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;

namespace VisionRuntime.Insight.Inspection;

/// <summary>How a patch moves over a picture that it covers bit by bit (Zeiler and Fergus 2014, section 4.2).</summary>
/// <param name="Patch">Its height and width in pixels.</param>
/// <param name="Stride">The step between its places, at most the patch so that no pixel is left out.</param>
public readonly record struct OcclusionGrid(int Patch, int Stride)
{
    private const double Multiplications = 3e11;
    private const int FewestPlaces = 49, MostPlaces = 484;

    /// <summary>
    /// A patch of a seventh of the picture, or the given one, at as many places as are worth 3e11 multiplications (seconds on a GPU, up to a minute on a
    /// CPU), but between 49 and 484 of them, or more where a smaller patch would leave pixels out.
    /// </summary>
    /// <param name="height">The picture's height.</param>
    /// <param name="width">The picture's width.</param>
    /// <param name="multiplications">Those of the network for one picture.</param>
    /// <param name="patch">The patch; chosen where null.</param>
    public static OcclusionGrid For(int height, int width, long multiplications, int? patch = null)
    {
        double places = Math.Clamp(Multiplications / Math.Max(1, multiplications), FewestPlaces, MostPlaces);
        int chosen = patch ?? Math.Max(1, (Math.Min(height, width) + 6) / 7);
        return new(chosen, Math.Clamp((int)Math.Ceiling(Math.Sqrt((double)height * width / places)), 1, chosen));
    }

    /// <summary>The rectangles that are covered in turn, cut off at the picture's edge.</summary>
    internal IEnumerable<(int Top, int Left, int Bottom, int Right)> Places(int height, int width)
    {
        for (int top = 0; top < height; top += Stride)
        {
            for (int left = 0; left < width; left += Stride) yield return (top, left, Math.Min(height, top + Patch), Math.Min(width, left + Patch));
        }
    }
}

/// <summary>
/// What a score loses when a patch of the picture is covered (Zeiler and Fergus 2014, section 4.2). Each channel of the patch takes the channel's mean over
/// the picture; a pixel's loss is the mean of all patches that cover it, and negative where the score gains.
/// </summary>
internal sealed class Occlusion : IDisposable
{
    private const string Pixels = "pixels", Scores = "scores";
    private const int Batch = 16;

    private readonly Plan _plan;
    private readonly Shape _shape;
    private readonly int _scores;
    private readonly float[] _batch;

    public Occlusion(Device device, Variables variables, Shape shape, Func<Value, Value> network)
    {
        _shape = shape;
        var graph = new Graph();
        var output = Saliency.Unnormalized(network(graph.Input(Pixels, [Batch, .. shape.Skip(1)])));
        graph.Output(Scores, output);
        _scores = (int)(output.Shape.Count / Batch);
        _batch = new float[Batch * shape.Count];
        _plan = Plan.Compile(graph, device, variables);
    }

    /// <summary>The losses [H, W].</summary>
    public float[] Of(ReadOnlySpan<float> image, int score, OcclusionGrid grid, Action<int, int>? progress)
    {
        int height = _shape[2], width = _shape[3], size = (int)_shape.Count;
        var places = grid.Places(height, width).ToArray();
        var means = Means(image);
        var (losses, covers) = (new float[height * width], new int[height * width]);
        // The first of each batch stays whole, so that what is compared was computed alike.
        image.CopyTo(_batch);
        for (int begin = 0; begin < places.Length; begin += Batch - 1)
        {
            int count = Math.Min(Batch - 1, places.Length - begin);
            for (int i = 0; i < count; i++)
            {
                var covered = _batch.AsSpan((i + 1) * size, size);
                image.CopyTo(covered);
                Cover(covered, places[begin + i], means);
            }
            _plan.Input(Pixels).Write(_batch);
            _plan.Run();
            float[] scores = _plan.Output(Scores).ToArray();
            for (int i = 0; i < count; i++)
            {
                float loss = scores[score] - scores[(i + 1) * _scores + score];
                var (top, left, bottom, right) = places[begin + i];
                for (int y = top; y < bottom; y++)
                {
                    for (int x = left; x < right; x++)
                    {
                        losses[y * width + x] += loss;
                        covers[y * width + x]++;
                    }
                }
            }
            progress?.Invoke(begin + count, places.Length);
        }
        for (int i = 0; i < losses.Length; i++) losses[i] /= covers[i];
        return losses;
    }

    public void Dispose() => _plan.Dispose();

    private float[] Means(ReadOnlySpan<float> image)
    {
        int plane = _shape[2] * _shape[3];
        var means = new float[_shape[1]];
        for (int channel = 0; channel < means.Length; channel++)
        {
            double sum = 0;
            foreach (float number in image.Slice(channel * plane, plane)) sum += number;
            means[channel] = (float)(sum / plane);
        }
        return means;
    }

    private void Cover(Span<float> image, (int Top, int Left, int Bottom, int Right) place, float[] means)
    {
        int width = _shape[3], plane = _shape[2] * width;
        for (int channel = 0; channel < means.Length; channel++)
        {
            for (int y = place.Top; y < place.Bottom; y++) image.Slice(channel * plane + y * width + place.Left, place.Right - place.Left).Fill(means[channel]);
        }
    }
}
