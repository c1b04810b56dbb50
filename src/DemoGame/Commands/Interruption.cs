using System.Runtime.InteropServices;

namespace DemoGame.Commands;

/// <summary>Ctrl-C or a polite request to end: it is noted, and the work in hand saves and stops. A second one ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private volatile bool _requested;

    public Interruption()
    {
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Note), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Note)];
    }

    /// <summary>Whether the work should save and stop.</summary>
    public bool Requested => _requested;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    private void Note(PosixSignalContext context)
    {
        context.Cancel = !_requested;
        _requested = true;
    }
}
