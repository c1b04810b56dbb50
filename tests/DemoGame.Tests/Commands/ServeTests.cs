using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DemoGame.Tests.Architecture;
using ShaderKernels.Backends.OpenGL;

namespace DemoGame.Tests.Commands;

/// <summary>The games on a socket: with the Python client, and with clients that break the protocol.</summary>
public sealed partial class ServeTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly VisionProgram? _server;
    private readonly int _port;
    private readonly string _reason;

    public ServeTests()
    {
        if (!HeadlessContext.TryCreate(out var context, out _reason)) return;
        context.Dispose();
        _server = VisionProgram.Start(
            new Dictionary<string, string?>(StringComparer.Ordinal), "serve", "catch", "--port", "0", "--timeout", "5");
        _server.WaitUntil(() => Serving().IsMatch(_server.Output), "its port");
        _port = int.Parse(Serving().Match(_server.Output).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    public void Dispose() => _server?.Dispose();

    [SkippableFact]
    public void The_Python_client_plays_and_reports_errors_by_name()
    {
        Skip.If(_server is null, _reason);
        Skip.IfNot(File.Exists(Python), $"{Python} does not exist");
        Skip.IfNot(Execute("-c", "import numpy").ExitCode == 0, $"{Python} has no numpy");
        var (exitCode, output) = Execute(Path.Combine(Repository.Root, "clients", "python", "check_vision_gym.py"), $"{_port}");
        Assert.True(exitCode == 0, output);
        Assert.Contains("all checks passed", output, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(new byte[] { 0, 0, 0, 0 }, "a header of 0 bytes")]
    [InlineData(new byte[] { 255, 255, 255, 127 }, "it must have 1 to 65536")]
    [InlineData(new byte[] { 3, 0, 0, 0, 0x5B, 0x31, 0x5D }, "the header is not a JSON object")]
    [InlineData(new byte[] { 2, 0, 0, 0, 0x7B, 0x7B }, "the header is not valid JSON")]
    public void A_client_that_breaks_the_protocol_is_told_why_and_disconnected(byte[] bytes, string reason)
    {
        Skip.If(_server is null, _reason);
        using (var client = Connect())
        {
            client.GetStream().Write(bytes);
            var answer = Read(client.GetStream());
            Assert.False(answer.GetProperty("ok").GetBoolean());
            Assert.Equal("protocol", answer.GetProperty("code").GetString());
            Assert.Contains(reason, answer.GetProperty("error").GetString(), StringComparison.Ordinal);
            Assert.Equal(-1, client.GetStream().ReadByte());
        }
        TheNextClientIsServed();
    }

    [SkippableFact]
    public void A_client_that_disconnects_in_the_middle_leaves_the_server_ready_for_the_next()
    {
        Skip.If(_server is null, _reason);
        using (var client = Connect())
        {
            Assert.True(Ask(client, """{"op":"hello","version":1}""").GetProperty("ok").GetBoolean());
            client.GetStream().Write([200, 0, 0, 0, 0x7B]);
        }
        TheNextClientIsServed();
        _server.WaitUntil(
            () => _server.Output.Contains("the client left in the middle of a message", StringComparison.Ordinal), "the reason is printed");
    }

    [SkippableFact]
    public void A_silent_client_is_disconnected_after_the_timeout()
    {
        Skip.If(_server is null, _reason);
        using (var client = Connect())
        {
            Ask(client, """{"op":"hello","version":1}""");
            var answer = Read(client.GetStream());
            Assert.Equal("timeout", answer.GetProperty("code").GetString());
            Assert.Contains("no message arrived for 5 seconds", answer.GetProperty("error").GetString(), StringComparison.Ordinal);
        }
        TheNextClientIsServed();
    }

    [SkippableFact]
    public void Versions_and_order_are_checked()
    {
        Skip.If(_server is null, _reason);
        using var client = Connect();
        AssertError("hello", "the first message must be 'hello'", Ask(client, """{"op":"reset"}"""));
        AssertError("version", "the client speaks version 2", Ask(client, """{"op":"hello","version":2}"""));
        Assert.Equal("catch", Ask(client, """{"op":"hello","version":1}""").GetProperty("game").GetString());
        AssertError("make", "no environments have been made", Ask(client, """{"op":"reset","seed":1}"""));
        AssertError("width", "'width' must be an integer from 8 to 256, not 4", Ask(client, """{"op":"make","width":4}"""));
        AssertError("color", "'color' must be true or false", Ask(client, """{"op":"make","color":"blue"}"""));
        AssertError("op", "the header needs 'op', a text", Ask(client, """{"op":1}"""));
    }

    [SkippableFact]
    public void An_interrupt_ends_the_server()
    {
        Skip.If(_server is null, _reason);
        Skip.If(OperatingSystem.IsWindows(), "Windows has no signals to send");
        _server.Interrupt();
        Assert.Equal(0, _server.Wait().ExitCode);
    }

    [SkippableFact]
    public void A_port_that_is_taken_is_refused()
    {
        Skip.If(_server is null, _reason);
        VisionProgram.Run("serve", "catch", "--port", $"{_port}").Refused($"port {_port} is not available", "--port");
        VisionProgram.Run("serve", "catch", "--port", "70000").Refused("--port must be at most 65535, not 70000");
        VisionProgram.Run("serve", "chess").Refused("Unknown game 'chess'");
    }

    [GeneratedRegex(@"Serving catch on 127\.0\.0\.1:(\d+)\n")]
    private static partial Regex Serving();

    private static void AssertError(string code, string words, JsonElement answer)
    {
        Assert.False(answer.GetProperty("ok").GetBoolean());
        Assert.Equal(code, answer.GetProperty("code").GetString());
        Assert.Contains(words, answer.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output) Execute(params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(60_000), "the client is still running after a minute");
        return (process.ExitCode, output + errors.Result);
    }

    private static JsonElement Ask(TcpClient client, string header)
    {
        byte[] text = Encoding.UTF8.GetBytes(header), prefix = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, text.Length);
        client.GetStream().Write([.. prefix, .. text]);
        return Read(client.GetStream());
    }

    private static JsonElement Read(NetworkStream stream)
    {
        var prefix = new byte[4];
        stream.ReadExactly(prefix);
        var header = new byte[BinaryPrimitives.ReadInt32LittleEndian(prefix)];
        stream.ReadExactly(header);
        return JsonDocument.Parse(header).RootElement;
    }

    private TcpClient Connect()
    {
        var client = new TcpClient();
        client.Connect("127.0.0.1", _port);
        client.ReceiveTimeout = 30_000;
        return client;
    }

    private void TheNextClientIsServed()
    {
        using var client = Connect();
        Assert.True(Ask(client, """{"op":"hello","version":1}""").GetProperty("ok").GetBoolean());
    }
}
