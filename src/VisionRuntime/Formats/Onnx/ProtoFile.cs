using Google.Protobuf;

namespace VisionRuntime.Formats.Onnx;

/// <summary>
/// Reads a protobuf file that nobody vouches for. The file is taken into memory as it is, so that lengths inside it are checked against
/// what is really there before anything is allocated; the parser refuses nesting beyond 100.
/// </summary>
internal static class ProtoFile
{
    public static T Read<T>(MessageParser<T> parser, string path, string what) where T : IMessage<T>
    {
        if (Directory.Exists(path)) throw new OnnxException($"{path}: this is a folder; name the ONNX {what} in it");
        var file = new FileInfo(path);
        if (!file.Exists) throw new OnnxException($"{path}: there is no such file");
        if (file.Length > Array.MaxLength) throw new OnnxException($"{path}: {file.Length:N0} bytes are more than one protobuf message can have; keep the weights as external data");
        try
        {
            return parser.WithDiscardUnknownFields(true).ParseFrom(File.ReadAllBytes(path));
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new OnnxException($"{path}: this is no ONNX {what}, or it is damaged or cut short", exception);
        }
    }
}
