namespace VisionRuntime.External;

/// <summary>Reads a number from the screen.</summary>
internal interface INumberReader : IDisposable
{
    /// <summary>Reads the number.</summary>
    /// <param name="screen">The window.</param>
    /// <param name="number">The number.</param>
    /// <returns>False if the area shows no number, or a digit is not recognized.</returns>
    bool TryRead(ScreenView screen, out long number);
}
