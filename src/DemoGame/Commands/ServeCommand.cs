using System.CommandLine;
using DemoGame.Rendering;

namespace DemoGame.Commands;

/// <summary><c>serve</c>: a game as Gymnasium vector environments on a loopback socket; docs/agents.md has the protocol.</summary>
internal static class ServeCommand
{
    private const int DefaultPort = 5050, DefaultTimeout = 600;

    public static Command Create()
    {
        var game = Options.Game();
        var port = Options.Integer("--port", "The port on the loopback interface; 0 chooses a free one.", DefaultPort, 0);
        var timeout = Options.Integer("--timeout", "Seconds after which a silent client is disconnected.", DefaultTimeout, 1);
        var environment = new EnvironmentSettings();
        var command = new Command("serve", "Serve a game as Gymnasium vector environments on a loopback socket.") { game, port, timeout };
        environment.AddTo(command);
        command.SetInterruptibleAction((parsed, cancellation) =>
        {
            int number = parsed.GetValue(port);
            if (number > ushort.MaxValue) throw new CommandException($"--port must be at most {ushort.MaxValue}, not {number}");
            using var host = GraphicsHost.OpenHeadless();
            var played = parsed.GetValue(game)!;
            using var server = new GymServer(host.Gl, played, environment.Apply(parsed, played.Training.Environment), Console.Out)
            {
                Timeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
            };
            server.Run(number, cancellation);
            return 0;
        });
        return command;
    }
}
