using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx;

/// <summary>Reads the declarations of a model's inputs and outputs.</summary>
internal static class PortReader
{
    public static OnnxPort Read(ValueInfoProto info, string where)
    {
        where = $"{where}: {info.Name}";
        var (tensor, kind) = TensorOf(info.Type, where);
        var dimensions = tensor.Shape?.Dim.Select(dimension => Dimension(dimension, where)).ToArray();
        // Refuses what no tensor can hold; symbols may turn out to be anything.
        if (dimensions is not null) TensorReader.ShapeOf([.. dimensions.Select(dimension => (long)(dimension.Length ?? 1))], where);
        return new(info.Name, OnnxTypes.Of(tensor.ElemType, where), dimensions, kind);
    }

    private static (TypeProto.Types.Tensor Tensor, OnnxPortKind Kind) TensorOf(TypeProto? type, string where) => type?.ValueCase switch
    {
        TypeProto.ValueOneofCase.TensorType => (type.TensorType, OnnxPortKind.Tensor),
        TypeProto.ValueOneofCase.SequenceType when type.SequenceType.ElemType is { TensorType: { } tensor } => (tensor, OnnxPortKind.Sequence),
        TypeProto.ValueOneofCase.OptionalType when type.OptionalType.ElemType is { TensorType: { } tensor } => (tensor, OnnxPortKind.Optional),
        TypeProto.ValueOneofCase.OptionalType when type.OptionalType.ElemType is { SequenceType.ElemType.TensorType: { } tensor } => (tensor, OnnxPortKind.OptionalSequence),
        null or TypeProto.ValueOneofCase.None => throw new OnnxException($"{where} has no type"),
        _ => throw new OnnxException($"{where} is neither a tensor nor a list of tensors, and nothing else is read"),
    };

    private static OnnxDimension Dimension(TensorShapeProto.Types.Dimension dimension, string where)
    {
        if (dimension.ValueCase != TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue) return new(null, string.IsNullOrEmpty(dimension.DimParam) ? null : dimension.DimParam);
        if (dimension.DimValue < 0) throw new OnnxException($"{where} has the negative dimension {dimension.DimValue}");
        return dimension.DimValue <= int.MaxValue ? new((int)dimension.DimValue, null) : throw new OnnxException($"{where} has the dimension {dimension.DimValue}; none can be more than {int.MaxValue} here");
    }
}
