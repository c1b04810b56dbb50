using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Graphs;

public class InitializerTests
{
    [Fact]
    public void Fans_are_the_connections_into_and_out_of_a_unit()
    {
        Assert.Equal((20, 30), Initializers.Fans([20, 30]));
        Assert.Equal((4 * 7, 8 * 7), Initializers.Fans([8, 4, 7]));
        Assert.Equal((4 * 15, 8 * 15), Initializers.Fans([8, 4, 3, 5]));
        Assert.Equal((4 * 30, 8 * 30), Initializers.Fans([8, 4, 2, 3, 5]));
    }

    [Fact]
    public void Initial_values_have_the_variances_of_the_papers()
    {
        foreach (Shape shape in (Shape[])[[300, 200], [64, 32, 9], [64, 32, 3, 3], [32, 16, 3, 3, 3]])
        {
            var (fanIn, fanOut) = Initializers.Fans(shape);
            Assert.Equal(1, Variance(Initializers.He(shape, new Random(1))) / (2.0 / fanIn), 0.05);
            Assert.Equal(1, Variance(Initializers.Glorot(shape, new Random(2))) / (2.0 / (fanIn + fanOut)), 0.05);
            Assert.Equal(1, Variance(Initializers.FanIn(shape, new Random(3))) / (1.0 / 3 / fanIn), 0.05);
        }
    }

    private static double Variance(float[] values) => values.Average(value => (double)value * value);
}
