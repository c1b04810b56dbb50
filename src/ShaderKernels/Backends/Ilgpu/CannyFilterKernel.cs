using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Devices;
using ShaderKernels.Operators.Filters;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>
/// <see cref="CannyFilter"/>. Edges are followed by labeling connected pixels with a union-find forest whose trees are joined atomically
/// (Komura, GPU-based cluster-labeling algorithm without the use of conventional iteration, 2015): a fixed number of passes for any
/// picture.
/// </summary>
internal sealed class CannyFilterKernel : FilterKernel
{
    private readonly FilterPass _classify;
    private readonly Action<Index1D, ArrayView<float>, ArrayView<int>> _begin;
    private readonly Action<Index1D, ArrayView<float>, ArrayView<int>, int> _join, _mark;
    private readonly Action<Index1D, ArrayView<float>, ArrayView<int>, ArrayView<float>, ArrayView<float>> _write;
    private readonly Tensor _parameters, _classes;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _parents;
    private readonly float[] _values = new float[2];

    public CannyFilterKernel(IlgpuDevice device, CannyFilter filter, int width, int height) : base(filter, width, height)
    {
        var accelerator = device.Accelerator;
        _classify = new(device, width, height, FilterPass.CannyClass);
        _begin = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<int>>(Begin);
        _join = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<int>, int>(Join);
        _mark = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<int>, int>(Mark);
        _write = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<int>, ArrayView<float>,
            ArrayView<float>>(Write);
        _parameters = device.AllocateTensor([2]);
        _classes = device.AllocateTensor([height, width]);
        _parents = accelerator.Allocate1D<int>((long)width * height);
        Update();
    }

    public override void Dispose()
    {
        _parameters.Buffer.Dispose();
        _classes.Buffer.Dispose();
        _parents.Dispose();
        base.Dispose();
    }

    private protected override void Update()
    {
        Filter.WriteParameters(_values);
        _parameters.Write(_values);
    }

    private protected override void Compute(DeviceImage source, DeviceImage original, PixelBuffer result)
    {
        if (source is not PixelBuffer { Pixels.Buffer: IlgpuBuffer } pixels)
            throw new ArgumentException($"{Filter.Name}: the Ilgpu device needs a PixelBuffer of its own, not {source.GetType().Name}; "
                + "copy frames with a CopyFilter");
        int count = Width * Height;
        ArrayView<float> classes = _classes.View();
        ArrayView<int> parents = _parents.View.BaseView;
        _classify.Run(pixels.Pixels, pixels.Pixels, _parameters, _classes);
        _begin(count, classes, parents);
        _join(count, classes, parents, Width);
        _mark(count, classes, parents, Width);
        _write(count, classes, parents, pixels.Pixels.View(), result.Pixels.View());
    }

    /// <summary>Every pixel is a tree of its own.</summary>
    private static void Begin(Index1D i, ArrayView<float> classes, ArrayView<int> parents) => parents[i] = i;

    /// <summary>Joins the tree of a pixel with those of the four neighbors before it.</summary>
    private static void Join(Index1D i, ArrayView<float> classes, ArrayView<int> parents, int width)
    {
        if (Interop.FloatAsInt(classes[i]) == 0u) return;
        int x = i % width;
        if (x > 0) Union(classes, parents, i, i - 1);
        if (i < width) return;
        Union(classes, parents, i, i - width);
        if (x > 0) Union(classes, parents, i, i - width - 1);
        if (x < width - 1) Union(classes, parents, i, i - width + 1);
    }

    private static void Union(ArrayView<float> classes, ArrayView<int> parents, int a, int b)
    {
        if (Interop.FloatAsInt(classes[b]) == 0u) return;
        int done = 0;
        while (done == 0)
        {
            a = Root(parents, a);
            b = Root(parents, b);
            int low = IntrinsicMath.Min(a, b), high = IntrinsicMath.Max(a, b);
            if (low == high) done = 1;
            else
            {
                int old = Atomic.Min(ref parents[high], low);
                if (old == high) done = 1;
                (a, b) = (old, low);
            }
        }
    }

    private static int Root(ArrayView<int> parents, int at)
    {
        int parent = parents[at];
        while (parent != at)
        {
            at = parent;
            parent = parents[at];
        }
        return at;
    }

    /// <summary>Marks the root of every tree with a pixel above the high threshold. All threads write the same value.</summary>
    private static void Mark(Index1D i, ArrayView<float> classes, ArrayView<int> parents, int width)
    {
        if (Interop.FloatAsInt(classes[i]) == 2u) classes[Root(parents, i)] = Interop.IntAsFloat(2u);
    }

    private static void Write(Index1D i, ArrayView<float> classes, ArrayView<int> parents, ArrayView<float> source,
        ArrayView<float> result)
    {
        uint level = 0u;
        if (Interop.FloatAsInt(classes[i]) != 0u && Interop.FloatAsInt(classes[Root(parents, i)]) == 2u) level = 255u;
        result[i] = Interop.IntAsFloat(PixelFunctions.Gray(level, Interop.FloatAsInt(source[i])));
    }
}
