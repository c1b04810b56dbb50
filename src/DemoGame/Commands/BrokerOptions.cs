using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using System.Web;
using DemoGame.Distribution;

namespace DemoGame.Commands;

/// <summary>The options that say where the broker is.</summary>
internal sealed partial class BrokerOptions
{
    /// <summary>
    /// The environment variable that is read where the option is left out, so that no password need be on a command line.
    /// </summary>
    private const string Variable = "VISION_BROKER";

    private readonly Option<Uri?> _broker = new("--broker")
    {
        Description = "The broker: amqp://USER:PASSWORD@HOST:PORT/VHOST, or amqps:// for TLS, with ?cacertfile=FILE for an authority of "
            + "one's own; by default the environment variable "
            + $"{Variable}.",
        CustomParser = result => Parse(result, result.Tokens[0].Value, "'--broker'"),
    };

    private readonly Option<string> _run = new("--run")
    {
        Description = "The name of the run at the broker; several runs share a broker under different names.",
        DefaultValueFactory = _ => "vision",
        CustomParser = result =>
        {
            string name = result.Tokens[0].Value;
            if (!Name().IsMatch(name))
                result.AddError($"'--run' must be up to 64 letters, digits, dots, hyphens and underscores, not '{name}'");
            return name;
        },
    };

    private readonly Option<int> _patience = Options.Integer(
        "--patience", "Seconds that the broker or a worker may be gone before the command ends.", 600, 1);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_broker, _run, _patience]) command.Options.Add(option);
    }

    /// <summary>Returns the settings.</summary>
    /// <exception cref="CommandException">The broker is not named.</exception>
    public BrokerSettings Read(ParseResult parsed)
    {
        var uri = parsed.GetValue(_broker);
        if (uri is null)
        {
            string? text = Environment.GetEnvironmentVariable(Variable);
            if (string.IsNullOrEmpty(text))
                throw new CommandException($"--broker is missing: name the broker, such as amqp://localhost, or set {Variable}");
            uri = Parse(text) ?? throw new CommandException($"{Variable} must be an address such as {Example}");
        }
        return new(uri, parsed.GetValue(_run)!) { Patience = TimeSpan.FromSeconds(parsed.GetValue(_patience)) };
    }

    /// <summary>Returns the place among the workers that train together; null without <c>--world-size</c>.</summary>
    /// <exception cref="CommandException">An option of the others is missing, or the rank is not one of them.</exception>
    public FitWorker? ReadWorker(ParseResult parsed, int? rank, int? worldSize)
    {
        if (worldSize is not { } size)
        {
            string? alone = rank is not null ? "--rank" : parsed.GetValue(_broker) is not null ? "--broker" : null;
            return alone is null ? null : throw new CommandException($"{alone}: say with --world-size how many processes train together");
        }
        if (rank is not { } place) throw new CommandException($"--rank is missing: say which of the {size} processes this is, from 0");
        if (place >= size) throw new CommandException($"--rank {place}: the ranks of {size} processes are 0 to {size - 1}");
        return new(Read(parsed), place, size);
    }

    private static string Example => 
        $"amqp://user:password@host:5672 or amqps://user:password@host:5671?{BrokerSettings.AuthoritiesParameter}=FILE";

    private static Uri? Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps" && uri.Host.Length > 0
            && HttpUtility.ParseQueryString(uri.Query).AllKeys.All(
                key => key == BrokerSettings.AuthoritiesParameter && uri.Scheme == "amqps")
            ? uri : null;

    // The text may have a password in it, and is not repeated.
    private static Uri? Parse(ArgumentResult result, string text, string what)
    {
        var uri = Parse(text);
        if (uri is null) result.AddError($"{what} must be an address such as {Example}");
        return uri;
    }

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,64}$")]
    private static partial Regex Name();
}
