using System.CommandLine;
using System.Reflection;
using DemoGame.Commands.Live;
using DemoGame.Distribution;
using DemoGame.Games;
using DemoGame.Rendering;
using ShaderKernels.Backends.Ilgpu;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Agents;
using VisionRuntime.Agents.Distributed;
using VisionRuntime.Data;
using VisionRuntime.External;
using VisionRuntime.Filters;
using VisionRuntime.Formats;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Training;
using VisionRuntime.Training.Distributed;

namespace DemoGame.Commands;

/// <summary>The command line: parses it, runs the command, and reports every error as one sentence on stderr with exit code 2.</summary>
internal static class CommandLine
{
    private const int ErrorExitCode = 2;

    /// <summary>Runs the program and returns its exit code.</summary>
    public static int Run(string[] args)
    {
        var root = new RootCommand(
            "Vision: a real-time vision plugin for games, with games to demonstrate it. "
            + $"Without a command it trains an agent to play {GameCatalog.All[0].Title} from pixels and shows it playing.");
        root.Subcommands.Add(TrainCommand.Create());
        root.Subcommands.Add(TrainCommand.CreateLearner());
        root.Subcommands.Add(ActorCommand.Create());
        root.Subcommands.Add(PlayCommand.Create());
        root.Subcommands.Add(ServeCommand.Create());
        root.Subcommands.Add(FilterCommand.Create());
        root.Subcommands.Add(ClassifyCommand.Create());
        root.Subcommands.Add(DetectCommand.Create());
        root.Subcommands.Add(FitCommand.Create());
        root.Subcommands.Add(ModelCommand.Create());
        root.Subcommands.Add(OnnxTestCommand.Create());
        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(BenchCommand.Create());
        root.Subcommands.Add(DevicesCommand.Create());
        TrainCommand.AddMainJob(root);

        var parsed = root.Parse(args);
        return parsed.Errors.Count > 0 ? Fail($"{ErrorMessage(parsed)} (see --help)") : Guard(parsed.InvokeHere);
    }

    /// <summary>Runs a command and returns its exit code: 2, with one sentence on stderr, if it throws.</summary>
    internal static int Guard(Func<int> command, TextWriter? errors = null)
    {
        try
        {
            return command();
        }
        catch (Exception exception) when (IsExpected(Unwrapped(exception)))
        {
            return Fail(Unwrapped(exception).Message, errors);
        }
        catch (Exception exception) when (Environment.GetEnvironmentVariable("VISION_DEBUG") is null)
        {
            var inner = Unwrapped(exception);
            return Fail($"unexpected {inner.GetType().Name}: {inner.Message} (set VISION_DEBUG=1 for a stack trace)", errors);
        }
    }

    private static string ErrorMessage(ParseResult parsed)
    {
        var commands = parsed.CommandResult.Command.Subcommands;
        return commands.Count > 0 && parsed.UnmatchedTokens is [var first, ..] && !first.StartsWith('-')
            ? $"Unknown command '{first}'; available: {string.Join(", ", commands.Select(command => command.Name))}"
            : parsed.Errors[0].Message.TrimEnd('.');
    }

    private static Exception Unwrapped(Exception exception) =>
        exception is AggregateException or TargetInvocationException && exception.InnerException is { } inner
            ? Unwrapped(inner)
            : exception;

    private static bool IsExpected(Exception exception) =>
        exception is CommandException or UnknownGameException or CheckpointException or UnknownModelException or OnnxException
            or ShapeException or OpenGLException or IlgpuException or ShaderCompilationException or GlProgramException
            or OutOfDeviceMemoryException or TrainingDivergedException or EnvironmentException or FilterException or DatasetException
            or BrokerException or ActorRefusedException or WorkerException
            or ExternalGameException or GameDescriptionException
            or IOException or UnauthorizedAccessException;

    private static int Fail(string message, TextWriter? errors = null)
    {
        (errors ?? Console.Error).WriteLine($"vision: {message.ReplaceLineEndings("\n").TrimEnd()}");
        return ErrorExitCode;
    }
}

/// <summary>
/// The exception thrown for a command that cannot be carried out as given. The message is one sentence that says what to do.
/// </summary>
internal sealed class CommandException(string message) : Exception(message);
