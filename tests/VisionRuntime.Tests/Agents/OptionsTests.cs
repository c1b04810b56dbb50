using VisionRuntime.Agents;
using VisionRuntime.Agents.Distributed;

namespace VisionRuntime.Tests.Agents;

public class OptionsTests
{
    [Fact]
    public void Options_survive_a_round_trip()
    {
        foreach (var options in (DqnOptions[])[new(), DqnOptions.Mnih2015, DqnOptions.Rainbow, new() { ClipNorm = 10, Double = false }])
            Assert.Equal(options, DqnOptions.FromJson(options.ToJson()));
        foreach (var options in (PpoOptions[])[new(), new() { ClipRewards = true, Epochs = 7 }])
            Assert.Equal(options, PpoOptions.FromJson(options.ToJson()));
    }

    [Fact]
    public void Options_that_are_left_out_keep_their_defaults()
    {
        Assert.Equal(new DqnOptions { NStep = 3, LearningRate = 1e-3f }, DqnOptions.FromJson("""{ "n_step": 3, "learning_rate": 1e-3 }"""));
        Assert.Equal(new PpoOptions { Epochs = 5 }, PpoOptions.FromJson("""{ "epochs": 5 } // comments are skipped"""));
        Assert.Equal(
            DqnOptimizer.CenteredRmsProp, DqnOptions.FromJson("""{ "optimizer": "centered_rms_prop" }""").Optimizer);
    }

    /// <summary>Extended data table 1 of Mnih et al. 2015; its counts of frames are divided by the four frames of an action.</summary>
    [Fact]
    public void Mnih2015_has_the_numbers_of_the_paper()
    {
        var paper = DqnOptions.Mnih2015;
        Assert.Equal((32, 1_000_000, 50_000, 1_000_000L), (paper.BatchSize, paper.ReplayCapacity, paper.LearningStarts, paper.ExplorationSteps));
        Assert.Equal((0.99f, 2.5e-4f, 1f, 0.1f), (paper.Discount, paper.LearningRate, paper.InitialExploration, paper.FinalExploration));
        Assert.Equal((4, 10_000 / 4, DqnOptimizer.CenteredRmsProp), (paper.TrainFrequency, paper.TargetUpdate, paper.Optimizer));
        Assert.Equal((false, true, true), (paper.Double, paper.ClipRewards, paper.TerminalOnLifeLoss));
        var optimizer = new CenteredRmsProp();
        Assert.Equal((0.95f, 0.95f, 0.01f), (optimizer.GradientDecay, optimizer.SquareDecay, optimizer.MinimumSquare));
    }

    [Theory]
    [InlineData("""{ "discount": 1.5 }""", "Discount is 1.5; it must be from 0 to 1")]
    [InlineData("""{ "batch_size": 0 }""", "BatchSize is 0; it must be greater than 0")]
    [InlineData("""{ "n_step": -1 }""", "NStep is -1")]
    [InlineData("""{ "learning_starts": 50000 }""", "learning starts after 50000 steps, but the memory holds only 40000")]
    [InlineData("""{ "gamma": 0.9 }""", "gamma")]
    [InlineData("""{ "optimizer": "magic" }""", "optimizer")]
    [InlineData("""{ "discount": }""", "invalid options")]
    [InlineData("null", "the value is null")]
    public void Invalid_options_of_DQN_are_refused_by_name(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => DqnOptions.FromJson(json)).Message);

    [Theory, InlineData(0, 1f), InlineData(250, 0.75f), InlineData(1_000, 0f), InlineData(5_000, 0f)]
    public void Annealing_is_linear_and_ends_at_zero(long steps, float left)
    {
        Assert.Equal(left, new ImpalaOptions { AnnealingSteps = 1_000 }.AnnealedAt(steps));
        Assert.Equal(1, new PpoOptions().AnnealedAt(steps));
    }

    [Theory]
    [InlineData("""{ "lambda": -0.1 }""", "Lambda is -0.1; it must be from 0 to 1")]
    [InlineData("""{ "clip_range": 0 }""", "ClipRange is 0")]
    [InlineData("""{ "annealing_steps": -1 }""", "AnnealingSteps is -1; it must be at least 0")]
    [InlineData("""{ "minibatches": "four" }""", "minibatches")]
    public void Invalid_options_of_PPO_are_refused_by_name(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => PpoOptions.FromJson(json)).Message);
}
