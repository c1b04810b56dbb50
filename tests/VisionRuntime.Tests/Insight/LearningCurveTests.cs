using System.Globalization;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Insight;

namespace VisionRuntime.Tests.Insight;

public sealed class LearningCurveTests : IDisposable
{
    private const string Header = "step,episodes,mean_return,loss,epsilon,frames_per_second,seconds";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_curve_reads_back_as_it_was()
    {
        var curve = new LearningCurve();
        curve.Add(new LearningPoint(0, 0, double.NaN, double.NaN, 1, 0, 0));
        curve.Add(new LearningPoint(1000, 17, -1.0 / 3, 1e-7, 0.99, 1234.5, 0.81));
        curve.Add(new LearningPoint(5_000_000_000, 90_000, 1e20, double.PositiveInfinity, double.NaN, 60, 86_400.25));
        string path = _folder.File("learning-curve.csv");
        curve.SaveCsv(path);
        Assert.Equal(curve.Points, LearningCurve.LoadCsv(path).Points);
    }

    [Fact]
    public void The_curve_of_supervised_training_reads_back_as_it_was()
    {
        var curve = new TrainingCurve();
        curve.Add(new TrainingPoint(100, 0.5, 0.1, 2.25, double.NaN, double.NaN, 3.5));
        curve.Add(new TrainingPoint(200, 1, 0.05, 1.0 / 3, 0.75, 0.125, 7));
        string path = _folder.File("learning-curve.csv");
        curve.SaveCsv(path);
        Assert.Equal(
            "step,epoch,learning_rate,training_loss,validation_loss,validation_error,seconds\n"
            + "100,0.5,0.1,2.25,NaN,NaN,3.5\n200,1,0.05,0.3333333333333333,0.75,0.125,7\n", File.ReadAllText(path));
        Assert.Equal(curve.Points, TrainingCurve.LoadCsv(path).Points);
        File.AppendAllText(path, "300,1.5,0.05,1\n");
        Assert.Equal($"The training curve '{path}' is invalid in line 4: '300,1.5,0.05,1' has 4 values, not 7; "
            + "correct the line, or delete the file", Assert.Throws<FormatException>(() => TrainingCurve.LoadCsv(path)).Message);
    }

    [Fact]
    public void The_file_is_the_same_in_every_culture()
    {
        var curve = new LearningCurve();
        curve.Add(new LearningPoint(1000, 17, -0.5, 0.25, 0.9, 1234.5, 0.75));
        CultureInfo before = CultureInfo.CurrentCulture;
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (commas.NumberFormat.NumberDecimalSeparator, commas.NumberFormat.NegativeSign) = (",", "minus");
        string path = _folder.File("learning-curve.csv");
        try
        {
            CultureInfo.CurrentCulture = commas;
            curve.SaveCsv(path);
            Assert.Equal(curve.Points, LearningCurve.LoadCsv(path).Points);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
        Assert.Equal($"{Header}\n1000,17,-0.5,0.25,0.9,1234.5,0.75\n", File.ReadAllText(path));
    }

    [Fact]
    public void Windows_line_ends_and_an_empty_last_line_are_read()
    {
        string path = _folder.File("learning-curve.csv");
        File.WriteAllText(path, $"\uFEFF{Header}\r\n1,2,3,4,5,6,7\r\n\r\n");
        Assert.Equal(new LearningPoint(1, 2, 3, 4, 5, 6, 7), Assert.Single(LearningCurve.LoadCsv(path).Points));
    }

    [Theory]
    [InlineData("", 1, "the file is empty")]
    [InlineData("a,b\n", 1, "the header is 'a,b', not")]
    [InlineData(Header + "\n1,2,3,4,5,6,7\n2,2,3", 3, "'2,2,3' has 3 values, not 7")]
    [InlineData(Header + "\n1,2,3,4,5,6,7,8\n", 2, "'1,2,3,4,5,6,7,8' has 8 values, not 7")]
    [InlineData(Header + "\n1.5,2,3,4,5,6,7\n", 2, "'1.5' is not an integer")]
    [InlineData(Header + "\n1,2,3,four,5,6,7\n", 2, "'four' is not a number")]
    [InlineData(Header + "\n9,2,3,4,5,6,7\n9,2,3,4,5,6,7\n", 3, "step 9 comes after step 9")]
    public void A_damaged_file_is_named_with_its_line(string text, int line, string what)
    {
        string path = _folder.File("learning-curve.csv");
        File.WriteAllText(path, text);
        FormatException problem = Assert.Throws<FormatException>(() => LearningCurve.LoadCsv(path));
        Assert.StartsWith($"The learning curve '{path}' is invalid in line {line}: {what}", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.Message);
    }

    [Fact]
    public void A_missing_file_is_an_IOException_that_names_it()
    {
        string path = _folder.File("learning-curve.csv");
        IOException problem = Assert.ThrowsAny<IOException>(() => LearningCurve.LoadCsv(path));
        Assert.Contains(path, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_ascend_and_those_after_a_checkpoint_can_be_removed()
    {
        var curve = new LearningCurve();
        for (int step = 0; step < 5; step++) curve.Add(Point(step, step));
        Assert.Throws<ArgumentException>(() => curve.Add(Point(4, 0)));
        curve.RemoveAfter(2);
        Assert.Equal([0, 1, 2], curve.Points.Select(point => point.Step));
        curve.Add(Point(3, 7));
        Assert.Equal(7, curve.Points[^1].MeanReturn);
    }

    [Fact]
    public void Empty_and_short_curves_are_drawn()
    {
        var curve = new LearningCurve();
        string path = _folder.File("learning-curve.png");
        curve.SavePng(path, "nothing yet");
        curve.Add(Point(0, double.NaN));
        curve.SavePng(path, "nothing measured yet");
        curve.Add(Point(100, 0.5));
        curve.SavePng(path, "one point");
        using Image<Rgba32> image = Image.Load<Rgba32>(path);
        Assert.Equal((960, 640), (image.Width, image.Height));
    }

    private static LearningPoint Point(long step, double meanReturn) => new(step, step, meanReturn, double.NaN, double.NaN, 60, step);
}
