namespace SixLabors.ImageSharp.Formats.Jpeg;

/// <summary>A Huffman code: how many codes have 1 to 16 bits, and the values in order of their codes.</summary>
internal sealed class HuffmanCode
{
    private readonly (int Code, int Bits)[] codes = new (int Code, int Bits)[256];

    private HuffmanCode(string lengths, string values)
    {
        Lengths = Convert.FromHexString(lengths);
        Values = Convert.FromHexString(values);
        for (int bits = 1, code = 0, i = 0; bits <= 16; bits++, code <<= 1)
        {
            for (int n = 0; n < Lengths[bits - 1]; n++) codes[Values[i++]] = (code++, bits);
        }
    }

    /// <summary>The example codes of ITU-T T.81, annex K.3: luminance DC and AC, then chrominance DC and AC.</summary>
    public static HuffmanCode[] Standard { get; } =
    [
        new("00010501010101010100000000000000", "000102030405060708090A0B"),
        new(
            "0002010303020403050504040000017D",
            "01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A"
            + "434445464748494A535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AA"
            + "B2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FA"),
        new("00030101010101010101010000000000", "000102030405060708090A0B"),
        new(
            "00020102040403040705040400010277",
            "000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A262728292A35363738393A"
            + "434445464748494A535455565758595A636465666768696A737475767778797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AA"
            + "B2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FA"),
    ];

    public byte[] Lengths { get; }

    public byte[] Values { get; }

    public (int Code, int Bits) this[int value] => codes[value];
}
