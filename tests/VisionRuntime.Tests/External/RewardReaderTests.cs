using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.External;

namespace VisionRuntime.Tests.External;

public sealed class RewardReaderTests : IDisposable
{
    private const int Width = 64, Height = 16;

    // Three by five pixels a digit.
    private static readonly string[] Font =
    [
        "### .#. ### ### #.# ### ### ### ### ###",
        "#.# ##. ..# ..# #.# #.. #.. ..# #.# #.#",
        "#.# .#. ### .## ### ### ### .#. ### ###",
        "#.# .#. #.. ..# ..# ..# #.# .#. #.# ..#",
        "### ### ### ### ..# ### ### .#. ### ###",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("vision-tests-").FullName;
    private readonly byte[] _screen = new byte[Width * Height * 4];

    public RewardReaderTests()
    {
        using var image = new Image<Rgba32>(Font[0].Length, Font.Length);
        for (int y = 0; y < Font.Length; y++)
        {
            for (int x = 0; x < Font[0].Length; x++) image[x, y] = Font[y][x] == '#' ? new(250, 250, 80, 255) : new(10, 30, 20, 255);
        }
        image.SaveAsPng(Path.Combine(_folder, "digits.png"));
        image.SaveAsPng(Path.Combine(_folder, "picture.png"));
    }

    [Theory]
    [InlineData("0", 3, 2, 0), InlineData("7", 60, 0, 7), InlineData("1234567890", 5, 7, 1234567890)]
    [InlineData("000120", 9, 10, 120), InlineData("98", 0, 0, 98)]
    public void Numbers_are_read_wherever_they_stand(string digits, int x, int y, long expected)
    {
        Draw(digits, x, y);
        Assert.True(Reader().TryRead(Screen, out long number));
        Assert.Equal(expected, number);
    }

    [Fact]
    public void What_is_not_a_digit_is_not_read()
    {
        var reader = Reader();
        Assert.False(reader.TryRead(Screen, out _));
        Draw("12", 3, 3);
        for (int x = 20; x < 40; x++) Set(x, 5, 250, 250, 80); // a bar in the color of the digits
        Assert.False(reader.TryRead(Screen, out _));
    }

    [Fact]
    public void A_pixel_of_noise_does_not_change_a_digit()
    {
        Draw("8", 10, 4);
        Set(11, 5, 250, 250, 80); // inside the upper hole
        Assert.True(Reader().TryRead(Screen, out long number));
        Assert.Equal(8, number);
    }

    [Fact]
    public void The_reward_is_the_increase_of_the_score()
    {
        var reader = new RewardReader(Game() with { Score = Score with { Scale = 0.5, LargestIncrease = 1000 } });
        Show("100");
        reader.Begin(Screen);
        Assert.Equal(0, Next(reader, "100"));
        Assert.Equal(5, Next(reader, "110"));
        Assert.Equal(0, Next(reader, "9110")); // misread
        Assert.Equal(10, Next(reader, "130"));
        Assert.Equal(0, Next(reader, ""));
        Assert.Equal(1, reader.Unreadable);
        Assert.Equal(0, Next(reader, "5000"));
        Assert.Equal(0, Next(reader, "5000")); // read twice: true, but without a reward
        Assert.Equal(1, Next(reader, "5002"));
        Assert.Equal(5002, reader.Score);
    }

    [Fact]
    public void A_score_that_falls_gives_no_reward()
    {
        var reader = new RewardReader(Game() with { Score = Score with { LargestIncrease = 1000 } });
        Show("120");
        reader.Begin(Screen);
        Assert.Equal(0, Next(reader, "70")); // the score of the episode before, which counts down
        Assert.Equal(0, Next(reader, "10"));
        Assert.Equal(0, Next(reader, "0"));
        Assert.Equal(0, Next(reader, "0"));
        Assert.Equal(30, Next(reader, "30"));
        Assert.Equal(0, Next(reader, "20")); // misread
        Assert.Equal(10, Next(reader, "40"));
    }

    [Fact]
    public void A_picture_gives_its_reward_once_when_it_appears()
    {
        var reader = new RewardReader(Game() with { Pictures = [new(new(4, 4) { File = "picture.png" }, -3)] });
        reader.Begin(Screen);
        Assert.Equal(0, reader.Read(Screen));
        for (int y = 0; y < Font.Length; y++)
        {
            for (int x = 0; x < Font[0].Length; x++)
            {
                if (Font[y][x] == '#') Set(4 + x, 4 + y, 245, 250, 90); // nearly the color
                else Set(4 + x, 4 + y, 10, 30, 20);
            }
        }
        Assert.Equal(-3, reader.Read(Screen));
        Assert.Equal(0, reader.Read(Screen));
        Array.Clear(_screen);
        Assert.Equal(0, reader.Read(Screen));
    }

    [Fact]
    public void A_change_gives_its_reward_while_it_lasts()
    {
        var reader = new RewardReader(Game() with { Changes = [new(new(0, 0, 4, 4), 2) { Threshold = 4 }] });
        reader.Begin(Screen);
        Assert.Equal(0, reader.Read(Screen));
        Set(0, 0, 60, 66, 66); // 192 of 48 values: the mean is 4
        Assert.Equal(0, reader.Read(Screen));
        Set(1, 0, 60, 67, 66);
        Assert.Equal(2, reader.Read(Screen));
        Assert.Equal(0, reader.Read(Screen));
        Set(5, 5, 255, 255, 255); // outside
        Assert.Equal(0, reader.Read(Screen));
    }

    [Fact]
    public void An_episode_ends_where_the_mean_color_is_that_of_the_description()
    {
        var reader = new RewardReader(Game() with { End = [new(8, 8) { Color = [100, 50, 0], Width = 4, Height = 2, Tolerance = 5 }] });
        Assert.False(reader.HasEnded(Screen));
        for (int i = 0; i < 8; i++) Set(8 + i % 4, 8 + i / 4, (byte)(i % 2 == 0 ? 80 : 128), 46, 3);
        Assert.True(reader.HasEnded(Screen)); // the mean is (104, 46, 3)
        Set(8, 8, 140, 46, 3);
        Assert.False(reader.HasEnded(Screen)); // (111.5, 46, 3)
    }

    [Fact]
    public void A_font_that_does_not_show_ten_digits_is_refused()
    {
        var score = Score with { GlyphArea = new(0, 0, 20, 5) };
        Assert.Contains("5 glyphs in the color of the digits",
            Assert.Throws<GameDescriptionException>(() => new FontReader(Game(), score)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ScoreDescription Score { get; } = new(new ScreenArea(0, 0, Width, Height))
    {
        Glyphs = "digits.png", Color = [250, 250, 80],
    };

    private ScreenView Screen => new(_screen, Width, Height);

    private GameDescription Game() =>
        new() { Name = "toy", Command = ["toy"], Window = "Toy", Actions = [new("a"), new("b")], Folder = _folder };

    private FontReader Reader() => new(Game(), Score);

    private float Next(RewardReader reader, string score)
    {
        Show(score);
        return reader.Read(Screen);
    }

    private void Show(string score)
    {
        Array.Clear(_screen);
        Draw(score, 2, 2);
    }

    private void Draw(string digits, int x, int y)
    {
        foreach (char digit in digits)
        {
            for (int row = 0; row < 5; row++)
            {
                for (int column = 0; column < 3; column++)
                {
                    if (Font[row][(digit - '0') * 4 + column] == '#') Set(x + column, y + row, 240, 245, 90);
                }
            }
            x += 4;
        }
    }

    private void Set(int x, int y, byte red, byte green, byte blue) =>
        (_screen[(y * Width + x) * 4], _screen[(y * Width + x) * 4 + 1], _screen[(y * Width + x) * 4 + 2]) = (red, green, blue);
}
