using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators.Filters;
using VisionRuntime.Filters;

namespace VisionRuntime.Tests.Filters;

public sealed class FilterParsingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vision-filters").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Names_settings_and_strengths_are_read()
    {
        using var chain = FilterChain.Parse(" Sobel@0.25 , gaussian:sigma=2.5:size=13,kernel:\"1,0;0 -1\"@0.5,box");
        Assert.Equal(["sobel", "gaussian", "kernel", "box"], chain.Stages.Select(stage => stage.Filter.Name));
        Assert.Equal([0.25f, 1, 0.5f, 1], chain.Stages.Select(stage => stage.Strength));
        Assert.Equal((2.5f, 13), (chain.Stages[1].Settings["sigma"], chain.Stages[1].Settings.Integer("size")));
        var kernel = Assert.IsType<KernelFilter>(chain.Stages[2].Filter.Steps(chain.Stages[2].Settings)[0]);
        Assert.Equal((2, 2), (kernel.Width, kernel.Height));
        Assert.Equal([1, 0, 0, -1], kernel.Weights.ToArray());
    }

    [Theory]
    [InlineData("sobel,,box", "a filter's name is missing")]
    [InlineData("", "a filter's name is missing")]
    [InlineData("sobel@2", "the strength is 2; it must be from 0 to 1")]
    [InlineData("sobel@strong", "which is not a number")]
    [InlineData("box:size=4", "box: size is 4; it must be from 1 to 63, in steps of 2")]
    [InlineData("canny:low=-1", "canny: low is -1; it must be from 0 to 2040")]
    [InlineData("canny:middle=1", "unknown parameter 'middle'; available: low, high")]
    [InlineData("sobel:size=3", "sobel: the filter has no parameters")]
    [InlineData("box:5", "'5' is not a setting; write the parameter's name and value, such as box:size=1")]
    [InlineData("box:size=wide", "size is 'wide', which is not a number")]
    [InlineData("kernel:1 2;3", "row 2 has a length of 1 and row 1 of 2, so the kernel is not a matrix")]
    [InlineData("kernel:1 x 2", "'x' in row 1 is not a number")]
    [InlineData("kernel:\"1 2", "a double quote is missing")]
    [InlineData("soble", "did you mean 'sobel'?")]
    public void What_is_not_a_chain_is_refused_with_a_reason(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FilterException>(() => FilterChain.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_kernel_is_read_from_a_file()
    {
        string file = Write("sharpen.txt", "# sharpen\n 0 -1  0\n-1,5,-1   # the middle\n\n0\t-1 0\n");
        using var chain = FilterChain.Parse($"kernel:{file}");
        using var device = new CpuDevice(1);
        using var sharpen = new FilterChain(FilterCatalog.Sharpen);
        Assert.Null(ExpectedPicture.Input.Through(sharpen, device).Difference(ExpectedPicture.Input.Through(chain, device), 0));
    }

    [Theory]
    [InlineData("0 1 0\n1 1\n", "row 2 has a length of 2 and row 1 of 3")]
    [InlineData("", "there are no values")]
    [InlineData("a picture of a cat", "'a' in row 1 is not a number")]
    [InlineData("1 nan 2", "'nan' in row 1 is not a number")]
    public void A_file_that_is_not_a_matrix_is_named_with_the_row(string content, string message)
    {
        string file = Write("kernel.txt", content);
        string text = Assert.Throws<FilterException>(() => FilterChain.Parse($"kernel:{file}")).Message;
        Assert.StartsWith(file, text, StringComparison.Ordinal);
        Assert.Contains(message, text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_is_named()
    {
        Assert.Contains("nowhere.txt", Assert.Throws<FileNotFoundException>(() => FilterChain.Parse("kernel:nowhere.txt")).Message,
            StringComparison.Ordinal);
        Assert.Contains("nowhere.cube", Assert.Throws<FileNotFoundException>(() => FilterChain.Parse("lut:nowhere.cube")).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LUT_3D_SIZE 2\n0 0 0\n", "1 colors; a table of size 2 has 8")]
    [InlineData("0 0 0\n", "there is no LUT_3D_SIZE")]
    [InlineData("LUT_3D_SIZE 1000\n", "LUT_3D_SIZE must be a number from 2 to 256")]
    [InlineData("LUT_1D_SIZE 16\n", "the table has one dimension")]
    [InlineData("LUT_3D_SIZE 2\n0 0\n", "there must be three numbers")]
    [InlineData("LUT_3D_SIZE 2\nDOMAIN_MAX 0 1 1\n0 0 0\n0 0 0\n0 0 0\n0 0 0\n0 0 0\n0 0 0\n0 0 0\n0 0 0\n", "must be greater than")]
    public void A_file_that_is_not_a_color_table_is_refused(string content, string message) =>
        Assert.Contains(message, Assert.Throws<FilterException>(() => FilterCatalog.Lut(Write("film.cube", content))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void The_domain_of_a_color_table_is_applied()
    {
        // Red from 0.5 to 1 becomes black to white; green and blue are cut to the domain, where the table does not depend on them.
        string corners = string.Concat(Enumerable.Range(0, 8).Select(i => $"{i % 2} {i % 2} {i % 2}\n"));
        string file = Write("domain.cube", $"LUT_3D_SIZE 2\nDOMAIN_MIN 0.5 0.5 0.5\nDOMAIN_MAX 1 1 1\n{corners}");
        using var chain = new FilterChain(FilterCatalog.Lut(file));
        using var device = new CpuDevice(1);
        var output = new ExpectedPicture(3, 1, [0, 9, 9, 1, 191, 9, 9, 2, 255, 9, 9, 3]).Through(chain, device);
        Assert.Equal([0, 0, 0, 1, 127, 127, 127, 2, 255, 255, 255, 3], output.Pixels);
    }

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
