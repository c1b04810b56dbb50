using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using DemoGame.Games;
using Silk.NET.OpenGL;

namespace DemoGame.Commands;

/// <summary>
/// Serves a game to one client at a time on the loopback interface. A client that leaves, breaks the protocol or is silent for too long is
/// disconnected, and the next one starts afresh; a second client is told that the server is busy.
/// </summary>
internal sealed class GymServer(GL gl, GameDefinition game, EnvironmentOptions options, TextWriter output) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private TcpListener? _listener;

    /// <summary>Gets how long a client may be silent.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Serves clients until the token is canceled.</summary>
    /// <param name="port">The port; 0 chooses a free one, which is printed.</param>
    /// <param name="cancellation">Ends the loop.</param>
    /// <exception cref="CommandException">The port is not available.</exception>
    public void Run(int port, CancellationToken cancellation)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            _listener.Start();
        }
        catch (SocketException exception)
        {
            throw new CommandException($"port {port} is not available ({exception.Message}); choose another with --port");
        }
        output.WriteLine($"Serving {game.Name} on 127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        output.Flush();
        while (!cancellation.IsCancellationRequested)
        {
            if (!_listener.Server.Poll(Patience, SelectMode.SelectRead)) continue;
            using var client = _listener.AcceptSocket();
            output.WriteLine("A client has connected");
            output.WriteLine(Serve(client, cancellation));
            output.Flush();
        }
    }

    public void Dispose() => _listener?.Dispose();

    /// <summary>Answers a client until it leaves, and returns in a sentence why it has left.</summary>
    private string Serve(Socket client, CancellationToken cancellation)
    {
        client.NoDelay = true;
        client.SendTimeout = (int)Math.Min(int.MaxValue, Timeout.TotalMilliseconds);
        using var session = new GymSession(gl, game, options);
        try
        {
            while (!session.IsClosed)
            {
                if (GymMessage.Read(buffer => Fill(client, buffer, cancellation)) is not { } message) return "The client has disconnected";
                Send(client, AnswerOrError(session, message));
            }
            return "The client has left";
        }
        catch (GymProtocolException exception)
        {
            TrySend(client, Error(exception));
            return $"The client was disconnected: {exception.Message}";
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return $"The connection broke: {exception.Message}";
        }
        catch (OperationCanceledException)
        {
            return "The server stops";
        }
    }

    private static GymMessage AnswerOrError(GymSession session, GymMessage message)
    {
        try
        {
            return session.Answer(message);
        }
        catch (GymProtocolException exception)
        {
            return Error(exception);
        }
    }

    private static GymMessage Error(GymProtocolException exception) =>
        new(new JsonObject { ["ok"] = false, ["code"] = exception.Code, ["error"] = exception.Message }, []);

    /// <summary>Fills a buffer; returns false if the client has disconnected before the first byte.</summary>
    /// <exception cref="GymProtocolException">The client is silent, or leaves in the middle.</exception>
    private bool Fill(Socket client, byte[] buffer, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        for (int filled = 0; filled < buffer.Length;)
        {
            if (!client.Poll(Patience, SelectMode.SelectRead))
            {
                cancellation.ThrowIfCancellationRequested();
                RefuseOthers();
                if (clock.Elapsed > Timeout)
                    throw new GymProtocolException("timeout", $"no message arrived for {Timeout.TotalSeconds:0} seconds");
                continue;
            }
            int count = client.Receive(buffer, filled, buffer.Length - filled, SocketFlags.None);
            if (count == 0 && filled == 0) return false;
            if (count == 0) throw new GymProtocolException("protocol", "the client left in the middle of a message");
            filled += count;
        }
        return true;
    }

    private void RefuseOthers()
    {
        while (_listener!.Pending())
        {
            using var other = _listener.AcceptSocket();
            const string reason = "another client is connected; try again later, or start a server of your own";
            TrySend(other, Error(new GymProtocolException("busy", reason)));
        }
    }

    private static void Send(Socket client, GymMessage message)
    {
        byte[] bytes = message.ToBytes();
        for (int sent = 0; sent < bytes.Length;) sent += client.Send(bytes, sent, bytes.Length - sent, SocketFlags.None);
    }

    private static void TrySend(Socket client, GymMessage message)
    {
        try
        {
            Send(client, message);
        }
        catch (SocketException)
        {
            // It has gone already.
        }
    }
}
