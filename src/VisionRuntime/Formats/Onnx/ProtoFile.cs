using Google.Protobuf;

namespace VisionRuntime.Formats.Onnx;

/// <summary>
/// Reads a protobuf file that is not trusted. The whole file is read into memory first, so that the lengths in it are checked
/// against the bytes that exist before anything is allocated; the parser refuses messages nested more than 100 deep.
/// </summary>
internal static class ProtoFile
{
    public static T Read<T>(MessageParser<T> parser, string path, string what) where T : IMessage<T>
    {
        if (Directory.Exists(path)) throw new OnnxException($"{path}: this is a folder; give the path of the ONNX {what} in it");
        var file = new FileInfo(path);
        if (!file.Exists) throw new OnnxException($"{path}: there is no such file");
        if (file.Length > Array.MaxLength)
        {
            throw new OnnxException($"{path}: {file.Length:N0} bytes are more than a protobuf message can have (2 GB); " +
                "store the weights as external data");
        }
        try
        {
            return parser.WithDiscardUnknownFields(true).ParseFrom(File.ReadAllBytes(path));
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new OnnxException($"{path}: this is not an ONNX {what}, or it is damaged or truncated", exception);
        }
    }
}
