using System.Diagnostics;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace DemoGame.Distribution;

/// <summary>
/// One end of the way between actors and a learner, or between workers: a connection to the broker that is opened again when it was lost,
/// and everything that belongs to it with it. The thread that uses it does so, never another.
/// </summary>
internal abstract class BrokerEnd : IDisposable
{
    private static readonly TimeSpan ConnectionTimeout = TimeSpan.FromSeconds(5), Heartbeat = TimeSpan.FromSeconds(10);

    private readonly string _name;
    private readonly BrokerCertificates _certificates;
    private IConnection? _connection;
    private long _lostAt, _triedAt;

    /// <param name="settings">Where the broker is.</param>
    /// <param name="name">The name of the connection, which the broker shows.</param>
    /// <exception cref="BrokerException">The file with the certificates of authorities cannot be read.</exception>
    protected BrokerEnd(BrokerSettings settings, string name)
    {
        (Settings, _name) = (settings, name);
        _certificates = new(settings.AuthoritiesFile);
    }

    /// <summary>Where the broker is.</summary>
    protected BrokerSettings Settings { get; }

    /// <summary>The channel for everything but what arrives on other threads; waits for publisher confirms.</summary>
    protected IChannel Channel { get; private set; } = null!;

    /// <summary>How often a connection was opened. What was delivered by an earlier one can no longer be acknowledged.</summary>
    protected int Epoch { get; private set; }

    /// <summary>Whether there is a connection.</summary>
    protected bool IsConnected => _connection is { IsOpen: true } && Channel.IsOpen;

    public virtual void Dispose() => Close();

    /// <summary>Opens the first connection.</summary>
    /// <exception cref="BrokerException">There is no broker, or it refuses.</exception>
    protected void ConnectFirst()
    {
        try
        {
            Connect();
        }
        catch (Exception exception) when (BrokerException.IsLoss(exception))
        {
            Close();
            throw BrokerException.Of(exception, Settings);
        }
        catch (BrokerException)
        {
            Close();
            throw;
        }
    }

    /// <summary>Opens the connection again if it was lost. Waits for at most the interval between two attempts.</summary>
    /// <returns>Whether there is a connection.</returns>
    /// <exception cref="BrokerException">The broker has been gone for too long.</exception>
    protected bool TryReconnect(CancellationToken cancellation = default)
    {
        if (IsConnected) return true;
        if (_lostAt == 0) _lostAt = Stopwatch.GetTimestamp();
        var wait = Settings.RetryInterval - (_triedAt == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_triedAt));
        if (_triedAt != 0 && wait > TimeSpan.Zero) cancellation.WaitHandle.WaitOne(wait);
        if (cancellation.IsCancellationRequested) return false;
        _triedAt = Stopwatch.GetTimestamp();
        try
        {
            Connect();
            (_lostAt, _triedAt) = (0, 0);
            return true;
        }
        catch (Exception exception) when (BrokerException.IsLoss(exception) || exception is BrokerException)
        {
            Close();
            if (Stopwatch.GetElapsedTime(_lostAt) < Settings.Patience) return false;
            throw new BrokerException(
                $"the broker at {Settings} has been gone for {Settings.Patience.TotalSeconds:0} seconds "
                + $"({exception.Message.TrimEnd('.')}); start it and this command again", exception);
        }
    }

    /// <summary>Declares and consumes what this end needs, on a new connection.</summary>
    /// <exception cref="BrokerException">The broker has something else under one of the names.</exception>
    protected abstract void SetUp(IConnection connection);

    /// <summary>Closes the connection after an error; the next use opens it again.</summary>
    protected void Lose() => Close();

    /// <summary>Waits for the client, which is asynchronous throughout.</summary>
    protected static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    /// <inheritdoc cref="Wait{T}"/>
    protected static void Wait(Task task) => task.GetAwaiter().GetResult();

    /// <summary>Declares something; a conflict is named.</summary>
    /// <param name="what">What is declared, in messages.</param>
    /// <param name="declare">Declares it.</param>
    /// <param name="owner">Whose it is, if only one may have it.</param>
    /// <exception cref="BrokerException">The broker has something else under the name.</exception>
    protected void Declare(string what, Func<Task> declare, string owner = "learner")
    {
        try
        {
            Wait(declare());
        }
        catch (OperationInterruptedException exception)
            when (exception is not AlreadyClosedException && !BrokerException.IsMissing(exception))
        {
            throw BrokerException.OfQueue(exception, what, Settings, owner);
        }
    }

    /// <summary>Opens a channel that waits for publisher confirms.</summary>
    protected static IChannel OpenChannel(IConnection connection) => Wait(connection.CreateChannelAsync(
        new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true)));

    /// <summary>Opens another channel, for what may fail and close it.</summary>
    protected IChannel OpenChannel() => OpenChannel(_connection!);

    private void Connect()
    {
        Close();
        var factory = new ConnectionFactory
        {
            Uri = Settings.Uri, ClientProvidedName = _name, AutomaticRecoveryEnabled = false, TopologyRecoveryEnabled = false,
            RequestedConnectionTimeout = ConnectionTimeout, RequestedHeartbeat = Heartbeat,
        };
        factory.Ssl.CertificateValidationCallback = _certificates.Validate;
        _connection = Wait(factory.CreateConnectionAsync());
        Channel = OpenChannel(_connection);
        Epoch++;
        SetUp(_connection);
    }

    private void Close()
    {
        var connection = _connection;
        _connection = null;
        try
        {
            connection?.Dispose();
        }
        catch (Exception exception) when (BrokerException.IsLoss(exception))
        {
            // It is gone already.
        }
    }
}
