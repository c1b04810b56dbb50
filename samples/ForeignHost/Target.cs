namespace ForeignHost;

/// <summary>What the host draws into.</summary>
/// <param name="Name">The name that is printed.</param>
/// <param name="Format">The internal format of the color attachment; 0 is the default framebuffer.</param>
/// <param name="Samples">The number of samples; 0 for none.</param>
internal sealed record Target(string Name, uint Format, int Samples = 0)
{
    public static IReadOnlyList<Target> All { get; } =
    [
        new("default framebuffer", 0),
        new("RGBA8", 0x8058),
        new("RGB8", 0x8051),
        new("RGB565", 0x8D62),
        new("sRGB", 0x8C43),
        new("10 bits", 0x8059),
        new("16-bit float", 0x881A),
        new("32-bit float", 0x8814),
        new("11-bit float", 0x8C3A),
        new("RGBA8 with 4 samples", 0x8058, 4),
        new("sRGB with 4 samples", 0x8C43, 4),
        new("16-bit float with 4 samples", 0x881A, 4),
    ];

    /// <summary>Whether sRGB conversion is enabled while the host draws.</summary>
    public bool IsSrgb => Format == 0x8C43;
}
