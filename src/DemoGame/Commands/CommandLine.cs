using System.CommandLine;
using System.Reflection;
using DemoGame.Games;
using DemoGame.Rendering;
using ShaderKernels.Backends.Ilgpu;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Formats;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Training;

namespace DemoGame.Commands;

/// <summary>The command line: parses, runs, and turns every foreseeable failure into one sentence on stderr and exit code 2.</summary>
internal static class CommandLine
{
    private const int BadInput = 2;

    public static int Run(string[] args)
    {
        var root = new RootCommand("Vision: a real-time vision plugin for games, with games to show it. Without a command it trains a fresh agent on Catch from pixels and shows it playing.");
        root.Subcommands.Add(TrainCommand.Create());
        root.Subcommands.Add(PlayCommand.Create());
        root.Subcommands.Add(ModelCommand.Create());
        root.Subcommands.Add(OnnxTestCommand.Create());
        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(DevicesCommand.Create());
        TrainCommand.AddMainJob(root);

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0) return Fail($"{Complaint(parsed)} (see --help)");
        return Guard(() => parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }));
    }

    /// <summary>Runs a command and gives its exit code: 2, with one sentence on stderr, where it throws.</summary>
    internal static int Guard(Func<int> command, TextWriter? errors = null)
    {
        try
        {
            return command();
        }
        catch (Exception exception) when (IsForeseen(Unwrapped(exception)))
        {
            return Fail(Unwrapped(exception).Message, errors);
        }
        catch (Exception exception) when (Environment.GetEnvironmentVariable("VISION_DEBUG") is null)
        {
            var inner = Unwrapped(exception);
            return Fail($"unexpected {inner.GetType().Name}: {inner.Message} (set VISION_DEBUG=1 to see where)", errors);
        }
    }

    private static string Complaint(ParseResult parsed)
    {
        var commands = parsed.CommandResult.Command.Subcommands;
        return commands.Count > 0 && parsed.UnmatchedTokens is [var first, ..] && !first.StartsWith('-')
            ? $"Unknown command '{first}'; there are: {string.Join(", ", commands.Select(command => command.Name))}"
            : parsed.Errors[0].Message.TrimEnd('.');
    }

    private static Exception Unwrapped(Exception exception) =>
        exception is AggregateException or TargetInvocationException && exception.InnerException is { } inner ? Unwrapped(inner) : exception;

    private static bool IsForeseen(Exception exception) => exception is CommandException or UnknownGameException or CheckpointException or UnknownModelException
        or OpenGLException or IlgpuException or ShaderCompilationException or GlProgramException or TrainingDivergedException or OutOfDeviceMemoryException or ShapeException or OnnxException or IOException or UnauthorizedAccessException;

    private static int Fail(string message, TextWriter? errors = null)
    {
        (errors ?? Console.Error).WriteLine($"vision: {message.ReplaceLineEndings("\n").TrimEnd()}");
        return BadInput;
    }
}

/// <summary>A command that cannot be carried out as it was given. The message is one sentence with the way out.</summary>
internal sealed class CommandException(string message) : Exception(message);
