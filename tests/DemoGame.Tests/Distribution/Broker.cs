using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DemoGame.Distribution;
using DemoGame.Tests.Architecture;
using DemoGame.Tests.Commands;

namespace DemoGame.Tests.Distribution;

/// <summary>
/// A RabbitMQ server of its own on a free loopback port, started by deploy/broker.sh in a folder of its own and ended by its process id. Tests
/// are skipped where there is none.
/// </summary>
public sealed class Broker : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    public Broker()
    {
        Reason = !OperatingSystem.IsLinux() ? "deploy/broker.sh is for Linux"
            : !File.Exists("/usr/lib/rabbitmq/bin/rabbitmq-server") ? "rabbitmq-server is not installed" : "";
        if (Reason.Length > 0) return;
        Port = FreePorts();
        Start();
    }

    /// <summary>Why there is no broker; empty if there is one.</summary>
    public string Reason { get; }

    public int Port { get; }

    public string Uri => $"amqp://guest:guest@127.0.0.1:{Port}";

    /// <summary>The settings of a run of its own, with short times.</summary>
    internal BrokerSettings NewRun() => new(new Uri(Uri), "test-" + Guid.NewGuid().ToString("N")[..8])
    {
        RetryInterval = TimeSpan.FromMilliseconds(200), Patience = TimeSpan.FromMinutes(1),
    };

    public void Start()
    {
        string script = Path.Combine(Repository.Root, "deploy", "broker.sh");
        var start = new ProcessStartInfo("bash", [script, _folder.Path, Port.ToString()])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        _process = Process.Start(start)!;
        var ready = _process.StandardOutput.ReadLineAsync();
        Assert.True(ready.Wait(Patience), "the broker was not ready in time");
        Assert.True(ready.Result?.StartsWith("ready: amqp://", StringComparison.Ordinal), $"{ready.Result} {Ended()}");
    }

    public void Stop()
    {
        if (_process is not { } process) return;
        _process = null;
        Process.Start("kill", ["-TERM", process.Id.ToString()])!.WaitForExit();
        Assert.True(process.WaitForExit(Patience), "the broker did not end");
        process.Dispose();
    }

    public void Dispose()
    {
        Stop();
        _folder.Dispose();
    }

    private string Ended() => _process!.HasExited ? _process.StandardError.ReadToEnd() : "it is running";

    /// <summary>The first of three ports that are free.</summary>
    private static int FreePorts()
    {
        while (true)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            int port = ((IPEndPoint)first.LocalEndpoint).Port;
            try
            {
                using var second = new TcpListener(IPAddress.Loopback, port + 1);
                using var third = new TcpListener(IPAddress.Loopback, port + 2);
                second.Start();
                third.Start();
                return port;
            }
            catch (Exception exception) when (exception is SocketException or ArgumentOutOfRangeException)
            {
                // Others.
            }
        }
    }
}
