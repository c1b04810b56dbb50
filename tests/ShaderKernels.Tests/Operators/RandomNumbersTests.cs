using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests.Operators;

public class RandomNumbersTests
{
    /// <summary>
    /// Counter, key, result of Philox4x32-10: the known answers that the paper's authors publish with their library (Random123,
    /// tests/kat_vectors).
    /// </summary>
    private static readonly (uint[] Counter, uint[] Key, uint[] Result)[] KnownAnswers =
    [
        ([0, 0, 0, 0], [0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]),
        ([uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue], [uint.MaxValue, uint.MaxValue],
            [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]),
        ([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]),
    ];

    [Fact]
    public void The_cipher_gives_the_known_answers()
    {
        foreach (var (counter, key, result) in KnownAnswers)
        {
            Assert.Equal(result, RandomReferences.Philox(counter, key));
            var (a, b, c, d) = (counter[0], counter[1], counter[2], counter[3]);
            ShaderKernels.Backends.Cpu.Philox.Encrypt(ref a, ref b, ref c, ref d, key[0], key[1]);
            Assert.Equal(result, (uint[])[a, b, c, d]);
            (a, b, c, d) = (counter[0], counter[1], counter[2], counter[3]);
            ShaderKernels.Backends.Ilgpu.Philox.Encrypt(ref a, ref b, ref c, ref d, key[0], key[1]);
            Assert.Equal(result, (uint[])[a, b, c, d]);
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Counter_and_stream_zero_give_the_first_known_answer(string device)
    {
        double[] numbers = Draw(device, new([4], Distribution.Uniform, 0), 0, 0);
        Assert.Equal(KnownAnswers[0].Result.Select(word => (word >> 8) / 16777216.0), numbers);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Uniform_numbers_are_the_same_bits_on_every_device(string device)
    {
        Shape[] shapes = [[], [1], [2], [3], [4], [5], [0, 3], [7, 11, 13], [2, 3, 1, 5], [5003], [70001]];
        ulong[] streams = [0, 1, ulong.MaxValue, 0x299f31d0a4093822];
        foreach (var (i, shape) in shapes.Index())
        {
            var random = new RandomNumbers(shape, Distribution.Uniform, streams[i % 4]);
            var counter = new HostTensor([2], [i % 2 == 0 ? 16777215.0 : 3, i]);
            Assert.Equal(RandomReferences.Run(random, counter), Draw(device, random, (float)counter.Values[0], (float)counter.Values[1]));
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Normal_numbers_agree_with_the_formula(string device)
    {
        Shape[] shapes = [[1], [2], [3], [0], [4, 5], [127, 3], [20011]];
        foreach (var shape in shapes) Agreement.Check(device, new RandomNumbers(shape, Distribution.Normal, 0x8765432112345678),
            [new([2], [17.0, 2])], 1e-5);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Uniform_numbers_fill_their_interval_uniformly(string device)
    {
        const int count = 1 << 17, bins = 64;
        double[] numbers = Draw(device, new([count], Distribution.Uniform, RandomNumbers.StreamOf("even")), 5, 0);
        Assert.All(numbers, number => Assert.InRange(number, 0, 1 - 1.0 / 16777216));
        // Five standard deviations of the mean, and of the variance of an even distribution, 1/12, whose own is 1/180.
        Assert.InRange(numbers.Average(), 0.5 - 5 * Math.Sqrt(1 / 12.0 / count), 0.5 + 5 * Math.Sqrt(1 / 12.0 / count));
        Assert.InRange(numbers.Average(number => (number - 0.5) * (number - 0.5)), 1 / 12.0 - 5 * Math.Sqrt(1 / 180.0 / count),
            1 / 12.0 + 5 * Math.Sqrt(1 / 180.0 / count));
        // Chi-square with 63 degrees of freedom: mean 63, standard deviation sqrt(126).
        Assert.InRange(ChiSquare(numbers.Select(number => (int)(number * bins)), bins, count), 63 - 5 * Math.Sqrt(126),
            63 + 5 * Math.Sqrt(126));
        // Neighbors know nothing of each other: pairs fill the square as evenly.
        Assert.InRange(ChiSquare(Enumerable.Range(0, count / 2).Select(i => (int)(numbers[2 * i] * 8) * 8 + (int)(numbers[2 * i + 1] * 8)),
            bins, count / 2), 63 - 5 * Math.Sqrt(126), 63 + 5 * Math.Sqrt(126));
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Normal_numbers_have_the_moments_of_the_normal_distribution(string device)
    {
        const int count = 1 << 17;
        double[] numbers = Draw(device, new([count], Distribution.Normal, RandomNumbers.StreamOf("bell")), 0, 9);
        double[] expected = [0, 1, 0, 3], variances = [1, 2, 15, 96];
        for (int power = 1; power <= 4; power++)
        {
            double moment = numbers.Average(number => Math.Pow(number, power)), allowed = 5 * Math.Sqrt(variances[power - 1] / count);
            Assert.InRange(moment, expected[power - 1] - allowed, expected[power - 1] + allowed);
        }
        // 68.27, 95.45 and 99.73 of a hundred lie within one, two and three standard deviations.
        Assert.InRange(numbers.Count(number => Math.Abs(number) < 1) / (double)count, 0.6827 - 0.007, 0.6827 + 0.007);
        Assert.InRange(numbers.Count(number => Math.Abs(number) < 2) / (double)count, 0.9545 - 0.003, 0.9545 + 0.003);
        Assert.InRange(numbers.Count(number => Math.Abs(number) < 3) / (double)count, 0.9973 - 0.001, 0.9973 + 0.001);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Another_counter_or_stream_gives_other_values(string device)
    {
        double[][] draws =
        [
            Draw(device, new([64], Distribution.Uniform, 1), 0, 0), Draw(device, new([64], Distribution.Uniform, 1), 1, 0),
            Draw(device, new([64], Distribution.Uniform, 1), 0, 1), Draw(device, new([64], Distribution.Uniform, 2), 0, 0),
            Draw(device, new([64], Distribution.Uniform, 1UL << 32), 0, 0),
        ];
        for (int i = 0; i < draws.Length; i++)
        {
            for (int k = 0; k < i; k++) Assert.InRange(draws[i].Zip(draws[k]).Count(pair => pair.First == pair.Second), 0, 1);
        }
        Assert.Equal(draws[0], Draw(device, new([64], Distribution.Uniform, 1), 0, 0));
    }

    [Fact]
    public void Streams_depend_only_on_the_name_and_the_seed()
    {
        // Fixed numbers: a checkpoint's masks must be drawn again by the next version of the program.
        Assert.Equal(RandomNumbers.StreamOf("dropout6"), RandomNumbers.StreamOf("dropout6", 0));
        ulong[] streams =
            [.. from name in (string[])["", "a", "b", "ab", "ba", "dropout6", "dropout7"] from seed in (ulong[])[0, 1, 2,
                ulong.MaxValue] select RandomNumbers.StreamOf(name, seed)];
        Assert.Equal(streams.Length, streams.Distinct().Count());
        // The finalizer of SplitMix64 of FNV-1a's offset basis, by hand in arbitrary precision.
        var z = new System.Numerics.BigInteger(14695981039346656037);
        var mask = new System.Numerics.BigInteger(ulong.MaxValue);
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & mask;
        z = (z ^ z >> 27) * 0x94D049BB133111EB & mask;
        Assert.Equal((ulong)(z ^ z >> 31), RandomNumbers.StreamOf(""));
    }

    [Fact]
    public void A_counter_of_another_shape_is_reported() =>
        Assert.Equal("RandomUniform: the counter is [1]; it must be [2], the lower and the upper part",
            Assert.Throws<ShapeException>(() => new RandomNumbers([3], Distribution.Uniform, 0).InferShapes([[1]])).Message);

    private static double[] Draw(string device, RandomNumbers random, float low, float high)
    {
        using var opened = TestDevices.Open(device);
        return OperatorRunner.Run(opened, random, new HostTensor([2], [low, (double)high]))[0].Values;
    }

    private static double ChiSquare(IEnumerable<int> bins, int count, int total)
    {
        var found = new int[count];
        foreach (int bin in bins) found[bin]++;
        double expected = (double)total / count;
        return found.Sum(number => (number - expected) * (number - expected) / expected);
    }
}
