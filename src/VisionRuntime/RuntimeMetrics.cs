using System.Diagnostics.Metrics;

namespace VisionRuntime;

/// <summary>
/// The measurements of <see cref="MeterName"/>, for <c>dotnet-counters</c>, OpenTelemetry and whatever else listens to .NET's meters.
/// </summary>
public static class RuntimeMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Vision.Runtime";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>The time that <see cref="VisionHost.Update"/> takes on its thread.</summary>
    internal static Histogram<double> Update { get; } =
        Meter.CreateHistogram<double>("vision.update.duration", "ms", "Time of VisionHost.Update on its thread.");

    /// <summary>The time that each component takes of it, with the type of the component as the tag "component".</summary>
    internal static Histogram<double> Component { get; } =
        Meter.CreateHistogram<double>("vision.component.duration", "ms", "Time of a component in VisionHost.Update.");

    /// <summary>The frames that were captured.</summary>
    internal static Counter<long> Frames { get; } = Meter.CreateCounter<long>("vision.frames", "{frame}", "Frames captured.");

    /// <summary>The networks that were run on a frame.</summary>
    internal static Counter<long> Inferences { get; } =
        Meter.CreateCounter<long>("vision.inferences", "{inference}", "Networks run on a frame.");
}
