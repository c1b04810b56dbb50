using ShaderKernels.Tests;
using VisionRuntime.Filters;

namespace VisionRuntime.Tests.Filters;

/// <summary>Every filter of the catalog gives what OpenCV or NumPy give; eng/filters.py made the pictures.</summary>
public sealed class FilterCatalogTests
{
    /// <summary>Results that are either right or wrong: black and white, and levels that are only moved.</summary>
    private static readonly string[] Exact = ["canny", "threshold", "posterize", "median", "chromatic-aberration", "edge", "kernel", "emboss",
        "sharpen", "laplacian", "sobel-x", "sobel-y", "kirsch"];

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Filters_equal_those_of_other_libraries(string name)
    {
        using var device = TestDevices.Open(name);
        var failures = new List<string>();
        foreach (var filter in FilterCatalog.All.Where(filter => filter.Network is null))
        {
            using var chain = new FilterChain(filter.Name == "lut" ? FilterCatalog.Lut(ExpectedPicture.PathOf("film.cube")) : filter);
            int tolerance = Exact.Contains(filter.Name) ? 0 : 1;
            var actual = ExpectedPicture.Input.Through(chain, device);
            if (ExpectedPicture.Load(filter.Name).Difference(actual, tolerance) is { } difference) failures.Add($"{filter.Name}: {difference}");
        }
        Assert.Empty(failures);
    }

    [Fact]
    public void Every_filter_has_a_name_of_its_own_and_valid_defaults()
    {
        Assert.Equal(FilterCatalog.Names.Count, FilterCatalog.Names.Distinct(StringComparer.Ordinal).Count());
        foreach (var filter in FilterCatalog.All)
        {
            Assert.Same(filter.Name, FilterCatalog.Find(filter.Name).Name);
            Assert.EndsWith(".", filter.Description, StringComparison.Ordinal);
            var settings = filter.CreateSettings();
            foreach (var parameter in filter.Parameters)
            {
                settings[parameter.Name] = parameter.Minimum;
                foreach (var step in filter.Steps(settings)) step.Validate();
                settings[parameter.Name] = parameter.Default;
            }
        }
    }

    [Theory]
    [InlineData("sobell", "did you mean 'sobel'?")]
    [InlineData("guassian", "did you mean 'gaussian'?")]
    [InlineData("nightvision", "did you mean 'night-vision'?")]
    [InlineData("watercolor", "available: sobel, sobel-x, sobel-y,")]
    public void An_unknown_name_lists_those_there_are(string name, string message)
    {
        string text = Assert.Throws<FilterException>(() => FilterCatalog.Find(name)).Message;
        Assert.StartsWith($"unknown filter '{name}'", text, StringComparison.Ordinal);
        Assert.Contains(message, text, StringComparison.Ordinal);
        Assert.Equal(name != "watercolor", text.Contains("did you mean", StringComparison.Ordinal));
    }

    [Fact]
    public void The_steps_of_Kirsch_are_eight_kernels_with_a_sum_of_zero()
    {
        var kernel = Assert.IsType<ShaderKernels.Operators.Filters.KernelFilter>(Assert.Single(FilterCatalog.Kirsch.Steps(
            FilterCatalog.Kirsch.CreateSettings())));
        Assert.Equal(8, kernel.Kernels);
        for (int i = 0; i < 8; i++) Assert.Equal(0, kernel.Weights.AsSpan(9 * i, 9).ToArray().Sum());
        Assert.Equal([5, 5, 5, -3, 0, -3, -3, -3, -3], kernel.Weights.AsSpan(0, 9).ToArray());
        Assert.Equal([-3, 5, 5, -3, 0, 5, -3, -3, -3], kernel.Weights.AsSpan(9, 9).ToArray());
    }
}
