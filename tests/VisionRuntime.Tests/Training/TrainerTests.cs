using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tensors;
using VisionRuntime.Data;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Tests.Insight;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private static readonly DatasetSplits Digits = DrawnDigits.Create(12, seed: 1, training: 320, test: 80);
    private static readonly ClassificationTask Ten = new(10);

    private readonly CpuDevice _device = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _device.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_network_learns_digits()
    {
        using var variables = new Variables(_device, 1);
        using var trainer = Create(variables, new() { BatchSize = 32, Epochs = 12, Optimizer = new Adam { LearningRate = 3e-3f } });
        double before = trainer.Evaluate(Digits.Test!).Error;
        Assert.True(trainer.Run());
        Assert.Equal((120, 12), (trainer.Step, trainer.Epoch));
        double after = trainer.Evaluate(Digits.Test!).Error;
        Assert.True(before > 0.7 && after < 0.3, $"{before} before, {after} after");
        Assert.InRange(trainer.Patience.BestError, 0, 0.3);
    }

    [Fact]
    public void A_resumed_run_is_bit_for_bit_the_uninterrupted_one()
    {
        // Everything that has a state: shuffling, augmentation, dropout, moments, averages, last-epoch statistics, a schedule, patience.
        var options = new TrainerOptions
        {
            BatchSize = 32, Epochs = 3, Optimizer = new Adam { LearningRate = 2e-3f, WeightDecay = 0.1f, ClipNorm = 1 },
            Schedule = new OneCycle(), Augmentation = new() { Shift = 1, Rotation = 10 }, AverageDecay = 0.9f, LastEpochStatistics = true,
            Patience = 24, LossInterval = 7, Seed = 5,
        };
        var uninterrupted = new Dictionary<string, float[]>(StringComparer.Ordinal);
        double error;
        using (var variables = new Variables(_device, 5))
        using (var trainer = Create(variables, options, Normalized))
        {
            trainer.Run();
            error = trainer.Validate().Loss;
            foreach (string name in variables.Names) uninterrupted[name] = variables.Read(name);
        }
        string path = _folder.File("checkpoint.vision");
        using (var variables = new Variables(_device, 5))
        using (var trainer = Create(variables, options, Normalized))
        using (var cancellation = new CancellationTokenSource())
        {
            trainer.Stepped += () =>
            {
                if (trainer.Step == 13) cancellation.Cancel();
            };
            Assert.False(trainer.Run(cancellation.Token));
            Assert.Equal(13, trainer.Step);
            TrainingCheckpoint.Save(path, trainer, new Dictionary<string, string>(StringComparer.Ordinal));
        }
        using (var variables = new Variables(_device, 77))
        using (var trainer = Create(variables, options, Normalized))
        {
            TrainingCheckpoint.Restore(Checkpoint.Load(path), trainer);
            trainer.Run();
            Assert.Equal(error, trainer.Validate().Loss);
            Assert.Equal(uninterrupted.Keys, variables.Names);
            Assert.Contains("random/counter", variables.Names);
            Assert.Contains(variables.Names, name => name.StartsWith("average/", StringComparison.Ordinal));
            Assert.All(variables.Names, name => Assert.Equal(uninterrupted[name], variables.Read(name)));
        }
    }

    [Fact]
    public void Accumulated_gradients_move_the_weights_as_one_large_batch_does()
    {
        // The order is that of the data set, so that four batches of 16 are one of 64.
        var options = new TrainerOptions
        {
            Epochs = 1, Optimizer = new Sgd { LearningRate = 0.2f, Momentum = 0.9f, ClipNorm = 2, L2 = 0.01f }, Shuffle = false,
        };
        using Variables whole = new(_device, 1), parts = new(_device, 1);
        using (var trainer = Create(whole, options with { BatchSize = 64 }))
        using (var other = Create(parts, options with { BatchSize = 16, Accumulation = 4 }))
        {
            Assert.Equal((5L, 5L), (trainer.StepsPerEpoch, other.StepsPerEpoch));
            trainer.Run();
            other.Run();
            Assert.Equal(trainer.Evaluate(Digits.Test!).Loss, other.Evaluate(Digits.Test!).Loss, 1e-4);
        }
        Assert.All(parts.Read("fc1/weights").Zip(whole.Read("fc1/weights")), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
        Assert.All(parts.Read("gradient/fc1/weights"), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Replicas_on_other_devices_move_the_weights_as_one_device_on_the_whole_batch_does()
    {
        var options = new TrainerOptions { Epochs = 1, Optimizer = new Adam { LearningRate = 1e-3f }, Shuffle = false };
        using CpuDevice second = new(1), third = new(1);
        using Variables whole = new(_device, 1), first = new(_device, 1), copy = new(second, 8), other = new(third, 9);
        using (var trainer = Create(whole, options with { BatchSize = 48 }))
        using (var parallel = new Trainer(
            Mlp, Ten, Digits.Training, Digits.Validation, options with { BatchSize = 16 }, first, copy, other))
        {
            Assert.Equal(trainer.StepsPerEpoch, parallel.StepsPerEpoch);
            trainer.Run();
            parallel.Run();
            Assert.Equal(trainer.Loss, parallel.Loss, 1e-4);
        }
        Assert.All(first.Read("fc1/weights").Zip(whole.Read("fc1/weights")), pair => Assert.Equal(pair.Second, pair.First, 2e-5f));
        Assert.Equal(first.Read("fc1/weights"), copy.Read("fc1/weights"));
        Assert.Equal(first.Read("fc2/bias"), other.Read("fc2/bias"));
    }

    [Fact]
    public void Replicas_keep_statistics_of_their_own()
    {
        using var second = new CpuDevice(1);
        using Variables first = new(_device, 1), copy = new(second, 1);
        using var trainer = new Trainer(
            Normalized, Ten, Digits.Training, null, new() { BatchSize = 32, Optimizer = new Sgd { LearningRate = 0.1f } }, first, copy);
        trainer.TrainStep();
        Assert.NotEqual(first.Read("norm/mean"), copy.Read("norm/mean"));
        Assert.Equal(first.Read("fc1/weights"), copy.Read("fc1/weights"));
    }

    [Fact]
    public void Averages_follow_the_weights_and_are_what_is_evaluated()
    {
        using var variables = new Variables(_device, 1);
        using var trainer = Create(variables, new() { BatchSize = 32, Optimizer = new Sgd { LearningRate = 0.5f }, AverageDecay = 0.5f });
        double expected = 0;
        for (int step = 0; step < 6; step++)
        {
            trainer.TrainStep();
            double weight = variables.Read("fc2/weights")[3], decay = step == 0 ? 0 : Math.Min(0.5, (1.0 + step) / (10 + step));
            expected = decay * expected + (1 - decay) * weight;
        }
        Assert.Equal(expected, variables.Read("average/fc2/weights")[3], 1e-6);
        double loss = trainer.Evaluate(Digits.Test!).Loss;
        variables.Write("fc2/weights", new float[variables.ShapeOf("fc2/weights").Count]);
        Assert.Equal(loss, trainer.Evaluate(Digits.Test!).Loss);
        variables.Write("average/fc2/weights", new float[variables.ShapeOf("fc2/weights").Count]);
        Assert.NotEqual(loss, trainer.Evaluate(Digits.Test!).Loss);
    }

    [Fact]
    public void Frozen_variables_keep_their_values_and_the_others_move()
    {
        using var variables = new Variables(_device, 1);
        using var trainer = Create(variables, new() { BatchSize = 32, Frozen = ["fc1/*"] });
        float[] frozen = variables.Read("fc1/weights"), free = variables.Read("fc2/weights");
        trainer.TrainStep();
        Assert.Equal(frozen, variables.Read("fc1/weights"));
        Assert.NotEqual(free, variables.Read("fc2/weights"));
        var unknown = Assert.Throws<ArgumentException>(() => Create(variables, new() { Frozen = ["conv9/*"] }));
        Assert.Contains("the pattern 'conv9/*' matches no variable; there are: fc1/weights", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("nothing to train", Assert.Throws<ArgumentException>(() => Create(variables, new() { Frozen = ["*"] })).Message);
    }

    [Fact]
    public void The_statistics_of_the_last_epoch_are_those_of_its_batches()
    {
        // Without updates of the weights, the mean over the epoch is the mean of the layer's inputs over all samples.
        using var variables = new Variables(_device, 1);
        using var trainer = Create(
            variables, new() { BatchSize = 32, Epochs = 2, LastEpochStatistics = true, Optimizer = new Sgd { LearningRate = 1e-12f } },
            x => x.Flatten().BatchNormalization("norm").Dense("fc", 10));
        trainer.Run();
        float[] sums = new float[144], image = new float[144], label = new float[1];
        for (int i = 0; i < Digits.Training.Count; i++)
        {
            Digits.Training.Read(i, image, label);
            for (int pixel = 0; pixel < 144; pixel++) sums[pixel] += image[pixel] / Digits.Training.Count;
        }
        float[] means = variables.Read("norm/mean");
        for (int pixel = 0; pixel < 144; pixel++) Assert.Equal(sums[pixel], means[pixel], 1e-4f);
        Assert.Equal(10, variables.Read(BatchStatistics.BatchesOfEpoch)[0]);
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_and_the_checkpoint_stays()
    {
        using var variables = new Variables(_device, 1);
        using var trainer = Create(variables, new() { BatchSize = 32, Optimizer = new Sgd { LearningRate = 1e30f }, LossInterval = 4 });
        string path = _folder.File("checkpoint.vision");
        TrainingCheckpoint.Save(path, trainer, new Dictionary<string, string>(StringComparer.Ordinal));
        byte[] good = File.ReadAllBytes(path);
        var diverged = Assert.Throws<TrainingDivergedException>(() => trainer.Run());
        Assert.Equal(4, diverged.Step);
        Assert.Contains("diverged at step 4", diverged.Message, StringComparison.Ordinal);
        Assert.Throws<TrainingDivergedException>(
            () => TrainingCheckpoint.Save(path, trainer, new Dictionary<string, string>(StringComparer.Ordinal)));
        Assert.Equal(good, File.ReadAllBytes(path));
        Assert.Equal(["checkpoint.vision"], _folder.Files);
    }

    [Fact]
    public void An_exploding_loss_stops_before_it_is_infinite()
    {
        using var variables = new Variables(_device, 1);
        using var trainer = Create(
            variables,
            new() { BatchSize = 32, Epochs = 100, Optimizer = new Sgd { LearningRate = 1e5f }, LossInterval = 1, LargestLossFactor = 100 });
        var diverged = Assert.Throws<TrainingDivergedException>(() => trainer.Run());
        Assert.Matches(@"^Training diverged at step \d: the loss is \d[\d.E+]+; lower the learning rate", diverged.Message);
    }

    [Fact]
    public void Data_that_do_not_fit_are_refused_with_the_way_out()
    {
        using var variables = new Variables(_device, 1);
        Assert.Equal("digits: 320 training samples do not fill a batch of 400; choose a smaller batch size",
            Assert.Throws<DatasetException>(() => Create(variables, new() { BatchSize = 400 })).Message);
        Assert.Equal("digits: it has 10 classes, and the network tells 7 apart",
            MessageOf(new ClassificationTask(7), Digits.Training));
        Assert.Contains("is [1, 10], which does not fit 12 classes; give it a head of 12 outputs",
            MessageOf(new ClassificationTask(12), Digits.Training), StringComparison.Ordinal);
        var unlabeled = new MemoryDataset("labels", [1, 1], new float[3], TargetKind.Class, Shape.Scalar, [0, 5, 1]);
        Assert.Equal("labels: the label 5 of sample 1 is beyond the 3 classes",
            MessageOf(new ClassificationTask(3), unlabeled));
        var scenes = DrawnScenes.Create(TargetKind.Mask, 1, 16, 1, 8, 1).Training;
        Assert.Contains("a classifier needs classes", MessageOf(Ten, scenes), StringComparison.Ordinal);

        string MessageOf(TrainingTask task, Dataset data) => Assert.Throws<DatasetException>(
            () => new Trainer(Mlp, task, data, null, new() { BatchSize = 1 }, variables)).Message;
    }

    [Fact]
    public void Label_smoothing_is_of_training_alone()
    {
        using Variables plain = new(_device, 1), smooth = new(_device, 1);
        var options = new TrainerOptions { BatchSize = 32, LossInterval = 1 };
        using var trainer = Create(plain, options);
        using var smoothed = new Trainer(Mlp, Ten with { LabelSmoothing = 0.2f }, Digits.Training, Digits.Validation, options, smooth);
        Assert.Equal(trainer.Evaluate(Digits.Test!).Loss, smoothed.Evaluate(Digits.Test!).Loss);
        trainer.TrainStep();
        smoothed.TrainStep();
        Assert.NotEqual(trainer.Loss, smoothed.Loss);
    }

    [Fact]
    public void An_autoencoder_learns_to_reconstruct()
    {
        float[] inputs = new float[320 * 144], image = new float[144];
        for (int i = 0; i < 320; i++)
        {
            Digits.Training.Read(i, image, new float[1]);
            image.CopyTo(inputs, i * 144);
        }
        var images = new MemoryDataset("images", [1, 1, 12, 12], inputs, TargetKind.None, Shape.Scalar, []);
        using var variables = new Variables(_device, 1);
        using var trainer = new Trainer(
            x => x.Flatten().Dense("encode", 32).Tanh().Dense("decode", 144).Sigmoid().Reshape(x.Shape), new ReconstructionTask(), images,
            images, new() { BatchSize = 32, Epochs = 15, Optimizer = new Adam { LearningRate = 5e-3f } }, variables);
        double before = trainer.Evaluate(images).Error;
        trainer.Run();
        var after = trainer.Evaluate(images, outputs: 3);
        Assert.True(after.Error < before / 3, $"{before} before, {after.Error} after");
        Assert.Equal((3, 144), (after.OutputCount, after.OutputLength));
    }

    private static Value Mlp(Value images) => images.Flatten().Dense("fc1", 32).Tanh().Dense("fc2", 10);

    private static Value Normalized(Value images) =>
        images.Flatten().Dense("fc1", 32).BatchNormalization("norm").Relu().Dropout("drop", 0.2f).Dense("fc2", 10);

    private static Trainer Create(Variables variables, TrainerOptions options, Func<Value, Value>? network = null) =>
        new(network ?? Mlp, Ten, Digits.Training, Digits.Validation, options, variables);
}
