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
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    public Broker()
    {
        Reason = !OperatingSystem.IsLinux() ? "deploy/broker.sh is for Linux"
            : !File.Exists("/usr/lib/rabbitmq/bin/rabbitmq-server") ? "rabbitmq-server is not installed" : "";
        if (Reason.Length > 0) return;
        Port = FreePorts();
        Certificates = new TestCertificates(_folder);
        if (Certificates.Reason.Length == 0) File.WriteAllText(_folder["rabbitmq.conf"], Certificates.ConfigurationFor(Port + 3));
        Start();
    }

    /// <summary>Why there is no broker; empty if there is one.</summary>
    public string Reason { get; }

    public int Port { get; }

    /// <summary>The certificates that it uses for TLS.</summary>
    internal TestCertificates Certificates { get; } = null!;

    public string Uri => $"amqp://guest:guest@127.0.0.1:{Port}";

    /// <summary>The address for TLS.</summary>
    public string SecureUri(string host, string query = "", string password = "guest") => $"amqps://guest:{password}@{host}:{Port + 3}{query}";

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

    /// <summary>The first of four ports that are free.</summary>
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
                using var fourth = new TcpListener(IPAddress.Loopback, port + 3);
                second.Start();
                third.Start();
                fourth.Start();
                return port;
            }
            catch (Exception exception) when (exception is SocketException or ArgumentOutOfRangeException)
            {
                // Others.
            }
        }
    }
}

/// <summary>The tests that share one broker, because it takes its time to start; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class BrokerCollection : ICollectionFixture<Broker>
{
    public const string Name = "broker";
}
