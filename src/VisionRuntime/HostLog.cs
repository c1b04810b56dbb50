using Microsoft.Extensions.Logging;

namespace VisionRuntime;

/// <summary>What a host writes to its logger.</summary>
internal static partial class HostLog
{
    public static void Opened(ILogger? logger, string device, int width, int height)
    {
        if (logger is not null) HostOpened(logger, device, width, height);
    }

    public static void Added(ILogger? logger, string component)
    {
        if (logger is not null) ComponentAdded(logger, component);
    }

    public static void Failed(ILogger? logger, Exception exception, string component)
    {
        if (logger is not null) ComponentFailed(logger, exception, component);
    }

    [LoggerMessage(1, LogLevel.Information, "Vision runs on {Device} and looks at frames of {Width}x{Height} pixels")]
    private static partial void HostOpened(ILogger logger, string device, int width, int height);

    [LoggerMessage(2, LogLevel.Information, "Added {Component}")]
    private static partial void ComponentAdded(ILogger logger, string component);

    [LoggerMessage(3, LogLevel.Error, "{Component} failed and is disabled")]
    private static partial void ComponentFailed(ILogger logger, Exception exception, string component);
}
