using Google.Protobuf;
using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx;

/// <summary>
/// A tensor in host memory with one of ONNX's element types. Integers and bool are stored exactly, as 64-bit integers;
/// floating-point elements as float32 or double. Immutable.
/// </summary>
public sealed class OnnxTensor
{
    // One element where all elements are equal, else as many as the shape has.
    private readonly Array _values;

    private OnnxTensor(OnnxType type, Shape shape, Array values, bool isFilled = false)
    {
        if (values.Length != (isFilled ? 1 : shape.Count))
            throw new ArgumentException($"OnnxTensor: {values.Length} values do not fill {shape}, which has {shape.Count} elements");
        (Type, Shape, _values, IsFilled) = (type, shape, values, isFilled);
    }

    /// <summary>Gets the element type.</summary>
    public OnnxType Type { get; }

    /// <summary>Gets the shape.</summary>
    public Shape Shape { get; }

    /// <summary>Gets the number of elements.</summary>
    public int Count => (int)Shape.Count;

    /// <summary>Gets whether all elements have one value that is stored once, however many elements there are.</summary>
    public bool IsFilled { get; }

    /// <summary>Gets whether every element is within the range of float32, about ±3.4e38; only double goes beyond it.</summary>
    public bool FitsFloats =>
        _values is not double[] doubles || Array.TrueForAll(doubles, value => !double.IsFinite(value) || Math.Abs(value) <= float.MaxValue);

    /// <summary>
    /// Gets whether float32 represents every element: integers must be less than 2^24 in magnitude, floating-point elements within
    /// the range of float32.
    /// </summary>
    public bool IsExactInFloats =>
        _values is long[] integers ? Array.TrueForAll(integers, value => Math.Abs((double)value) < 1 << 24) : FitsFloats;

    /// <summary>Creates a tensor of float32 elements.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static OnnxTensor Of(Shape shape, params float[] values) => new(OnnxType.Float, shape, values);

    /// <summary>Creates a tensor of integers or bool; values out of the type's range wrap around.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape, or the type is a floating-point type.</exception>
    public static OnnxTensor Of(OnnxType type, Shape shape, params long[] values)
    {
        if (type.IsFloat()) throw new ArgumentException($"OnnxTensor: {type} is not an integer type");
        return new(type, shape, Array.ConvertAll(values, value => type.Wrap(value)));
    }

    /// <summary>
    /// Creates a tensor of any type; for integer types the values are rounded, and wrap around where they are out of range.
    /// </summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static OnnxTensor Of(OnnxType type, Shape shape, params double[] values) => type switch
    {
        OnnxType.Double => new(type, shape, values),
        _ when type.IsFloat() => new(type, shape, Array.ConvertAll(values, value => RoundTo(type, (float)value))),
        OnnxType.Bool => new(type, shape, Array.ConvertAll(values, value => value != 0 ? 1L : 0L)),
        _ => Of(type, shape, Array.ConvertAll(values, ToInteger)),
    };

    /// <summary>Creates a tensor of any type from float32 values, such as a graph computes; for integer types they are rounded.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static OnnxTensor FromFloats(OnnxType type, Shape shape, float[] values) => type.IsFloat() && type != OnnxType.Double
        ? new(type, shape, type == OnnxType.Float ? values : Array.ConvertAll(values, value => RoundTo(type, value)))
        : Of(type, shape, Array.ConvertAll(values, value => (double)value));

    /// <summary>Creates a tensor whose elements all have one value. It takes no more memory than one element, whatever its shape.</summary>
    public static OnnxTensor Filled(OnnxType type, Shape shape, double value) => Of(type, [], value).Fill(shape);

    /// <summary>Reads a TensorProto file (.pb), the format of ONNX's test data.</summary>
    /// <exception cref="OnnxException">The file is not a tensor, or is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OnnxTensor Load(string path)
    {
        var proto = ProtoFile.Read(TensorProto.Parser, path, "tensor");
        return TensorReader.Read(proto, path, new ExternalData(path));
    }

    /// <summary>Writes a TensorProto file (.pb). The file is replaced only once all of it has been written.</summary>
    /// <exception cref="OnnxException">The tensor is larger than a protobuf file can be.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path, string name)
    {
        var proto = TensorWriter.Write(this, name);
        AtomicFile.Write(path, stream => proto.WriteTo(stream));
    }

    /// <summary>Gets an element by its index in row-major order.</summary>
    public double this[int index]
    {
        get
        {
            int stored = IsFilled ? 0 : index;
            return _values switch
            {
                float[] floats => floats[stored],
                double[] doubles => doubles[stored],
                _ when Type == OnnxType.UInt64 => (ulong)((long[])_values)[stored],
                _ => ((long[])_values)[stored],
            };
        }
    }

    /// <summary>Gets the elements as float32. The array is the tensor's own where its type is float, and must not be changed.</summary>
    public float[] ToFloats()
    {
        if (_values is float[] floats && !IsFilled) return floats;
        var result = new float[Count];
        if (IsFilled) Array.Fill(result, (float)this[0]);
        else for (int i = 0; i < result.Length; i++) result[i] = (float)this[i];
        return result;
    }

    /// <summary>Gets the elements as double.</summary>
    public double[] ToDoubles()
    {
        var result = new double[Count];
        for (int i = 0; i < result.Length; i++) result[i] = this[i];
        return result;
    }

    /// <summary>Gets the elements as 64-bit integers; floating-point elements are truncated.</summary>
    public long[] ToIntegers()
    {
        if (_values is not long[] integers) return Array.ConvertAll(ToDoubles(), value => ToInteger(Math.Truncate(value)));
        if (!IsFilled) return [.. integers];
        var result = new long[Count];
        Array.Fill(result, integers[0]);
        return result;
    }

    /// <summary>The same elements with another shape.</summary>
    internal OnnxTensor Reshape(Shape shape) => new(Type, shape, _values, IsFilled);

    /// <summary>A tensor whose elements all have the value of this tensor's only element.</summary>
    internal OnnxTensor Fill(Shape shape) => new(Type, shape, _values, isFilled: true);

    /// <summary>The elements of this tensor at the given row-major indices.</summary>
    internal OnnxTensor Gather(Shape shape, int[] indices)
    {
        if (IsFilled && indices.Length == shape.Count) return Fill(shape);
        return new(Type, shape, _values switch
        {
            float[] floats => Array.ConvertAll(indices, index => floats[index]),
            double[] doubles => Array.ConvertAll(indices, index => doubles[index]),
            _ => Array.ConvertAll(indices, index => ((long[])_values)[index]),
        });
    }

    /// <summary>The nearest value of a floating-point type of at most 32 bits.</summary>
    private static float RoundTo(OnnxType type, float value) => type switch
    {
        OnnxType.Float16 => (float)(Half)value,
        OnnxType.BFloat16 => BitConverter.Int32BitsToSingle(OnnxTypes.ToBFloat16(value) << 16),
        _ => value,
    };

    private static long ToInteger(double value)
    {
        if (double.IsNaN(value)) return 0;
        return value >= 9.2233720368547758e18 ? unchecked((long)(ulong)value) : (long)Math.Round(value);
    }
}
