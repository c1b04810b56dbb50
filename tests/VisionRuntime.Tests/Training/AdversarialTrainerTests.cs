using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Data;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Training;

public sealed class AdversarialTrainerTests : IDisposable
{
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    /// <summary>
    /// With all weights 0 the logits are 0, so that each cross-entropy is log 2: two in the discriminator's loss, one in the generator's.
    /// </summary>
    [Fact]
    public void The_first_losses_are_those_of_a_discriminator_that_cannot_tell()
    {
        using var variables = new Variables(_device, 1);
        using var trainer = new AdversarialTrainer(
            Generator, Zero, Points(64), new() { BatchSize = 64, Noise = 2, Optimizer = new Sgd { LearningRate = 1e-6f } }, variables);
        trainer.TrainStep();
        trainer.ReadLosses();
        Assert.Equal(2 * Math.Log(2), trainer.DiscriminatorLoss, 1e-4);
        Assert.Equal(Math.Log(2), trainer.GeneratorLoss, 1e-4);

        static Value Zero(Value x)
        {
            x.Graph.Variable("discriminator/fc/weights", [2, 1], Initializers.Zeros, role: VariableRole.Weight);
            return x.Flatten().Dense("discriminator/fc", 1);
        }
    }

    [Fact]
    public void The_generator_learns_where_the_images_are()
    {
        using var variables = new Variables(_device, 3);
        using var trainer = new AdversarialTrainer(Generator, Discriminator, Points(512), Quick, variables);
        var before = Generated(variables);
        // The two networks circle around their equilibrium, so the mean over the second half is what counts.
        var seen = new List<(double First, double Second)>();
        while (trainer.Step < trainer.TotalSteps)
        {
            trainer.TrainStep();
            if (trainer.Step > trainer.TotalSteps / 2 && trainer.Step % 10 == 0) seen.Add(Generated(variables));
        }
        trainer.ReadLosses();
        var after = (First: seen.Average(means => means.First), Second: seen.Average(means => means.Second));
        // The images have the values 0.8 and 0.3 with a standard deviation of 0.05; as the networks see them, 0.6 and -0.4.
        Assert.True(Math.Abs(before.First - 0.6) + Math.Abs(before.Second + 0.4) > 0.3, $"{before}");
        Assert.Equal(0.6, after.First, 0.12);
        Assert.Equal(-0.4, after.Second, 0.12);
        Assert.Equal(2 * 16 + 16 + 16 * 2 + 2, trainer.GeneratorParameters);
        Assert.Equal(2 * 16 + 16 + 16 + 1, trainer.DiscriminatorParameters);
    }

    [Fact]
    public void A_resumed_run_ends_with_the_weights_of_the_uninterrupted_one()
    {
        using Variables whole = new(_device, 3), interrupted = new(_device, 3);
        using var trainer = new AdversarialTrainer(Generator, Discriminator, Points(512), Quick, whole);
        using var first = new AdversarialTrainer(Generator, Discriminator, Points(512), Quick, interrupted);
        for (int step = 0; step < 20; step++) trainer.TrainStep();
        for (int step = 0; step < 11; step++) first.TrainStep();
        using var second = new AdversarialTrainer(Generator, Discriminator, Points(512), Quick, interrupted);
        second.Restore(first.State);
        Assert.Equal(11, second.Step);
        while (second.Step < 20) second.TrainStep();
        Assert.Equal(whole.Read("generator/fc2/bias"), interrupted.Read("generator/fc2/bias"));
        Assert.Throws<FormatException>(() => second.Restore(new Dictionary<string, string>(StringComparer.Ordinal)));
    }

    [Fact]
    public void Wrong_input_is_named()
    {
        using var variables = new Variables(_device, 1);
        Assert.Contains("do not fill a batch of 64", Throws<DatasetException>(Generator, Discriminator, Points(32)));
        Assert.Contains("the generator's are [1, 1, 1, 3]", Throws<DatasetException>(
            z => z.Dense("generator/fc", 3).Reshape([z.Shape[0], 1, 1, 3]), Discriminator, Points(64)));
        Assert.Contains("have variables in common", Throws<ArgumentException>(
            z => z.Dense("fc", 2).Reshape([z.Shape[0], 1, 1, 2]), x => x.Flatten().Dense("fc", 2).Dense("score", 1), Points(64)));

        string Throws<T>(Func<Value, Value> generator, Func<Value, Value> discriminator, Dataset images) where T : Exception =>
            Assert.Throws<T>(() => new AdversarialTrainer(
                generator, discriminator, images, new() { BatchSize = 64, Noise = 2 }, variables)).Message;
    }

    private static AdversarialOptions Quick => new()
    {
        BatchSize = 64, Epochs = 100, Noise = 2, Seed = 5, Optimizer = new Adam { LearningRate = 5e-3f, Beta1 = 0.5f },
    };

    private static Value Generator(Value z) => z.Dense("generator/fc1", 16, Activation.Relu).Dense("generator/fc2", 2).Tanh()
        .Reshape([z.Shape[0], 1, 1, 2]);

    private static Value Discriminator(Value x) => x.Flatten().Dense("discriminator/fc1", 16).LeakyRelu(0.2f).Dense("discriminator/fc2", 1);

    /// <summary>Images of two pixels.</summary>
    private static MemoryDataset Points(int count)
    {
        var random = new Random(1);
        float[] values = new float[2 * count];
        for (int i = 0; i < values.Length; i++)
        {
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            values[i] = (float)((i % 2 == 0 ? 0.8 : 0.3) + 0.05 * normal);
        }
        return new MemoryDataset("points", [1, 1, 1, 2], values, TargetKind.None, Shape.Scalar, []);
    }

    private (float First, float Second) Generated(Variables variables)
    {
        const int count = 200;
        var graph = new Graph();
        graph.Output("images", Generator(graph.Input("noise", [count, 2])));
        using var plan = Plan.Compile(graph, _device, variables);
        var random = new Random(2);
        float[] noise = [.. Enumerable.Range(0, 2 * count).Select(_ => 2 * random.NextSingle() - 1)], images = new float[2 * count];
        plan.Input("noise").Write(noise);
        plan.Run();
        plan.Output("images").Read(images);
        return (images.Where((_, i) => i % 2 == 0).Average(), images.Where((_, i) => i % 2 == 1).Average());
    }
}
