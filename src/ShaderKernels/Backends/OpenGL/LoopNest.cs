using System.Globalization;
using System.Text;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// A loop nest over several operands, each with its own strides. Axes of length 1 are dropped, and neighboring axes that are contiguous for
/// every operand are merged, so that a shader decodes as few axes as possible.
/// </summary>
internal sealed class LoopNest
{
    private readonly List<int> _extents = [];
    private readonly List<int>[] _strides;

    /// <param name="extents">The length of each axis, outermost first.</param>
    /// <param name="operands">For each operand, the stride of each axis in elements.</param>
    public LoopNest(ReadOnlySpan<int> extents, params int[][] operands)
    {
        _strides = [.. operands.Select(_ => new List<int>())];
        for (int axis = 0; axis < extents.Length; axis++)
        {
            if (extents[axis] == 1) continue;
            int inner = extents[axis], last = _extents.Count - 1, current = axis;
            if (last >= 0 && Enumerable.Range(0, operands.Length).All(i => _strides[i][last] == (long)operands[i][current] * inner))
            {
                _extents[last] *= inner;
                for (int i = 0; i < operands.Length; i++) _strides[i][last] = operands[i][axis];
                continue;
            }
            _extents.Add(inner);
            for (int i = 0; i < operands.Length; i++) _strides[i].Add(operands[i][axis]);
        }
    }

    /// <summary>Gets the length of the innermost remaining axis.</summary>
    public int InnermostExtent => _extents.Count == 0 ? 1 : _extents[^1];

    /// <summary>Returns the stride of an operand along the innermost remaining axis.</summary>
    public int InnermostStride(int operand) => _extents.Count == 0 ? 0 : _strides[operand][^1];

    /// <summary>Returns the strides of an operand along every axis but the innermost.</summary>
    public IEnumerable<int> OuterStrides(int operand) => _strides[operand].SkipLast(1);

    /// <summary>Returns a GLSL expression of type int, the offset of an operand at step <paramref name="index"/> (a uint).</summary>
    public string Offset(int operand, string index)
    {
        var text = new StringBuilder();
        long inner = 1;
        for (int axis = _extents.Count - 1; axis >= 0; axis--)
        {
            int stride = _strides[operand][axis];
            if (stride != 0)
            {
                if (text.Length > 0) text.Append(" + ");
                text.Append("int(").Append(index);
                if (inner > 1) text.Append(CultureInfo.InvariantCulture, $" / {inner}u");
                if (axis > 0) text.Append(CultureInfo.InvariantCulture, $" % {_extents[axis]}u");
                text.Append(')');
                if (stride != 1) text.Append(CultureInfo.InvariantCulture, $" * {(stride < 0 ? $"({stride})" : stride)}");
            }
            inner *= _extents[axis];
        }
        return text.Length == 0 ? "0" : $"({text})";
    }
}
