using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Tensors;
using VisionRuntime.Agents;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace DemoGame.Tests.Commands;

/// <summary>Model files for the program, and what it needs to use them.</summary>
internal static class Models
{
    /// <summary>An untrained model as the first versions of the program wrote it, or with the description of its network.</summary>
    public static void WriteUntrained(string path, string game = "catch", string? network = null, bool described = false) =>
        Write(path, DqnNetworks.Small, [1, 2, 42, 42], game, network, described);

    /// <summary>A valid model of a network that the program does not play with.</summary>
    public static void WriteOfAnotherNetwork(string path) => Write(path, DqnNetworks.Mnih2015, [1, 4, 84, 84], "catch");

    /// <summary>Keeps only the first part of a file.</summary>
    public static void CutShort(string path)
    {
        byte[] whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..(whole.Length * 2 / 3)]);
    }

    /// <summary>Skips the test if games cannot be drawn.</summary>
    public static void NeedOpenGL()
    {
        bool there = HeadlessContext.TryCreate(out var context, out string reason);
        context?.Dispose();
        Skip.IfNot(there, reason);
    }

    private static void Write(string path, QNetwork network, int[] seen, string game, string? named = null, bool described = false)
    {
        using var device = new CpuDevice();
        using var variables = new Variables(device, 5);
        Tensor observations = device.AllocateTensor(Shape.Of(seen));
        using (observations.Buffer)
        using (new QPolicy(network, observations, 3, device, variables))
        {
            var facts = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["game"] = game, ["seed"] = "5", ["steps"] = "320", ["updates"] = "0", ["episodes"] = "20", ["milliseconds"] = "100",
            };
            if (named is not null) facts["network"] = named;
            if (described)
            {
                foreach (var (name, value) in ModelFile.FactsOf(ModelCatalog.Find(named!)!)) facts[name] = value;
            }
            Checkpoint.Save(path, variables, facts);
        }
    }
}
