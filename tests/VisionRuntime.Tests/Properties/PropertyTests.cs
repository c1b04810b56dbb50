using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using ShaderKernels.Tests;

namespace VisionRuntime.Tests.Properties;

/// <summary>
/// For each operator and layer FsCheck draws geometries at random; the output and all gradients of each must agree with double precision on
/// every device, and the gradients with central differences. <c>VISION_SEED=N</c> draws others, <c>VISION_CASES=N</c> more of them, and with
/// <c>VISION_LEDGER=FILE</c> each line of the table of results is written down.
/// </summary>
public class PropertyTests
{
    public static TheoryData<string, string> DevicesAndFamilies()
    {
        var cases = new TheoryData<string, string>();
        foreach (string device in TestDevices.Names.Append("Ilgpu-Tiled"))
        {
            foreach (var family in Families.All) cases.Add(device, family.Name);
        }
        return cases;
    }

    public static TheoryData<string> FamilyNames => [.. Families.All.Select(family => family.Name)];

    [SkippableTheory, MemberData(nameof(DevicesAndFamilies))]
    public void Every_geometry_agrees_with_double_precision(string device, string name)
    {
        using var opened = TestDevices.Open(device);
        double forward = 0, backward = 0;
        bool differentiable = false;
        // Each geometry costs a shader compilation or more on OpenGL, simulated groups on ILGPU, and next to nothing on the processor.
        int cases = Cases(device.Split('-')[0] switch { "Cpu" => 20, "OpenGL" => 2, _ => 3 });
        Hold(name, cases, (family, network) =>
        {
            var errors = network.ErrorsOn(opened);
            differentiable |= network.IsDifferentiable;
            forward = Math.Max(forward, errors.Forward);
            backward = Math.Max(backward, errors.Backward);
            return Math.Max(errors.Forward, errors.Backward) <= family.Tolerance ? null : $"forward {errors.Forward:g3}, backward {errors.Backward:g3} on {device}";
        });
        if (Environment.GetEnvironmentVariable("VISION_LEDGER") is { Length: > 0 } ledger)
            File.AppendAllText(ledger, string.Create(CultureInfo.InvariantCulture, $"{Array.FindIndex(Families.All, family => family.Name == name)}\t{name}\t{device}\t{cases}\t{forward:0.0e0}\t{(differentiable ? backward.ToString("0.0e0", CultureInfo.InvariantCulture) : "-")}\n"));
    }

    [Theory, MemberData(nameof(FamilyNames))]
    public void Gradients_of_every_geometry_agree_with_central_differences(string name) =>
        Hold(name, Cases(20), (_, network) => network.ErrorOfGradients() is var error && error <= 1e-5 ? null : $"symbolic and numeric gradients differ by {error:g3}");

    private static int Cases(int usual) => int.TryParse(Environment.GetEnvironmentVariable("VISION_CASES"), CultureInfo.InvariantCulture, out int cases) ? cases : usual;

    /// <summary>Draws geometries and lets FsCheck shrink the first for which the check gives a complaint.</summary>
    private static void Hold(string name, int cases, Func<Family, DrawnNetwork, string?> check)
    {
        var family = Families.All.First(family => family.Name == name);
        ulong seed = ulong.TryParse(Environment.GetEnvironmentVariable("VISION_SEED"), CultureInfo.InvariantCulture, out ulong given) ? given : 20261120;
        var config = Config.QuickThrowOnFailure.WithMaxTest(cases).WithQuietOnSuccess(true).WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(seed, 2 * seed + 1), FSharpOption<int>.None)));
        var drawn = Arb.From(Gen.ArrayOf(Gen.Choose(0, 1 << 20), 48), Simpler);
        Check.One(config, Prop.ForAll(drawn, numbers =>
        {
            DrawnNetwork? network = null;
            string? complaint;
            try
            {
                network = new DrawnNetwork(family, new Choices(numbers));
                complaint = check(family, network);
            }
            catch (Exception exception) when (exception is not SkipException)
            {
                complaint = exception.ToString();
            }
            return (complaint is null).Label($"{name}: {complaint}; {network?.Description}");
        }));
    }

    /// <summary>Fewer numbers, and smaller ones.</summary>
    private static IEnumerable<int[]> Simpler(int[] numbers)
    {
        if (numbers.Length > 0) yield return numbers[..(numbers.Length / 2)];
        if (numbers.Length > 0) yield return numbers[..^1];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] == 0) continue;
            foreach (int smaller in new[] { 0, numbers[i] / 2, numbers[i] - 1 }.Distinct()) yield return [.. numbers[..i], smaller, .. numbers[(i + 1)..]];
        }
    }
}
