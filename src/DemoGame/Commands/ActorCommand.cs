using System.CommandLine;
using DemoGame.Distribution;

namespace DemoGame.Commands;

/// <summary><c>actor</c>: plays a game for a learner elsewhere, with its weights, until the run ends.</summary>
internal static class ActorCommand
{
    public static Command Create()
    {
        var game = Options.TrainableGame();
        var broker = new BrokerOptions();
        var device = DeviceOptions.ForGames();
        var command = new Command("actor", "Play a game for a learner on this or another machine.") { game, device };
        broker.AddTo(command);
        command.SetInterruptibleAction((parsed, cancellation) =>
        {
            var settings = broker.Read(parsed);
            using var channel = new RabbitMqActorChannel(settings);
            var run = new ActorRun(parsed.GetValue(game)!, parsed.GetValue(device)!, channel, cancellation);
            run.Joined += admission =>
            {
                Console.WriteLine($"Joined the run '{settings.Run}' at {settings} as actor {admission.Index}");
                Console.Out.Flush();
            };
            Console.WriteLine($"Waiting for the learner of the run '{settings.Run}' at {settings}");
            Console.Out.Flush();
            try
            {
                run.Play();
                Console.WriteLine($"The run has ended; {run.Sent} batches were sent");
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                Console.WriteLine($"Interrupted; {run.Sent} batches were sent");
            }
            return 0;
        });
        return command;
    }
}
