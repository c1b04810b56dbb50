using System.ComponentModel;
using System.Diagnostics;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using static ShaderKernels.Operators.Expressions.Expression;

namespace ShaderKernels.Tests.Backends.OpenGL;

/// <summary>
/// Drivers accept different invalid shaders; the reference compiler of Khronos (Debian package glslang-tools) accepts none.
/// </summary>
public class ReferenceCompilerTests
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_shader_is_valid_GLSL(bool tuned)
    {
        using var device = new OpenGLDevice(ThreadContext.Gl()) { Tuned = tuned };
        foreach (var (@operator, shapes) in OperatorSamples.All) device.Prepare(@operator, shapes).Dispose();
        foreach (int length in (int[])[3, 8]) device.Prepare(new Map(EveryFunction(), 1f), [[5, length], [length]]).Dispose();
        device.Prepare(new ImageToTensor(8, 8) { Stack = 2, Quantize = true, Mirror = true }, 16, 16).Dispose();
        foreach (var filter in FilterSamples.All) device.Prepare(filter, 16, 16).Dispose();
        device.Prepare(new TensorToImage(), [1, 3, 8, 8]).Dispose();

        IEnumerable<string> sources = [.. device.ShaderSources, .. tuned ? WeightsOfInference() : []];
        var directory = Directory.CreateTempSubdirectory("shaders");
        try
        {
            foreach (var (i, source) in sources.Index())
                File.WriteAllText(Path.Combine(directory.FullName, $"{i}.comp"), source);
            Assert.Equal("", Validate(directory.GetFiles().Select(file => file.FullName)));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>The shaders of convolutions and products whose weights are packed or transformed.</summary>
    private static HashSet<string> WeightsOfInference()
    {
        var sources = new HashSet<string>();
        foreach (var transform in (WinogradTransform?[])[null, WinogradTransform.Two, WinogradTransform.Four])
        {
            using var device = new OpenGLDevice(ThreadContext.Gl()) { Transform = transform };
            foreach (var (@operator, shapes) in OperatorSamples.All.Where(sample => sample.Operator is Convolution or MatMul))
                device.Prepare(@operator, shapes, [.. shapes.Select((_, i) => i == 1)]).Dispose();
            sources.UnionWith(device.ShaderSources);
        }
        return sources;
    }

    private static Expression EveryFunction()
    {
        Expression x = Input(0), y = Input(1), sum = Select(x, y, float.NegativeInfinity);
        foreach (var function in Enum.GetValues<UnaryFunction>()) sum += new UnaryExpression(function, x);
        foreach (var function in Enum.GetValues<BinaryFunction>()) sum += new BinaryExpression(function, x, y);
        return sum;
    }

    private static string Validate(IEnumerable<string> files)
    {
        try
        {
            using var compiler = Process.Start(new ProcessStartInfo("glslangValidator", files) { RedirectStandardOutput = true,
                UseShellExecute = false })!;
            string log = compiler.StandardOutput.ReadToEnd();
            compiler.WaitForExit();
            return compiler.ExitCode == 0 ? "" : log;
        }
        catch (Win32Exception)
        {
            Skip.If(true, "glslangValidator is not installed (Debian package glslang-tools)");
            return "";
        }
    }
}
