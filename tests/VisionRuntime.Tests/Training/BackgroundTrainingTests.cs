using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tests;
using VisionRuntime.Capture;
using VisionRuntime.Data;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Training;

/// <summary>Training in what is left of a frame's budget.</summary>
public sealed class BackgroundTrainingTests
{
    private static readonly DatasetSplits Digits = DrawnDigits.Create(12, seed: 1, training: 160, test: 40);

    public static TheoryData<string> Settings => ["plain", "accumulated", "averaged", "accumulated and averaged"];

    /// <summary>Without any time each call runs one kernel, so that a step takes as many calls as it has kernels.</summary>
    [Theory, MemberData(nameof(Settings))]
    public void A_budget_is_exceeded_by_one_kernel_at_most(string settings)
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device, 1);
        using var trainer = Create(variables, settings);
        for (int step = 1; step <= 3; step++)
        {
            int calls = 0;
            while (trainer.Step < step)
            {
                long begun = trainer.Step;
                int steps = Call(trainer);
                calls++;
                Assert.Equal(trainer.Step - begun, steps);
                Assert.Equal(steps == 0, trainer.IsInStep);
            }
            Assert.Equal(trainer.KernelsOfStep, calls);
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void The_weights_are_those_of_training_without_a_budget(string name)
    {
        using var device = TestDevices.Open(name);
        using Variables whole = new(device, 1), parts = new(device, 1);
        using (var trainer = Create(whole, "accumulated and averaged"))
            while (trainer.Step < 6) trainer.TrainStep();
        using (var trainer = Create(parts, "accumulated and averaged"))
        {
            while (trainer.Step < 4) Call(trainer);
            // One step is begun in parts and completed at once, another is taken at once.
            Call(trainer);
            trainer.FinishStep();
            if (trainer.Step < 6) trainer.TrainStep();
        }
        foreach (string variable in whole.Names) Assert.Equal(whole.Read(variable), parts.Read(variable));
    }

    [Fact]
    public void A_checkpoint_needs_a_complete_step()
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device, 1);
        using var trainer = Create(variables, "plain");
        Call(trainer);
        Assert.Equal("Trainer: a step is incomplete; call FinishStep before a checkpoint",
            Assert.Throws<InvalidOperationException>(() => trainer.State).Message);
        Assert.Throws<InvalidOperationException>(() => trainer.Restore(new Dictionary<string, string>(StringComparer.Ordinal)));
        trainer.FinishStep();
        Assert.Equal("1", trainer.State["step"]);
        Call(trainer);
        trainer.Evaluate(Digits.Test!);
        Assert.Equal((2, false), (trainer.Step, trainer.IsInStep));
    }

    [Fact]
    public void A_host_trains_last_and_the_classifier_has_the_newest_weights()
    {
        using var device = new CpuDevice(1);
        using var source = new TestPatternSource(64, 48);
        var model = new Model(new NetworkDefinition("small", "", ModelTask.Classification, "images", [1, 1, 12, 12], 10,
            (x, classes) => x.Flatten().Dense("fc1", classes)));
        using var variables = new Variables(device, 1);
        using var vision = new VisionHost(source, device) { Budget = TimeSpan.FromSeconds(1) };
        var training = vision.Add(new BackgroundTraining(Create(variables, "plain", model.Definition.Build)));
        var classifier = vision.Add(new ScreenClassifier(model, new() { Weights = variables }));
        Assert.Same(variables, classifier.Worker!.Weights);
        float[] before = variables.Read("fc1/weights");
        training.LargestShare = TimeSpan.FromSeconds(1);
        while (training.Steps == 0) vision.Update();
        Assert.Equal(training.Trainer.Step, training.Steps);
        Assert.NotEqual(before, variables.Read("fc1/weights"));

        // Nothing is left.
        (vision.Budget, long steps) = (TimeSpan.Zero, training.Steps);
        for (int i = 0; i < 3; i++) vision.Update();
        Assert.Equal((steps, 3), (training.Steps, training.SkippedFrames));
    }

    [Fact]
    public void The_trainer_must_be_on_the_device_of_the_host()
    {
        using CpuDevice device = new(1), other = new(1);
        using var source = new TestPatternSource(64, 48);
        using var variables = new Variables(other, 1);
        using var vision = new VisionHost(source, device);
        using var training = new BackgroundTraining(Create(variables, "plain"));
        Assert.Contains("create them on the host's device", Assert.Throws<ArgumentException>(() => vision.Add(training)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>A call without any time, as soon as the next batch is loaded.</summary>
    private static int Call(Trainer trainer)
    {
        int steps = trainer.RunFor(TimeSpan.Zero);
        while (steps == 0 && trainer.WaitsForBatch)
        {
            Thread.Yield();
            steps = trainer.RunFor(TimeSpan.Zero);
        }
        return steps;
    }

    private static Trainer Create(Variables variables, string settings, Func<Value, Value>? network = null) => new(
        network ?? (x => x.Flatten().Dense("fc1", 16).Relu().Dense("fc2", 10)), new ClassificationTask(10), Digits.Training, null,
        new()
        {
            BatchSize = 16, Epochs = 4, Accumulation = settings.StartsWith("accumulated", StringComparison.Ordinal) ? 2 : 1,
            AverageDecay = settings.EndsWith("averaged", StringComparison.Ordinal) ? 0.9f : null, LossInterval = 2,
        }, variables);
}
