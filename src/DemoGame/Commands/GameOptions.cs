using System.CommandLine;
using System.CommandLine.Parsing;
using DemoGame.Games;
using ShaderKernels.Backends;
using ShaderKernels.Devices;

namespace DemoGame.Commands;

/// <summary>The arguments that several commands share, each checked as it is parsed.</summary>
internal static class GameOptions
{
    public static Argument<string> Game()
    {
        var argument = new Argument<string>("game") { Description = $"Which game: {string.Join(", ", GameCatalog.Names)}." };
        argument.Validators.Add(result =>
        {
            try
            {
                _ = GameCatalog.Create(result.Tokens.Count > 0 ? result.Tokens[0].Value : "");
            }
            catch (UnknownGameException exception)
            {
                result.AddError(exception.Message);
            }
        });
        return argument;
    }

    public static Option<string> Device() =>
        OneOf("--device", "Where networks run: auto, cpu, opengl or ilgpu (CUDA or OpenCL).", "auto", "auto", "cpu", "opengl", "ilgpu");

    public static Option<string> OneOf(string name, string description, string usual, params string[] choices)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            string given = Given(result);
            if (given.Length > 0 && !choices.Contains(given, StringComparer.Ordinal)) result.AddError($"{name} '{given}' is not there; choose {string.Join(" or ", choices)}");
        });
        return option;
    }

    public static Option<T> Number<T>(string name, string description, T usual, T least) where T : IParsable<T>, IComparable<T>
    {
        var option = new Option<T>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.CustomParser = result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (!T.TryParse(text, null, out T? value)) result.AddError($"{name} '{text}' is no whole number that fits");
            else if (value.CompareTo(least) < 0) result.AddError($"{name} {text} is too small; it must be {least} or more");
            return value;
        };
        return option;
    }

    /// <summary>Opens the device that the option names.</summary>
    public static Device Open(string device, Silk.NET.OpenGL.GL gl) => device switch
    {
        "cpu" => new DeviceCatalog(null).Open(DeviceKind.Cpu),
        "ilgpu" => new DeviceCatalog(null).Open(DeviceKind.Ilgpu),
        "opengl" => new DeviceCatalog(gl).Open(DeviceKind.OpenGL),
        _ => DeviceCatalog.OpenBest(gl),
    };

    private static string Given(OptionResult result) => result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
}
