using Google.Protobuf;
using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx;

/// <summary>
/// Numbers on the host with the element type that a file gives them. Whole numbers and bool are kept exactly, as long; floating point as it is.
/// </summary>
public sealed class OnnxTensor
{
    private readonly Array _values;

    private OnnxTensor(OnnxType type, Shape shape, Array values)
    {
        if (values.Length != shape.Count) throw new ArgumentException($"OnnxTensor: {values.Length} values do not fill {shape}, which holds {shape.Count}");
        (Type, Shape, _values) = (type, shape, values);
    }

    /// <summary>The element type.</summary>
    public OnnxType Type { get; }

    /// <summary>The dimensions.</summary>
    public Shape Shape { get; }

    /// <summary>The number of elements.</summary>
    public int Count => _values.Length;

    /// <summary>float32 numbers.</summary>
    /// <exception cref="ArgumentException">Their number is not the shape's.</exception>
    public static OnnxTensor Of(Shape shape, params float[] values) => new(OnnxType.Float, shape, values);

    /// <summary>Whole numbers, cut to the type's bits.</summary>
    /// <exception cref="ArgumentException">Their number is not the shape's, or the type is a floating one.</exception>
    public static OnnxTensor Of(OnnxType type, Shape shape, params long[] values)
    {
        if (type.IsFloat()) throw new ArgumentException($"OnnxTensor: {type} is no type of whole numbers");
        return new(type, shape, Array.ConvertAll(values, value => type.Wrap(value)));
    }

    /// <summary>Numbers of any type; for whole types they are rounded to the nearest and cut to the type's bits.</summary>
    /// <exception cref="ArgumentException">Their number is not the shape's.</exception>
    public static OnnxTensor Of(OnnxType type, Shape shape, params double[] values) => type switch
    {
        OnnxType.Double => new(type, shape, values),
        _ when type.IsFloat() => new(type, shape, Array.ConvertAll(values, value => Rounded(type, (float)value))),
        OnnxType.Bool => new(type, shape, Array.ConvertAll(values, value => value != 0 ? 1L : 0L)),
        _ => Of(type, shape, Array.ConvertAll(values, Whole)),
    };

    /// <summary>Numbers that a graph computed, as the given type; for whole types they are rounded to the nearest and cut to the type's bits.</summary>
    /// <exception cref="ArgumentException">Their number is not the shape's.</exception>
    public static OnnxTensor FromFloats(OnnxType type, Shape shape, float[] values) => type.IsFloat() && type != OnnxType.Double
        ? new(type, shape, type == OnnxType.Float ? values : Array.ConvertAll(values, value => Rounded(type, value)))
        : Of(type, shape, Array.ConvertAll(values, value => (double)value));

    /// <summary>Reads a TensorProto file, as ONNX's test data are.</summary>
    /// <exception cref="OnnxException">The file is no tensor, or damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OnnxTensor Load(string path)
    {
        var proto = ProtoFile.Read(TensorProto.Parser, path, "tensor");
        return TensorReader.Read(proto, path, new ExternalData(path));
    }

    /// <summary>Writes a TensorProto file, beside its place and renamed.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path, string name)
    {
        var proto = TensorWriter.Write(this, name);
        AtomicFile.Write(path, stream => proto.WriteTo(stream));
    }

    /// <summary>One element.</summary>
    public double this[int index] => _values switch
    {
        float[] floats => floats[index],
        double[] doubles => doubles[index],
        _ when Type == OnnxType.UInt64 => (ulong)((long[])_values)[index],
        _ => ((long[])_values)[index],
    };

    /// <summary>Whether float32 can hold the numbers, if not all their digits: only double goes beyond 3.4e38.</summary>
    public bool FitsFloats => _values is not double[] doubles || Array.TrueForAll(doubles, value => !double.IsFinite(value) || Math.Abs(value) <= float.MaxValue);

    /// <summary>Whether float32 holds every number as it is: whole ones from 2^24 on may have no such place, and of floating ones only the range counts.</summary>
    public bool IsExactInFloats => _values is long[] whole ? Array.TrueForAll(whole, value => Math.Abs((double)value) < 1 << 24) : FitsFloats;

    /// <summary>The elements as float32; the tensor's own array where they are that, which must not be changed.</summary>
    public float[] ToFloats()
    {
        if (_values is float[] floats) return floats;
        var result = new float[Count];
        for (int i = 0; i < result.Length; i++) result[i] = (float)this[i];
        return result;
    }

    /// <summary>The elements as double.</summary>
    public double[] ToDoubles()
    {
        var result = new double[Count];
        for (int i = 0; i < result.Length; i++) result[i] = this[i];
        return result;
    }

    /// <summary>The elements as whole numbers, floating ones without what stands after the point.</summary>
    public long[] ToIntegers() => _values is long[] integers ? [.. integers] : Array.ConvertAll(ToDoubles(), value => Whole(Math.Truncate(value)));

    /// <summary>The same numbers under other dimensions.</summary>
    internal OnnxTensor Reshape(Shape shape) => new(Type, shape, _values);

    /// <summary>Elements of this tensor in another order or number.</summary>
    internal OnnxTensor Pick(Shape shape, int[] indices) => new(Type, shape, _values switch
    {
        float[] floats => Array.ConvertAll(indices, index => floats[index]),
        double[] doubles => Array.ConvertAll(indices, index => doubles[index]),
        _ => Array.ConvertAll(indices, index => ((long[])_values)[index]),
    });

    /// <summary>The nearest number of a floating type of at most 32 bits.</summary>
    private static float Rounded(OnnxType type, float value) => type switch
    {
        OnnxType.Float16 => (float)(Half)value,
        OnnxType.BFloat16 => BitConverter.Int32BitsToSingle(OnnxTypes.UpperHalf(value) << 16),
        _ => value,
    };

    private static long Whole(double value) => double.IsNaN(value) ? 0 : value >= 9.2233720368547758e18 ? unchecked((long)(ulong)value) : (long)Math.Round(value);
}
