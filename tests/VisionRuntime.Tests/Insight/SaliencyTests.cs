using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Graphs;
using VisionRuntime.Insight.Inspection;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Insight;

/// <summary>
/// Maps whose answers are known, on every device: of a linear network, and of one convolution whose Grad-CAM is a few loops.
/// </summary>
public class SaliencyTests
{
    private const int Channels = 2, Height = 5, Width = 7, Scores = 3;
    private static readonly Shape Picture = [1, Channels, Height, Width];

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void The_gradient_of_a_linear_network_is_its_weights(string device)
    {
        using var case_ = new Case(device, Linear);
        float[] weights = case_.Fill("scores/weights", 1);
        for (int score = 0; score < Scores; score++)
        {
            var expected = new double[Height * Width];
            for (int i = 0; i < expected.Length; i++)
            {
                for (int channel = 0; channel < Channels; channel++)
                    expected[i] = Math.Max(expected[i], Math.Abs(2.0 * weights[(channel * Height * Width + i) * Scores + score]));
            }
            Agreement.Compare(expected, Doubles(case_.Saliency.GradientOf(case_.Image, score)), 1e-5, $"score {score}");
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Occlusion_of_a_linear_network_removes_the_weighted_pixels(string device)
    {
        using var case_ = new Case(device, Linear);
        float[] weights = case_.Fill("scores/weights", 2);
        // 35 places are more than two batches; 3 by 2 overlap and leave cut-off patches at two edges; one patch covers all.
        foreach (var (patch, stride) in ((int, int)[])[(1, 1), (2, 2), (3, 2), (7, 7)])
        {
            double[] expected = LinearLosses(case_.Image, weights, 1, patch, stride);
            int told = 0, of = 0;
            float[] found = case_.Saliency.OcclusionOf(case_.Image, 1, new(patch, stride), (done, all) => (told, of) = (done, all));
            Agreement.Compare(expected, Doubles(found), 1e-4, $"patch {patch}, stride {stride}");
            int places = ((Height + stride - 1) / stride) * ((Width + stride - 1) / stride);
            Assert.Equal((places, places), (told, of));
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Grad_Cam_is_the_papers_formula(string device)
    {
        const int maps = 4;
        using var case_ = new Case(device, x => x.Convolution("conv", maps, 3, padding: 1, activation: Activation.Relu).MaxPool(1).Flatten().Dense("scores", Scores).Softmax());
        float[] filters = case_.Fill("conv/filters", 3), weights = case_.Fill("scores/weights", 4);
        Assert.Equal("conv", case_.Saliency.Layer.Name);
        double[] activations = Convolved(case_.Image, filters, maps);
        for (int score = 0; score < Scores; score++)
        {
            var expected = new double[Height * Width];
            for (int map = 0; map < maps; map++)
            {
                double weight = 0;
                for (int i = 0; i < Height * Width; i++)
                    weight += weights[(map * Height * Width + i) * Scores + score] / (double)(Height * Width);
                for (int i = 0; i < Height * Width; i++) expected[i] += weight * activations[map * Height * Width + i];
            }
            for (int i = 0; i < expected.Length; i++) expected[i] = Math.Max(0, expected[i]);
            Agreement.Compare(expected, Doubles(case_.Saliency.GradCamOf(case_.Image, score)), 1e-4, $"score {score}");
        }
    }

    [Fact]
    public void Scores_are_those_before_a_softmax()
    {
        using Case plain = new("Cpu-Vector128", Linear), softmax = new("Cpu-Vector128", x => Linear(x).Softmax());
        foreach (var case_ in (Case[])[plain, softmax]) case_.Fill("scores/weights", 5);
        Assert.Equal(plain.Saliency.ScoresOf(plain.Image), softmax.Saliency.ScoresOf(softmax.Image));
        Assert.Equal(plain.Saliency.GradientOf(plain.Image, 2), softmax.Saliency.GradientOf(softmax.Image, 2));
        Assert.Contains(plain.Saliency.ScoresOf(plain.Image), score => score < 0);
    }

    [Fact]
    public void Grad_Cam_uses_the_chosen_layer()
    {
        static Value Network(Value x) => x.Convolution("first", 2, 3, padding: 1).Tanh().Convolution("second", 3, 3).MaxPool(1).Flatten().Dense("scores", Scores);
        using Case last = new("Cpu-Vector128", Network), first = new("Cpu-Vector128", Network, "first");
        Assert.Equal(("second", "first"), (last.Saliency.Layer.Name, first.Saliency.Layer.Name));
        Assert.NotEqual(last.Saliency.GradCamOf(last.Image, 0), first.Saliency.GradCamOf(last.Image, 0));
        foreach (string name in (string[])["third", "scores"])
        {
            var exception = Assert.Throws<ShapeException>(() => new Case("Cpu-Vector128", Network, name));
            Assert.Equal($"There is no layer '{name}' with feature maps; available: first, second, maxpool", exception.Message);
        }
    }

    [Fact]
    public void Networks_without_feature_maps_and_invalid_scores_are_refused()
    {
        Assert.Contains(
            "no feature maps",
            Assert.Throws<ShapeException>(() => new Case("Cpu-Vector128", x => x.Flatten().Dense("scores", Scores))).Message,
            StringComparison.Ordinal);
        using var case_ = new Case("Cpu-Vector128", Linear);
        Assert.Throws<ArgumentOutOfRangeException>(() => case_.Saliency.GradientOf(case_.Image, Scores));
        Assert.Throws<ArgumentOutOfRangeException>(() => case_.Saliency.OcclusionOf(case_.Image, -1, new(2, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => case_.Saliency.OcclusionOf(case_.Image, 0, new(2, 3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => case_.Saliency.OcclusionOf(case_.Image, 0, new(0, 0)));
        Assert.Throws<ArgumentException>(() => case_.Saliency.GradCamOf(new float[3], 0));
    }

    [Theory]
    [InlineData(42, 312_192, null, 6, 2)]                // 21 x 21 places of a small network
    [InlineData(224, 15_470_265_320, null, 32, 32)]      // VGG: 7 x 7
    [InlineData(224, 1_816_563_368, null, 32, 18)]       // ResNet-18: 13 x 13
    [InlineData(42, 312_192, 1, 1, 1)]
    [InlineData(5, 10, null, 1, 1)]
    public void A_patch_is_a_seventh_of_the_image_and_cheap_networks_get_a_finer_grid(int side, long multiplications, int? asked, int patch, int stride) =>
        Assert.Equal(new OcclusionGrid(patch, stride), OcclusionGrid.For(side, side, multiplications, asked));

    private static Value Linear(Value x) => (x * 2f).Flatten().Dense("scores", Scores);

    private static double[] LinearLosses(float[] image, float[] weights, int score, int patch, int stride)
    {
        const int plane = Height * Width;
        var (sums, counts) = (new double[plane], new int[plane]);
        for (int top = 0; top < Height; top += stride)
        {
            for (int left = 0; left < Width; left += stride)
            {
                int[] covered = [.. Enumerable.Range(0, plane).Where(i => i / Width >= top && i / Width < top + patch && i % Width >= left && i % Width < left + patch)];
                double loss = 0;
                for (int channel = 0; channel < Channels; channel++)
                {
                    double mean = image.Skip(channel * plane).Take(plane).Average(number => (double)number);
                    loss += covered.Sum(i => 2 * weights[(channel * plane + i) * Scores + score] * (image[channel * plane + i] - mean));
                }
                foreach (int i in covered) (sums[i], counts[i]) = (sums[i] + loss, counts[i] + 1);
            }
        }
        return [.. sums.Select((sum, i) => sum / counts[i])];
    }

    private static double[] Convolved(float[] image, float[] filters, int maps)
    {
        var result = new double[maps * Height * Width];
        for (int i = 0; i < result.Length; i++)
        {
            int map = i / (Height * Width), y = i / Width % Height, x = i % Width;
            for (int tap = 0; tap < Channels * 9; tap++)
            {
                int channel = tap / 9, row = y + tap / 3 % 3 - 1, column = x + tap % 3 - 1;
                if (row >= 0 && row < Height && column >= 0 && column < Width) result[i] += (double)image[(channel * Height + row) * Width + column] * filters[map * Channels * 9 + tap];
            }
            result[i] = Math.Max(0, result[i]);
        }
        return result;
    }

    private static double[] Doubles(float[] numbers) => [.. numbers.Select(number => (double)number)];

    private sealed class Case : IDisposable
    {
        private readonly Device _device;
        private readonly Variables _variables;

        public Case(string device, Func<Value, Value> network, string? layer = null)
        {
            _device = TestDevices.Open(device);
            _variables = new Variables(_device);
            Saliency = new Saliency(_device, _variables, Picture, network, layer);
            Image = Numbers(Picture, 9);
        }

        public Saliency Saliency { get; }

        public float[] Image { get; }

        public float[] Fill(string variable, int seed)
        {
            float[] numbers = Numbers(_variables.ShapeOf(variable), seed);
            _variables.Write(variable, numbers);
            return numbers;
        }

        public void Dispose()
        {
            Saliency.Dispose();
            _variables.Dispose();
            _device.Dispose();
        }

        private static float[] Numbers(Shape shape, int seed)
        {
            var random = new Random(seed);
            return [.. Enumerable.Range(0, (int)shape.Count).Select(_ => random.NextSingle() * 2 - 1)];
        }
    }
}
