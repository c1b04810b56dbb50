using Microsoft.Extensions.Logging;

namespace VisionRuntime.Behaviours;

/// <summary>What a scene writes to its logger.</summary>
internal static partial class BehaviourLog
{
    [LoggerMessage(10, LogLevel.Error, "{Behaviour} failed; the other behaviours go on")]
    public static partial void Failed(ILogger logger, Exception exception, string behaviour);
}
