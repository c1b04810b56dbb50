using VisionRuntime.Formats.Onnx.Schema;
using ProtoDimension = VisionRuntime.Formats.Onnx.Schema.TensorShapeProto.Types.Dimension;
using ProtoType = VisionRuntime.Formats.Onnx.Schema.TypeProto;

namespace VisionRuntime.Formats.Onnx;

/// <summary>Reads the declarations of inputs and outputs.</summary>
internal static class PortReader
{
    public static OnnxPort Read(ValueInfoProto info, string path)
    {
        string where = $"{path}: {info.Name}";
        var (tensor, kind) = TensorOf(info.Type, where);
        var dimensions = tensor.Shape?.Dim.Select(dimension => Dimension(dimension, where)).ToArray();
        // Refuses shapes that are too large even if every symbolic dimension is 1.
        if (dimensions is not null) TensorReader.ShapeOf([.. dimensions.Select(dimension => (long)(dimension.Length ?? 1))], where);
        return new(info.Name, OnnxTypes.Of(tensor.ElemType, where), dimensions, kind);
    }

    private static (ProtoType.Types.Tensor Tensor, OnnxPortKind Kind) TensorOf(ProtoType? type, string where) => type?.ValueCase switch
    {
        ProtoType.ValueOneofCase.TensorType => (type.TensorType, OnnxPortKind.Tensor),
        ProtoType.ValueOneofCase.SequenceType when type.SequenceType.ElemType is { TensorType: { } tensor } =>
            (tensor, OnnxPortKind.Sequence),
        ProtoType.ValueOneofCase.OptionalType when type.OptionalType.ElemType is { TensorType: { } tensor } =>
            (tensor, OnnxPortKind.Optional),
        ProtoType.ValueOneofCase.OptionalType when type.OptionalType.ElemType is { SequenceType.ElemType.TensorType: { } tensor } =>
            (tensor, OnnxPortKind.OptionalSequence),
        null or ProtoType.ValueOneofCase.None => throw new OnnxException($"{where} has no type"),
        _ => throw new OnnxException($"{where} is neither a tensor nor a sequence of tensors; other types are not supported"),
    };

    private static OnnxDimension Dimension(ProtoDimension dimension, string where)
    {
        if (dimension.ValueCase != ProtoDimension.ValueOneofCase.DimValue)
            return new(null, string.IsNullOrEmpty(dimension.DimParam) ? null : dimension.DimParam);
        return dimension.DimValue switch
        {
            < 0 => throw new OnnxException($"{where} has the negative dimension {dimension.DimValue}"),
            > int.MaxValue =>
                throw new OnnxException($"{where} has the dimension {dimension.DimValue}; at most {int.MaxValue} is supported"),
            _ => new((int)dimension.DimValue, null),
        };
    }
}
