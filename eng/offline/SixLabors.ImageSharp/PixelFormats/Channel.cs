using System.Numerics;

namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>Scaling of one colour channel between 8 bits, 16 bits and 0..1, and luminance after ITU-R BT.709.</summary>
internal static class Channel
{
    public static ushort To16(byte value) => (ushort)(value * 257);

    /// <summary>round(value * 255 / 65535), in integers and without error.</summary>
    public static byte To8(ushort value) => (byte)(((value * 255) + 32895) >> 16);

    public static byte Luminance(byte r, byte g, byte b) => (byte)((r * .2126F) + (g * .7152F) + (b * .0722F) + 0.5F);

    public static ushort Luminance(float r, float g, float b) => (ushort)((r * .2126F) + (g * .7152F) + (b * .0722F) + 0.5F);

    /// <summary>0..1 to 0..255, rounded by the truncation that follows.</summary>
    public static Vector4 Bytes(Vector4 vector) => Vector4.Clamp((vector * 255F) + new Vector4(0.5F), Vector4.Zero, new Vector4(255F));

    /// <summary>0..1 to 0..65535, still to be rounded.</summary>
    public static Vector4 Words(Vector4 vector) => Vector4.Clamp(vector, Vector4.Zero, Vector4.One) * 65535F;

    public static ushort Round(float word) => (ushort)MathF.Round(word);
}
