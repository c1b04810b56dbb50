using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.External;

namespace VisionRuntime.Tests.External;

/// <summary>Scores of Chromium B.S.U. as its window showed them; the names of the files were given by eye.</summary>
public sealed class TrainedReaderTests
{
    private static string Games => Path.Combine(AppContext.BaseDirectory, "games");

    public static TheoryData<string> Strips =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "External", "Strips"), "0*.png").Select(file => Path.GetFileName(file)!)];

    [Theory, MemberData(nameof(Strips))]
    public void A_score_over_a_moving_ground_is_read(string file)
    {
        Assert.True(TryRead(file, out long number));
        Assert.Equal(long.Parse(Path.GetFileNameWithoutExtension(file)), number);
    }

    [Fact]
    public void A_score_that_is_covered_is_not_read() => Assert.False(TryRead("covered.png", out _));

    [Fact]
    public void A_network_that_is_not_a_classifier_of_digits_is_refused()
    {
        var score = new ScoreDescription(new(0, 0, 70, 13)) { Network = "dqn-small", Digits = 7 };
        Assert.Contains("not a classifier of ten digits", Assert.Throws<GameDescriptionException>(
            () => new TrainedReader(Game(score) with { Folder = "" }, score).Dispose()).Message, StringComparison.Ordinal);
        score = score with { Network = "missing.vision" };
        Assert.Throws<GameDescriptionException>(() => new TrainedReader(Game(score), score).Dispose());
    }

    private static bool TryRead(string file, out long number)
    {
        using var image = Image.Load<Rgba32>(Path.Combine(AppContext.BaseDirectory, "External", "Strips", file));
        byte[] pixels = new byte[image.Width * image.Height * 4];
        image.CopyPixelDataTo(pixels);
        var score = new ScoreDescription(new(0, 0, image.Width, image.Height)) { Network = "chromium-bsu-digits.vision", Digits = 7 };
        using var reader = new TrainedReader(Game(score), score);
        return reader.TryRead(new(pixels, image.Width, image.Height), out number);
    }

    private static GameDescription Game(ScoreDescription score) => new()
    {
        Name = "toy", Command = ["toy"], Window = "Toy", Actions = [new("a"), new("b")], Folder = Games, Score = score,
    };
}
