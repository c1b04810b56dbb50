using System.Text.Json;

namespace DemoGame.Tests.Commands;

/// <summary>The command <c>bench</c>.</summary>
public class BenchCommandTests
{
    [Fact]
    public void The_time_of_an_inference_is_reported_as_json()
    {
        var result = VisionProgram.Run("bench", "lenet5", "--batch", "2", "--threads", "1", "--runs", "3", "--device", "cpu", "--json")
            .Succeeded();
        var report = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal("lenet5", report.GetProperty("model").GetString());
        Assert.Equal(3, report.GetProperty("runs").GetInt32());
        double median = report.GetProperty("median_ms").GetDouble(), least = report.GetProperty("min_ms").GetDouble();
        Assert.InRange(least, double.Epsilon, median);
        Assert.Contains("1 thread", report.GetProperty("device").GetString());
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        VisionProgram.Run("bench", "lenet6").Refused("Unknown model 'lenet6'");
        VisionProgram.Run("bench", "lenet5", "--runs", "0").Refused("'--runs' must be a positive integer");
        VisionProgram.Run("bench", "lenet5", "--threads", "2", "--device", "opengl").Refused("--device cpu");
    }
}
