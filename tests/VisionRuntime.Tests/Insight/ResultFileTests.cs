using VisionRuntime.Insight;

namespace VisionRuntime.Tests.Insight;

public sealed class ResultFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public enum Ending
    {
        StepsDone,
        Stopped,
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_are_in_snake_case_and_lines_indented()
    {
        string path = _folder.File("result.json");
        ResultFile.Save(path, new Result("Catch é", 0.985, 200_000, double.NaN, Ending.StepsDone, new Part(1.5)));
        Assert.Equal(
            """
            {
              "game": "Catch é",
              "catch_rate": 0.985,
              "steps": 200000,
              "last_loss": "NaN",
              "ending": "steps_done",
              "frame_time": {
                "mean_milliseconds": 1.5
              }
            }

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(path).ReplaceLineEndings("\n"));
    }

    private sealed record Result(string Game, double CatchRate, long Steps, double LastLoss, Ending Ending, Part FrameTime);

    private sealed record Part(double MeanMilliseconds);
}
