using VisionRuntime.Formats.Onnx;
using static VisionRuntime.Tests.Formats.Onnx.TestModel;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>Bitwise operators on devices, and on the host for integers beyond float32.</summary>
public class BitwiseTests
{
    [Theory]
    [InlineData(OnnxType.UInt8, 0, 255), InlineData(OnnxType.Int8, -128, 127), InlineData(OnnxType.UInt16, 0, 65535)]
    [InlineData(OnnxType.Int16, -32768, 32767)]
    [InlineData(OnnxType.Int32, -16777216, 16777216), InlineData(OnnxType.Int64, long.MinValue / 2, long.MaxValue / 2)]
    [InlineData(OnnxType.UInt32, 0, uint.MaxValue)]
    public void Bitwise_operators_match_two_s_complement(OnnxType type, long least, long most)
    {
        var random = new Random(1);
        long[] x = [least, most, 0, .. Enumerable.Range(0, 30).Select(_ => random.NextInt64(least, most))];
        long[] y = [most, least, most, .. Enumerable.Range(0, 30).Select(_ => random.NextInt64(least, most))];
        OnnxTensor a = OnnxTensor.Of(type, [33], x), b = OnnxTensor.Of(type, [33], y);
        Assert.Equal(x.Zip(y, (p, q) => p & q), Compute(18, "BitwiseAnd", [a, b], [])[0].ToIntegers());
        Assert.Equal(x.Zip(y, (p, q) => p | q), Compute(18, "BitwiseOr", [a, b], [])[0].ToIntegers());
        Assert.Equal(x.Zip(y, (p, q) => p ^ q), Compute(18, "BitwiseXor", [a, b], [])[0].ToIntegers());
        Assert.Equal(OnnxTensor.Of(type, [33], Array.ConvertAll(x, p => ~p)).ToIntegers(),
            Compute(18, "BitwiseNot", [a], [])[0].ToIntegers());
    }

    [Fact]
    public void Shifts_of_64_bit_integers_are_exact()
    {
        long[] x = [1, 3, 0x7FFFFFFF];
        OnnxTensor a = OnnxTensor.Of(OnnxType.UInt64, [3], x), b = OnnxTensor.Of(OnnxType.UInt64, [3], 5L, 20, 30);
        Assert.Equal([32, 3 << 20, 0x7FFFFFFFL << 30], Compute(11, "BitShift", [a, b], [String("direction", "LEFT")])[0].ToIntegers());
        Assert.Equal([0, 0, 1], Compute(11, "BitShift", [a, b], [String("direction", "RIGHT")])[0].ToIntegers());
    }

    [Theory, InlineData("Add", 9007199254740993, 2, 9007199254740995), InlineData("Mul", 123456789, 987654321, 121932631112635269)]
    [InlineData("Sub", 16777217, 1, 16777216), InlineData("Max", 16777217, 16777216, 16777217)]
    public void Integers_beyond_float32_are_computed_exactly(string operation, long x, long y, long expected) =>
        Assert.Equal([expected], Compute(14, operation, [OnnxTensor.Of(OnnxType.Int64, [1], x), OnnxTensor.Of(OnnxType.Int64, [1], y)],
            [])[0].ToIntegers());
}
