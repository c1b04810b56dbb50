using System.Buffers;
using System.Text;
using System.Text.Json;

namespace VisionRuntime;

/// <summary>
/// Spans in the trace event format of Chrome, which Perfetto reads as well: complete events ("X") in microseconds, one thread a track.
/// </summary>
internal static class ChromeTrace
{
    private const int Process = 1;

    /// <summary>Writes spans as JSON.</summary>
    public static string Write(IReadOnlyList<ProfilerSpan> spans)
    {
        string[] tracks = [.. spans.Select(static span => span.Track).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("displayTimeUnit", "ms");
            json.WriteStartArray("traceEvents");
            Name(json, "process_name", 0, "Vision");
            for (int thread = 0; thread < tracks.Length; thread++)
                Name(json, "thread_name", thread, tracks[thread].Length == 0 ? "VisionHost.Update" : tracks[thread]);
            foreach (var span in spans) Event(json, span, Array.IndexOf(tracks, span.Track));
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Event(Utf8JsonWriter json, in ProfilerSpan span, int thread)
    {
        json.WriteStartObject();
        json.WriteString("name", span.Name);
        json.WriteString("ph", "X");
        json.WriteNumber("pid", Process);
        json.WriteNumber("tid", thread);
        json.WriteNumber("ts", span.Start.TotalMicroseconds);
        json.WriteNumber("dur", span.Duration.TotalMicroseconds);
        json.WriteStartObject("args");
        json.WriteNumber("frame", span.Frame);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Name(Utf8JsonWriter json, string what, int thread, string name)
    {
        json.WriteStartObject();
        json.WriteString("name", what);
        json.WriteString("ph", "M");
        json.WriteNumber("pid", Process);
        json.WriteNumber("tid", thread);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
