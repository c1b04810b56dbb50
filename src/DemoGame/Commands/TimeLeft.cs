using System.Globalization;

namespace DemoGame.Commands;

/// <summary>How long a run will still take.</summary>
internal static class TimeLeft
{
    /// <summary>Returns the time for what is left, as <c>0:09:31</c>; zero while the speed is not known.</summary>
    /// <param name="left">The steps that are left.</param>
    /// <param name="perSecond">The steps per second.</param>
    public static string Text(long left, double perSecond)
    {
        var time = TimeSpan.FromSeconds(perSecond > 0 ? Math.Round(left / perSecond) : 0);
        return string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time:mm\\:ss}");
    }
}
