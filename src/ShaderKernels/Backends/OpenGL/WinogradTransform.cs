using System.Globalization;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// The transforms of Winograd's minimal filtering algorithm F(m x m, 3 x 3) (Lavin and Gray 2016, "Fast algorithms for convolutional neural
/// networks"): Y = A' [(G g G') * (B' d B)] A, where g is a filter, d a tile of m + 2 by m + 2 pixels and * the elementwise product.
/// </summary>
internal sealed class WinogradTransform
{
    private readonly double[] _points;

    /// <param name="points">The m + 1 points of the polynomial interpolation, besides infinity.</param>
    private WinogradTransform(params double[] points) => _points = points;

    /// <summary>F(2 x 2, 3 x 3): 16 products for 4 outputs instead of 36.</summary>
    public static WinogradTransform Two { get; } = new(0, 1, -1);

    /// <summary>
    /// F(4 x 4, 3 x 3): 36 products for 16 outputs instead of 144. These points have errors about a third of those of 0, 1, -1, 2 and -2
    /// (compare Barabasz et al. 2020, "Error analysis and improving the accuracy of Winograd convolution for deep neural networks").
    /// </summary>
    public static WinogradTransform Four { get; } = new(0, 0.625, -0.625, 1.5, -1.5);

    /// <summary>Gets m, the outputs of a tile in each direction.</summary>
    public int Outputs => _points.Length - 1;

    /// <summary>Gets the pixels of a tile in each direction.</summary>
    public int Tile => _points.Length + 1;

    /// <summary>Gets the products of a tile.</summary>
    public int Products => Tile * Tile;

    /// <summary>Returns the tiles that cover a number of outputs in a direction.</summary>
    public int Tiles(int outputs) => (outputs + Outputs - 1) / Outputs;

    /// <summary>Adds the sizes, and A' as the matrix of the transform of outputs.</summary>
    public ShaderDefines AddOutput(ShaderDefines defines) =>
        Add(defines, Outputs, Tile, (i, j) => j < Tile - 1 ? Math.Pow(_points[j], i) : i == Outputs - 1 ? 1 : 0);

    /// <summary>Adds the sizes, and B' as the matrix of the transform of images.</summary>
    public ShaderDefines AddInput(ShaderDefines defines) => Add(defines, Tile, Tile, (i, j) => Coefficients(i)[j]);

    /// <summary>Adds the sizes, and G as the matrix of the transform of filters.</summary>
    public ShaderDefines AddFilters(ShaderDefines defines) =>
        Add(defines, Tile, 3, (i, j) => i < Tile - 1 ? Math.Pow(_points[i], j) / Divisor(i) : j == 2 ? 1 : 0);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"F({Outputs}x{Outputs}, 3x3)");

    private ShaderDefines Add(ShaderDefines defines, int rows, int columns, Func<int, int, double> element)
    {
        var elements = Enumerable.Range(0, rows * columns).Select(i => ShaderDefines.Literal((float)element(i / columns, i % columns)));
        return defines.Add("TILE", Tile).Add("OUTPUTS", Outputs).Add("TRANSFORM", $"float[]({string.Join(", ", elements)})");
    }

    /// <summary>The product of the distances of a point from the others.</summary>
    private double Divisor(int point) =>
        _points.Where((_, i) => i != point).Aggregate(1.0, (product, other) => product * (_points[point] - other));

    /// <summary>The coefficients of the polynomial whose zeros are all points but one, from the constant on.</summary>
    private double[] Coefficients(int point)
    {
        double[] coefficients = new double[Tile];
        coefficients[0] = 1;
        foreach (double zero in _points.Where((_, i) => i != point))
        {
            for (int i = Tile - 1; i >= 0; i--) coefficients[i] = (i == 0 ? 0 : coefficients[i - 1]) - zero * coefficients[i];
        }
        return coefficients;
    }
}
