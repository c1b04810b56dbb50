using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Non-maximum suppression. A part of the work handles every n-th (image, class) pair: it lists the candidates and, while there are any,
/// selects the best one and removes those that overlap it, finding the next best in the same pass.
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
        int selected = 0;
        for (int pair = 0; pair < _pairs; pair++)
        {
            for (int i = 0; i < _counts[pair]; i++, row += 3)
                (row[0], row[1], row[2]) = (pair / _classes, pair % _classes, _picks[pair * _kept + i]);
            selected += _counts[pair];
        }
        while (row < end) *row++ = -1;
        *outputs[1].Pointer() = selected;
    }

    public void Execute(int part)
    {
        for (int pair = part; pair < _pairs; pair += _parts)
            _counts[pair] = Select(pair, _candidates.AsSpan(part * _boxes, _boxes), _picks.AsSpan(pair * _kept, _kept));
    }

    private int Select(int pair, Span<int> candidates, Span<int> picks)
    {
        float* scores = _score + (long)pair * _boxes, boxes = _box + (long)(pair / _classes) * _boxes * 4;
        int count = 0, best = -1, selected = 0;
        for (int i = 0; i < _boxes; i++)
        {
            if (!(scores[i] > _suppression.ScoreThreshold)) continue;
            candidates[count++] = i;
            if (best < 0 || scores[i] > scores[best]) best = i;
        }
        while (best >= 0 && selected < picks.Length)
        {
            picks[selected++] = best;
            var chosen = Corners.From(boxes + best * 4, _suppression.CenterPointBox);
            int left = 0, next = -1;
            for (int k = 0; k < count; k++)
            {
                int i = candidates[k];
                if (i == best || chosen.Overlaps(Corners.From(boxes + i * 4, _suppression.CenterPointBox), _suppression.IouThreshold))
                    continue;
                candidates[left++] = i;
                if (next < 0 || scores[i] > scores[next]) next = i;
            }
            (count, best) = (left, next);
        }
        return selected;
    }

    /// <summary>A box by its smallest and largest coordinates.</summary>
    private readonly record struct Corners(float Y, float X, float EndY, float EndX)
    {
        public static Corners From(float* box, bool centerPoint)
        {
            if (centerPoint) return new(box[1] - box[3] / 2, box[0] - box[2] / 2, box[1] + box[3] / 2, box[0] + box[2] / 2);
            return new(MathF.Min(box[0], box[2]), MathF.Min(box[1], box[3]), MathF.Max(box[0], box[2]), MathF.Max(box[1], box[3]));
        }

        /// <summary>
        /// Whether the intersection over union exceeds the threshold, computed without the division, whose rounding differs between GPUs.
        /// </summary>
        public bool Overlaps(Corners other, float threshold)
        {
            float height = MathF.Min(EndY, other.EndY) - MathF.Max(Y, other.Y), width = MathF.Min(EndX, other.EndX) - MathF.Max(X, other.X);
            if (!(height > 0 && width > 0)) return false;
            float intersection = height * width;
            float union = (EndY - Y) * (EndX - X) + (other.EndY - other.Y) * (other.EndX - other.X) - intersection;
            return intersection > threshold * union;
        }
    }
}
