using VisionRuntime.Insight;

namespace VisionRuntime.Tests.Insight;

public class PixelFontTests
{
    [Fact]
    public void Every_character_but_the_space_has_a_glyph_of_its_own()
    {
        var seen = new Dictionary<string, char>(StringComparer.Ordinal);
        for (char character = PixelFont.First; character <= PixelFont.Last; character++)
        {
            string dots = Dots(character);
            Assert.Equal(character == ' ', !dots.Contains('#', StringComparison.Ordinal));
            Assert.True(seen.TryAdd(dots, character), $"'{character}' looks like '{seen[dots]}'");
        }
    }

    [Fact]
    public void Capitals_and_digits_stand_on_the_line()
    {
        foreach (char character in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        {
            for (int column = 0; column < PixelFont.GlyphWidth; column++)
            {
                for (int row = PixelFont.CapitalHeight; row < PixelFont.GlyphHeight; row++)
                    Assert.False(PixelFont.IsSet(character, column, row));
            }
        }
    }

    [Fact]
    public void A_character_without_a_glyph_is_a_question_mark() => Assert.Equal(Dots('?'), Dots('é'));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 5)]
    [InlineData(3, 17)]
    public void The_width_of_a_line_has_no_gap_at_its_end(int length, int dots) => Assert.Equal(dots, PixelFont.WidthOf(length));

    private static string Dots(char character) => string.Concat(
        Enumerable.Range(0, PixelFont.GlyphWidth * PixelFont.GlyphHeight)
            .Select(dot => PixelFont.IsSet(character, dot % PixelFont.GlyphWidth, dot / PixelFont.GlyphWidth) ? '#' : '.'));
}
