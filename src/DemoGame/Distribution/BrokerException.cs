using System.Security.Authentication;
using RabbitMQ.Client.Exceptions;

namespace DemoGame.Distribution;

/// <summary>The exception for a broker that cannot be used. The message is one sentence that says what to do.</summary>
internal sealed class BrokerException(string message, Exception? inner = null) : Exception(message, inner)
{
    private const int AccessRefused = 403, NotFound = 404, ResourceLocked = 405, PreconditionFailed = 406, NotAllowed = 530;

    /// <summary>Returns the exception for a connection that could not be opened.</summary>
    public static BrokerException Of(Exception exception, BrokerSettings settings)
    {
        var causes = Causes(exception).ToArray();
        string user = Uri.UnescapeDataString(settings.Uri.UserInfo.Split(':')[0]) is { Length: > 0 } given ? given : "guest";
        if (causes.Any(cause => cause is AuthenticationFailureException or PossibleAuthenticationFailureException))
        {
            return new(
                $"the broker at {settings} does not accept the user '{user}' with this password; "
                + "correct --broker amqp://USER:PASSWORD@HOST",
                exception);
        }
        if (causes.OfType<OperationInterruptedException>().FirstOrDefault() is { ShutdownReason.ReplyCode: NotAllowed } refused)
        {
            return new(
                $"the broker at {settings} does not let the user '{user}' in ({refused.ShutdownReason.ReplyText}); correct the virtual "
                + "host in --broker or the user's permissions", exception);
        }
        if (causes.OfType<AuthenticationException>().FirstOrDefault() is { } untrusted)
        {
            return new(
                $"TLS with the broker at {settings} failed ({untrusted.Message.TrimEnd('.')}); name the authority of its certificate with "
                + "--broker amqps://HOST?cacertfile=FILE, or correct the host or the port", exception);
        }
        return new(
            $"no broker answers at {settings} ({causes[^1].Message.TrimEnd('.')}); start one, for example with deploy/broker.sh, or "
            + "correct --broker", exception);
    }

    /// <summary>Returns the exception for an exchange or a queue that could not be declared or used.</summary>
    public static BrokerException OfQueue(
        OperationInterruptedException exception, string what, BrokerSettings settings, string owner)
    {
        return exception.ShutdownReason?.ReplyCode switch
        {
            PreconditionFailed => new(
                $"the {what} exists at the broker {settings} with another type or other properties; choose another name with --run, "
                + "or delete it at the broker", exception),
            ResourceLocked => new(
                $"another {owner} of the run '{settings.Run}' is connected to the broker {settings}; end it, or choose another "
                + "name with --run",
                exception),
            AccessRefused => new(
                $"the user may not use the {what} at the broker {settings} ({exception.ShutdownReason.ReplyText}); correct the user's "
                + "permissions", exception),
            _ => new($"the {what} cannot be used at the broker {settings} ({exception.Message})", exception),
        };
    }

    /// <summary>Whether the exchange or queue does not exist.</summary>
    public static bool IsMissing(OperationInterruptedException exception) => exception.ShutdownReason?.ReplyCode == NotFound;

    /// <summary>Whether the exception is that of a connection that is gone, or of a channel on it.</summary>
    public static bool IsLoss(Exception exception) =>
        exception is AlreadyClosedException or BrokerUnreachableException or IOException or TimeoutException
            or System.Net.Sockets.SocketException or OperationInterruptedException or ObjectDisposedException;

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        yield return exception;
        var inner = exception is AggregateException aggregate ? aggregate.InnerExceptions
            : exception.InnerException is { } one ? [one] : [];
        foreach (var cause in inner.SelectMany(Causes)) yield return cause;
    }
}
