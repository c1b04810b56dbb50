using Google.Protobuf;
using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx;

/// <summary>Reads and writes the protobuf files (.pb) of ONNX's test data: a tensor, a sequence of tensors or an optional value.</summary>
public static class OnnxValueFile
{
    private const int TensorElements = 1, SequenceElements = 3;

    /// <summary>Reads the tensors of a file.</summary>
    /// <exception cref="OnnxException">The file is damaged or holds something else.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<OnnxTensor> Read(string path, OnnxPortKind kind)
    {
        var external = new ExternalData(path);
        return kind switch
        {
            OnnxPortKind.Tensor => [OnnxTensor.Load(path)],
            OnnxPortKind.Sequence => Elements(ProtoFile.Read(SequenceProto.Parser, path, "sequence")),
            _ => Value(ProtoFile.Read(OptionalProto.Parser, path, "optional value")),
        };

        OnnxTensor[] Elements(SequenceProto sequence) =>
            [.. sequence.TensorValues.Select(tensor => TensorReader.Read(tensor, path, external))];

        OnnxTensor[] Value(OptionalProto optional) => optional switch
        {
            { TensorValue: { } tensor } => [TensorReader.Read(tensor, path, external)],
            { SequenceValue: { } sequence } => Elements(sequence),
            _ => [],
        };
    }

    /// <summary>Writes the tensors of an output. The file is replaced only once all of it has been written.</summary>
    /// <exception cref="OnnxException">The tensors are larger than a protobuf file can be.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, OnnxPort port, IReadOnlyList<OnnxTensor> tensors)
    {
        if (port.Kind == OnnxPortKind.Tensor)
        {
            tensors[0].Save(path, port.Name);
            return;
        }
        var sequence = new SequenceProto { Name = port.Name, ElemType = TensorElements };
        sequence.TensorValues.AddRange(tensors.Select(tensor => TensorWriter.Write(tensor, "")));
        IMessage message = port.Kind switch
        {
            OnnxPortKind.Sequence => sequence,
            OnnxPortKind.OptionalSequence => new OptionalProto { Name = port.Name, ElemType = SequenceElements, SequenceValue = sequence },
            _ when tensors.Count > 0 =>
                new OptionalProto { Name = port.Name, ElemType = TensorElements, TensorValue = TensorWriter.Write(tensors[0], "") },
            _ => new OptionalProto { Name = port.Name },
        };
        AtomicFile.Write(path, stream => message.WriteTo(stream));
    }
}
