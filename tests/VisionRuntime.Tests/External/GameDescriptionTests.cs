using VisionRuntime.External;

namespace VisionRuntime.Tests.External;

public sealed class GameDescriptionTests : IDisposable
{
    private const string Valid = """
        {
          "name": "toy", "command": ["toy", "--fast"], "window": "Toy",
          "actions": [{ "name": "wait" }, { "name": "left", "hold": ["Left"] }],
          "changes": [{ "area": { "x": 0, "y": 0, "width": 10, "height": 10 }, "reward": 1 }]
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("vision-tests-").FullName;

    [Fact]
    public void A_description_has_defaults_for_what_it_leaves_out()
    {
        var game = Load(Valid);
        Assert.Equal(("toy", 2, 66.0, 640), (game.Name, game.Actions.Count, game.DecisionMilliseconds, game.Display.Width));
        Assert.Equal(["toy", "--fast"], game.Command);
        Assert.Equal("Left", Assert.Single(game.Actions[1].Hold));
        Assert.Equal(4, Assert.Single(game.Changes).Threshold);
    }

    [Theory]
    [InlineData("\"window\"", "\"windw\"", "windw")]
    [InlineData("\"Toy\"", "\" \"", "\"window\" is empty")]
    [InlineData("[\"Left\"]", "[\"Leftt\"]", "'Leftt' is not a key; use names such as a, 1, F1, Left")]
    [InlineData("{ \"name\": \"wait\" }, ", "", "\"actions\" has 1; an agent needs at least two")]
    [InlineData("\"name\": \"left\"", "\"name\": \"wait\"", "has 'wait' twice")]
    [InlineData("\"width\": 10", "\"width\": 700", "\"changes\" ScreenArea { X = 0, Y = 0, Width = 700, Height = 10 } is not inside the display")]
    [InlineData("\"reward\": 1", "\"reward\": \"much\"", "$.changes[0].reward")]
    [InlineData("\"window\"", "\"decisionMilliseconds\": 0, \"window\"", "\"decisionMilliseconds\" is 0; use 1 to 10000")]
    [InlineData("\"window\"", "\"end\": [{ \"x\": 1, \"y\": 1 }], \"window\"", "needs either \"file\" or \"color\"")]
    [InlineData("\"window\"", "\"end\": [{ \"x\": 1, \"y\": 1, \"file\": \"over.png\" }], \"window\"", "the picture 'over.png' is not in")]
    [InlineData("\"window\"", "\"start\": [{ \"tap\": \"a\", \"wait\": 5 }], \"window\"", "has 2 of \"tap\", \"click\", \"wait\" and \"waitFor\"")]
    public void An_invalid_value_is_named(string valid, string invalid, string message)
    {
        var exception = Assert.Throws<GameDescriptionException>(() => Load(Valid.Replace(valid, invalid, StringComparison.Ordinal)));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.StartsWith(Path.Combine(_folder, "toy.json"), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_description_survives_in_a_model_file()
    {
        string text = Valid.Replace(
            "\"changes\"", "\"lives\": { \"area\": { \"x\": 1, \"y\": 2, \"width\": 3, \"height\": 4 } }, \"changes\"", StringComparison.Ordinal);
        var game = Load(text);
        var copy = GameDescription.FromJson(game.ToJson(), "agent.vision");
        Assert.Equal(game.ToJson(), copy.ToJson());
        Assert.Equal((new LivesDescription(new(1, 2, 3, 4)), "Left"), (copy.Lives!, copy.Actions[1].Hold[0]));
        Assert.StartsWith("agent.vision: ", Assert.Throws<GameDescriptionException>(
            () => GameDescription.FromJson("{}", "agent.vision")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named() => Assert.Contains(
        "cannot be read", Assert.Throws<GameDescriptionException>(() => GameDescription.Load("/none/there.json")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void The_descriptions_that_are_supplied_are_valid()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "games");
        Assert.All(Directory.GetFiles(folder, "*.json"), static file =>
        {
            // Fonts of games that are not installed are the only thing that may be missing.
            try
            {
                Assert.Equal(Path.GetFileNameWithoutExtension(file), GameDescription.Load(file).Name);
            }
            catch (GameDescriptionException exception)
            {
                Assert.Contains("the picture '/usr/share/games/", exception.Message, StringComparison.Ordinal);
            }
        });
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private GameDescription Load(string json)
    {
        string file = Path.Combine(_folder, "toy.json");
        File.WriteAllText(file, json);
        return GameDescription.Load(file);
    }
}
