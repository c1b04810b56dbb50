using System.Web;

namespace DemoGame.Distribution;

/// <summary>Where the broker is, and how a run uses it.</summary>
/// <param name="Uri">
/// The address, with credentials: <c>amqp://user:password@host:port/vhost</c>, or <c>amqps</c> for TLS, with
/// <c>?cacertfile=FILE</c> for a certificate of an authority that the system does not trust.
/// </param>
/// <param name="Run">The name of the run at the broker, with which the names of its exchanges and queues begin.</param>
internal sealed record BrokerSettings(Uri Uri, string Run)
{
    /// <summary>The parameter of the address for the file with certificates of authorities, as other clients of RabbitMQ have it.</summary>
    public const string AuthoritiesParameter = "cacertfile";

    /// <summary>The PEM file with the certificates of authorities that are trusted; null for those that the system trusts.</summary>
    public string? AuthoritiesFile => HttpUtility.ParseQueryString(Uri.Query)[AuthoritiesParameter];

    /// <summary>The exchange that copies weights to all actors.</summary>
    public string Weights => $"{Run}.weights";

    /// <summary>The queue of experience.</summary>
    public string Experience => $"{Run}.experience";

    /// <summary>The queue of actors that want to join.</summary>
    public string Join => $"{Run}.join";

    /// <summary>The queue that the learner has for itself, so that there is only one.</summary>
    public string Learner => $"{Run}.learner";

    /// <summary>The queue of a worker of data-parallel training.</summary>
    public string Worker(int rank) => $"{Run}.worker.{rank}";

    /// <summary>The exchange and the queue of messages that are not experience.</summary>
    public string DeadLetters => $"{Run}.dead";

    /// <summary>
    /// The length of the queue of experience in batches; what is sent to a full queue is refused, and the actor sends it again later. In a
    /// long queue, experience would grow old before the learner gets to it.
    /// </summary>
    public int QueueBatches { get; init; } = 32;

    /// <summary>The length of the queue of experience in bytes, whichever is reached first.</summary>
    public long QueueBytes { get; init; } = 256 << 20;

    /// <summary>The length of the longest message that the learner reads.</summary>
    public int LongestMessage { get; init; } = 32 << 20;

    /// <summary>The number of batches that the broker sends ahead to the learner.</summary>
    public ushort Prefetch { get; init; } = 4;

    /// <summary>How long a broker that was connected may be gone.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The time between two attempts to connect again.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The address without credentials.</summary>
    public override string ToString() => $"{Uri.Host}:{Port}";

    /// <summary>The options that name the broker on a command line, without credentials.</summary>
    public string ToArguments() => $"--broker {Uri.Scheme}://{this}{Uri.PathAndQuery} --run {Run}";

    private int Port => Uri.IsDefaultPort || Uri.Port < 0 ? Uri.Scheme == "amqps" ? 5671 : 5672 : Uri.Port;
}
