using Google.Protobuf;
using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx;

/// <summary>Reads and writes the files in which ONNX's tests keep values: a tensor, a list of tensors, or one of these or nothing.</summary>
public static class OnnxValueFile
{
    /// <summary>The tensors in a file, in their order.</summary>
    /// <exception cref="OnnxException">The file is damaged or holds something else.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<OnnxTensor> Read(string path, OnnxPortKind kind)
    {
        var external = new ExternalData(path);
        return kind switch
        {
            OnnxPortKind.Tensor => [OnnxTensor.Load(path)],
            OnnxPortKind.Sequence => Elements(ProtoFile.Read(SequenceProto.Parser, path, "list of tensors")),
            _ => Held(ProtoFile.Read(OptionalProto.Parser, path, "optional value")),
        };

        OnnxTensor[] Elements(SequenceProto sequence) => [.. sequence.TensorValues.Select(tensor => TensorReader.Read(tensor, path, external))];

        OnnxTensor[] Held(OptionalProto optional) => optional switch
        {
            { TensorValue: { } tensor } => [TensorReader.Read(tensor, path, external)],
            { SequenceValue: { } sequence } => Elements(sequence),
            _ => [],
        };
    }

    /// <summary>Writes the tensors of an output, beside the file's place and renamed.</summary>
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
            OnnxPortKind.OptionalSequence => new OptionalProto { Name = port.Name, ElemType = SequenceElement, SequenceValue = sequence },
            _ when tensors.Count > 0 => new OptionalProto { Name = port.Name, ElemType = TensorElements, TensorValue = TensorWriter.Write(tensors[0], "") },
            _ => new OptionalProto { Name = port.Name },
        };
        AtomicFile.Write(path, stream => message.WriteTo(stream));
    }

    private const int TensorElements = 1, SequenceElement = 3;
}
