using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Non-maximum suppression. A part takes every so-manieth class of an image; it lists the candidates and, while there are any, takes the best
/// and strikes from the list what overlaps it, looking for the next best on the way.
/// </summary>
internal sealed unsafe class NonMaxSuppressionKernel : Kernel, IParallelWork
{
    private readonly CpuDevice _device;
    private readonly NonMaxSuppression _suppression;
    private readonly int _classes, _boxes, _pairs, _kept, _parts;
    private readonly int[] _candidates, _picks, _counts;
    private float* _box, _score;

    public NonMaxSuppressionKernel(CpuDevice device, NonMaxSuppression suppression, IReadOnlyList<Shape> inputs)
    {
        suppression.InferShapes(inputs);
        (_device, _suppression, _classes, _boxes) = (device, suppression, inputs[1][1], inputs[0][1]);
        (_pairs, _kept) = (inputs[1][0] * _classes, Math.Min(suppression.MaximumBoxes, _boxes));
        _parts = _kept == 0 ? 0 : Math.Min(_pairs, 4 * device.Team.Count);
        (_candidates, _picks, _counts) = (new int[_parts * _boxes], new int[_pairs * _kept], new int[_pairs]);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        _box = inputs[0].Pointer();
        _score = inputs[1].Pointer();
        _device.Team.Run(this, _parts);
        float* row = outputs[0].Pointer(), end = row + outputs[0].Shape.Count;
        int taken = 0;
        for (int pair = 0; pair < _pairs; pair++)
        {
            for (int i = 0; i < _counts[pair]; i++, row += 3) (row[0], row[1], row[2]) = (pair / _classes, pair % _classes, _picks[pair * _kept + i]);
            taken += _counts[pair];
        }
        while (row < end) *row++ = -1;
        *outputs[1].Pointer() = taken;
    }

    public void Execute(int part)
    {
        for (int pair = part; pair < _pairs; pair += _parts) _counts[pair] = Take(pair, _candidates.AsSpan(part * _boxes, _boxes), _picks.AsSpan(pair * _kept, _kept));
    }

    private int Take(int pair, Span<int> candidates, Span<int> picks)
    {
        float* scores = _score + (long)pair * _boxes, boxes = _box + (long)(pair / _classes) * _boxes * 4;
        int count = 0, best = -1, taken = 0;
        for (int i = 0; i < _boxes; i++)
        {
            if (!(scores[i] > _suppression.ScoreThreshold)) continue;
            candidates[count++] = i;
            if (best < 0 || scores[i] > scores[best]) best = i;
        }
        while (best >= 0 && taken < picks.Length)
        {
            picks[taken++] = best;
            var chosen = Corners.Of(boxes + best * 4, _suppression.CenterPointBox);
            int left = 0, next = -1;
            for (int k = 0; k < count; k++)
            {
                int i = candidates[k];
                if (i == best || chosen.Overlaps(Corners.Of(boxes + i * 4, _suppression.CenterPointBox), _suppression.IouThreshold)) continue;
                candidates[left++] = i;
                if (next < 0 || scores[i] > scores[next]) next = i;
            }
            (count, best) = (left, next);
        }
        return taken;
    }

    /// <summary>A box by its smallest and largest coordinates.</summary>
    private readonly record struct Corners(float Y, float X, float EndY, float EndX)
    {
        public static Corners Of(float* box, bool centerPoint)
        {
            if (centerPoint) return new(box[1] - box[3] / 2, box[0] - box[2] / 2, box[1] + box[3] / 2, box[0] + box[2] / 2);
            return new(MathF.Min(box[0], box[2]), MathF.Min(box[1], box[3]), MathF.Max(box[0], box[2]), MathF.Max(box[1], box[3]));
        }

        /// <summary>Whether the intersection over the union is greater; without the division, which GPUs round each in its own way.</summary>
        public bool Overlaps(Corners other, float threshold)
        {
            float height = MathF.Min(EndY, other.EndY) - MathF.Max(Y, other.Y), width = MathF.Min(EndX, other.EndX) - MathF.Max(X, other.X);
            if (!(height > 0 && width > 0)) return false;
            float both = height * width, union = (EndY - Y) * (EndX - X) + (other.EndY - other.Y) * (other.EndX - other.X) - both;
            return both > threshold * union;
        }
    }
}
