using System.CommandLine;
using DemoGame.Rendering;
using ShaderKernels.Backends;

namespace DemoGame.Commands;

/// <summary><c>devices</c>: the devices found, the one chosen by default, and why.</summary>
internal static class DevicesCommand
{
    public static Command Create()
    {
        var command = new Command("devices", "List the devices that can run networks, and the one chosen by default.");
        command.SetAction(_ => Print());
        return command;
    }

    private static int Print()
    {
        bool canDraw = GraphicsHost.TryOpen(out var host, out string reason);
        using (host)
        {
            var catalog = new DeviceCatalog(host?.Gl);
            foreach (var entry in catalog.Entries)
                Console.WriteLine($"{(entry.Available ? "yes" : "no "),-4} {entry.Kind,-8} {entry.Description}");
            if (!canDraw) Console.WriteLine($"no   graphics {reason}");
            Console.WriteLine($"chosen: {catalog.Best.Kind}, {catalog.Best.Reason}");
        }
        return 0;
    }
}
