using System.CommandLine;
using DemoGame.Rendering;
using ShaderKernels.Backends;

namespace DemoGame.Commands;

/// <summary><c>devices</c>: what was found, what would be chosen and why.</summary>
internal static class DevicesCommand
{
    public static Command Create()
    {
        var command = new Command("devices", "List the devices that networks can run on, and which would be chosen.");
        command.SetAction(_ => Print());
        return command;
    }

    private static int Print()
    {
        bool there = GraphicsHost.TryOpen(out var host, out string reason);
        using (host)
        {
            var catalog = new DeviceCatalog(host?.Gl);
            foreach (var entry in catalog.Entries) Console.WriteLine($"{(entry.Available ? "yes" : "no "),-4} {entry.Kind,-8} {entry.Description}");
            if (!there) Console.WriteLine($"no   drawing  {reason}");
            Console.WriteLine($"chosen: {catalog.Best.Kind}, {catalog.Best.Reason}");
        }
        return 0;
    }
}
