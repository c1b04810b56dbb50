using ShaderKernels.Operators;

namespace ShaderKernels.Tests.Reference;

/// <summary>Resampling as the product with a dense matrix.</summary>
internal static class ResampleReferences
{
    public static double[] Resample(Resample r, HostTensor x)
    {
        int rows = r.Taps.Outputs, columns = r.Taps.Inputs, inner = 1, outer = 1;
        for (int axis = 0; axis < r.Axis; axis++) outer *= x.Shape[axis];
        for (int axis = r.Axis + 1; axis < x.Shape.Rank; axis++) inner *= x.Shape[axis];
        var matrix = new double[rows, columns];
        for (int row = 0; row < rows; row++)
        {
            foreach (var (index, weight) in r.Taps.Row(row)) matrix[row, index] += weight;
        }
        var y = new double[outer * rows * inner];
        for (int line = 0; line < outer; line++)
        {
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    if (matrix[row, column] == 0) continue;
                    for (int i = 0; i < inner; i++)
                        y[(line * rows + row) * inner + i] += matrix[row, column] * x.Values[(line * columns + column) * inner + i];
                }
            }
        }
        return y;
    }
}
