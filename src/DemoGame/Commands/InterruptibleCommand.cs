using System.CommandLine;

namespace DemoGame.Commands;

/// <summary>
/// Commands that end cleanly on Ctrl-C or SIGTERM: System.CommandLine cancels their token and waits. Their work stays on the program's main
/// thread, where some systems require windows to be.
/// </summary>
internal static class InterruptibleCommand
{
    /// <summary>How long an interrupted command may take to save its work before the process is ended.</summary>
    public static readonly TimeSpan TerminationTimeout = TimeSpan.FromMinutes(1);

    [ThreadStatic]
    private static Task<int>? _work;

    /// <summary>Sets the work of a command. It returns an exit code, soon after its token is canceled.</summary>
    public static void SetInterruptibleAction(this Command command, Func<ParseResult, CancellationToken, int> work) =>
        command.SetAction((parsed, cancellation) => _work = new Task<int>(() => work(parsed, cancellation), CancellationToken.None));

    /// <summary>Invokes the command that was parsed, on this thread, and returns its exit code.</summary>
    public static int InvokeHere(this ParseResult parsed)
    {
        _work = null;
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TerminationTimeout,
        };
        // System.CommandLine begins to watch for signals once the action has returned its task, so the task starts only then.
        var invocation = parsed.InvokeAsync(configuration);
        if (_work is { } work)
        {
            _ = invocation.ContinueWith(
                ended =>
                {
                    if (!work.IsCompleted) Environment.Exit(ended.Result); // the timeout has passed
                },
                CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            work.RunSynchronously();
        }
        return invocation.GetAwaiter().GetResult();
    }
}
