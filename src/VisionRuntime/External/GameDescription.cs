using System.Text.Json;
using System.Text.Json.Serialization;
using VisionRuntime.Capture.X11;

namespace VisionRuntime.External;

/// <summary>
/// Describes a program that knows nothing of agents so that one can play it: how it is started, which keys its actions press, which part of
/// its window is observed, how an episode starts and ends, and how the reward is read from the screen. Usually a JSON file; see
/// <see cref="Load"/>.
/// </summary>
public sealed record GameDescription
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Gets the name of the game, as in model files.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the program and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Gets how to install the program, for the message where it is missing.</summary>
    public string? Install { get; init; }

    /// <summary>Gets environment variables for the program.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the size of the virtual display in pixels.</summary>
    public ScreenSize Display { get; init; } = new(640, 480);

    /// <summary>Gets a part of the title of the game's window.</summary>
    public required string Window { get; init; }

    /// <summary>Gets the part of the window that is observed, in pixels; the whole window if null.</summary>
    public ScreenArea? Observe { get; init; }

    /// <summary>Gets the actions; an agent's action is an index into this list.</summary>
    public required IReadOnlyList<ExternalAction> Actions { get; init; }

    /// <summary>
    /// Gets how long the game runs between two decisions, in milliseconds. It is paused while the agent decides and learns.
    /// </summary>
    public double DecisionMilliseconds { get; init; } = 66;

    /// <summary>Gets the inputs from the start of the program to the first episode.</summary>
    public IReadOnlyList<InputStep> Start { get; init; } = [];

    /// <summary>Gets the inputs from the end of an episode to the next; if empty, the program is started again.</summary>
    public IReadOnlyList<InputStep> Restart { get; init; } = [];

    /// <summary>Gets the pictures that end an episode when they appear on the screen.</summary>
    public IReadOnlyList<ScreenPicture> End { get; init; } = [];

    /// <summary>Gets the reward that is read from digits on the screen.</summary>
    public ScoreDescription? Score { get; init; }

    /// <summary>Gets the rewards for pictures that appear on the screen.</summary>
    public IReadOnlyList<PictureReward> Pictures { get; init; } = [];

    /// <summary>Gets the rewards for changes in a part of the screen.</summary>
    public IReadOnlyList<ChangeReward> Changes { get; init; } = [];

    /// <summary>
    /// Gets the part of the screen that shows the lives, for algorithms to which the loss of a life is the end of an episode.
    /// </summary>
    public LivesDescription? Lives { get; init; }

    /// <summary>Gets how long to wait for the window and for each picture of the inputs, in seconds.</summary>
    public double PatienceSeconds { get; init; } = 20;

    /// <summary>Gets the number of decisions after which an episode is truncated.</summary>
    public int MaximumSteps { get; init; } = 20_000;

    /// <summary>
    /// Gets the number of decisions without any change on the screen after which the program counts as hung and is started again.
    /// </summary>
    public int HungAfter { get; init; } = 300;

    /// <summary>Gets the folder in which the pictures lie.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = ".";

    /// <summary>Loads a description from a JSON file; pictures lie beside it.</summary>
    /// <param name="file">The path of the file.</param>
    /// <exception cref="GameDescriptionException">The file is missing or invalid; the message names the value and the way out.</exception>
    public static GameDescription Load(string file)
    {
        string json;
        try
        {
            json = File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new GameDescriptionException($"{file}: the game description cannot be read ({exception.Message})", exception);
        }
        var description = FromJson(json, file) with { Folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "." };
        return description.MissingFile() is { } missing
            ? throw new GameDescriptionException($"{file}: the file '{missing}' is not in {description.Folder}") : description;
    }

    /// <summary>Reads a description from JSON, without its pictures.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <exception cref="GameDescriptionException">The text is invalid; the message names the value and the way out.</exception>
    public static GameDescription FromJson(string json, string source)
    {
        GameDescription? description;
        try
        {
            description = JsonSerializer.Deserialize<GameDescription>(json, Json);
        }
        catch (JsonException exception)
        {
            throw new GameDescriptionException($"{source}: {exception.Message}", exception);
        }
        if (description is null) throw new GameDescriptionException($"{source}: the file holds no game description");
        return description.Problem() is { } problem ? throw new GameDescriptionException($"{source}: {problem}") : description;
    }

    /// <summary>Returns the description as JSON, without its pictures, so that a model file can hold it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Gets the path of a picture.</summary>
    internal string PathOf(string picture) => Path.Combine(Folder, picture);

    private string? Problem()
    {
        if (string.IsNullOrWhiteSpace(Name)) return "\"name\" is empty";
        if (Command.Count == 0 || string.IsNullOrWhiteSpace(Command[0])) return "\"command\" is empty; give the program and its arguments";
        if (string.IsNullOrWhiteSpace(Window)) return "\"window\" is empty; give a part of the title of the game's window";
        if (Display.Width is < 16 or > 8192 || Display.Height is < 16 or > 8192)
            return $"\"display\" is {Display.Width}x{Display.Height}; use 16 to 8192 pixels on each side";
        if (Actions.Count < 2) return $"\"actions\" has {Actions.Count}; an agent needs at least two";
        if (Actions.GroupBy(static action => action.Name, StringComparer.Ordinal)
            .FirstOrDefault(static group => group.Count() > 1) is { } twice)
            return $"\"actions\" has '{twice.Key}' twice";
        foreach (string key in Actions.SelectMany(static action => action.Hold.Concat(action.Tap)).Concat(
            Start.Concat(Restart).Select(static step => step.Tap).OfType<string>()))
        {
            if (!Keysyms.TryFind(key, out _)) return $"'{key}' is not a key; use names such as a, 1, F1, Left, space, Return or Escape";
        }
        if (!(DecisionMilliseconds is >= 1 and <= 10_000)) return $"\"decisionMilliseconds\" is {DecisionMilliseconds}; use 1 to 10000";
        if (!(PatienceSeconds is > 0 and <= 600)) return $"\"patienceSeconds\" is {PatienceSeconds}; use more than 0, up to 600";
        if (MaximumSteps < 1) return $"\"maximumSteps\" is {MaximumSteps}; use 1 or more";
        if (HungAfter < 2) return $"\"hungAfter\" is {HungAfter}; use 2 or more";
        if (Score is null && Pictures.Count == 0 && Changes.Count == 0)
            return "there is no reward; give \"score\", \"pictures\" or \"changes\"";
        if (Score?.Problem() is { } unreadable) return unreadable;
        foreach (var step in Start.Concat(Restart))
        {
            if (step.Problem() is { } problem) return problem;
        }
        foreach (var picture in AllPictures())
        {
            if (picture.Problem() is { } problem) return problem;
        }
        foreach (var (area, what) in Areas())
        {
            if (area.X < 0 || area.Y < 0 || area.Width < 1 || area.Height < 1
                || area.X + area.Width > Display.Width || area.Y + area.Height > Display.Height)
                return $"\"{what}\" {area} is not inside the display of {Display.Width}x{Display.Height} pixels";
        }
        return null;
    }

    private string? MissingFile() => PictureFiles().FirstOrDefault(picture => !File.Exists(PathOf(picture)));

    private IEnumerable<(ScreenArea Area, string Name)> Areas()
    {
        if (Observe is not null) yield return (Observe, "observe");
        if (Score is not null) yield return (Score.Area, "score");
        if (Lives is not null) yield return (Lives.Area, "lives");
        foreach (var change in Changes) yield return (change.Area, "changes");
    }

    private IEnumerable<ScreenPicture> AllPictures() => End.Concat(Pictures.Select(static reward => reward.Picture))
        .Concat(Start.Concat(Restart).Select(static step => step.WaitFor).OfType<ScreenPicture>());

    private IEnumerable<string> PictureFiles() =>
        AllPictures().Select(static picture => picture.File).Append(Score?.Glyphs).Append(Score?.Network).OfType<string>();
}

/// <summary>A size in pixels.</summary>
/// <param name="Width">The width.</param>
/// <param name="Height">The height.</param>
public sealed record ScreenSize(int Width, int Height);

/// <summary>A rectangle in a window, in pixels from its upper left corner.</summary>
/// <param name="X">The left edge.</param>
/// <param name="Y">The upper edge.</param>
/// <param name="Width">The width.</param>
/// <param name="Height">The height.</param>
public sealed record ScreenArea(int X, int Y, int Width, int Height);

/// <summary>What an action does to the keyboard and the mouse of a game.</summary>
/// <param name="Name">The name of the action.</param>
public sealed record ExternalAction(string Name)
{
    /// <summary>Gets the keys that are held down while the action lasts.</summary>
    public IReadOnlyList<string> Hold { get; init; } = [];

    /// <summary>Gets the keys that are pressed and released at the start of the action.</summary>
    public IReadOnlyList<string> Tap { get; init; } = [];

    /// <summary>Gets how far the mouse moves to the right, in pixels.</summary>
    public int MouseX { get; init; }

    /// <summary>Gets how far the mouse moves down, in pixels.</summary>
    public int MouseY { get; init; }

    /// <summary>Gets the mouse button that is held down: 1 is the left one, 2 the middle one, 3 the right one, 0 none.</summary>
    public int Button { get; init; }
}

/// <summary>A step of the inputs that start an episode. Exactly one of its properties is given.</summary>
public sealed record InputStep
{
    /// <summary>Gets the key to press and release.</summary>
    public string? Tap { get; init; }

    /// <summary>Gets the place to click with the left mouse button, in pixels: [x, y].</summary>
    public IReadOnlyList<int>? Click { get; init; }

    /// <summary>Gets the time to let the game run, in milliseconds.</summary>
    public double? Wait { get; init; }

    /// <summary>Gets the picture to wait for.</summary>
    public ScreenPicture? WaitFor { get; init; }

    internal string? Problem()
    {
        int given = (Tap is null ? 0 : 1) + (Click is null ? 0 : 1) + (Wait is null ? 0 : 1) + (WaitFor is null ? 0 : 1);
        if (given != 1) return $"a step of \"start\" or \"restart\" has {given} of \"tap\", \"click\", \"wait\" and \"waitFor\"; give one";
        if (Click is { Count: not 2 }) return $"a \"click\" has {Click.Count} values; give two, [x, y]";
        return Wait is < 0 or > 60_000 ? $"a \"wait\" is {Wait} ms; use 0 to 60000" : null;
    }
}

/// <summary>
/// Something to recognize at a place on the screen: a picture from a file, or a mean color of a rectangle. Exactly one of
/// <see cref="File"/> and <see cref="Color"/> is given.
/// </summary>
/// <param name="X">The left edge of the place, in pixels.</param>
/// <param name="Y">The upper edge of the place, in pixels.</param>
public sealed record ScreenPicture(int X, int Y)
{
    /// <summary>Gets the image file, beside the description. Transparent pixels match anything.</summary>
    public string? File { get; init; }

    /// <summary>Gets the mean color of the rectangle, [red, green, blue].</summary>
    public IReadOnlyList<int>? Color { get; init; }

    /// <summary>Gets the width of the rectangle, for a color.</summary>
    public int Width { get; init; } = 1;

    /// <summary>Gets the height of the rectangle, for a color.</summary>
    public int Height { get; init; } = 1;

    /// <summary>
    /// Gets the largest difference, from 0 to 255: the mean absolute difference from the picture, or the difference of the mean color.
    /// </summary>
    public double Tolerance { get; init; } = 16;

    internal string? Problem()
    {
        if (File is null == Color is null) return "a picture needs either \"file\" or \"color\"";
        if (Color is { } color && (color.Count != 3 || color.Any(static level => level is < 0 or > 255)))
            return $"the color [{string.Join(", ", color)}] is not [red, green, blue] with levels from 0 to 255";
        return X >= 0 && Y >= 0 && Width >= 1 && Height >= 1 ? null
            : $"a picture at ({X}, {Y}) of {Width}x{Height} pixels is not on the screen";
    }
}

/// <summary>
/// Describes how a score is read from digits on the screen; the reward is its increase. Digits in a color of their own are compared with
/// those of the font (<see cref="Glyphs"/> and <see cref="Color"/>); a fixed number of digits on any ground is read by a network that was
/// trained on samples of the screen (<see cref="Network"/> and <see cref="Digits"/>).
/// </summary>
/// <param name="Area">The part of the window with the digits: nothing else in their color, or for a network, exactly the digits.</param>
public sealed record ScoreDescription(ScreenArea Area)
{
    /// <summary>
    /// Gets an image file with the digits 0 to 9 side by side in the font of the screen: cut from it, or the font of the installed game.
    /// </summary>
    public string? Glyphs { get; init; }

    /// <summary>Gets the color of the digits, [red, green, blue].</summary>
    public IReadOnlyList<int> Color { get; init; } = [];

    /// <summary>
    /// Gets the file of a classifier of digits, beside the description: trained by <c>fit strips:DIR</c> on pictures of the area.
    /// </summary>
    public string? Network { get; init; }

    /// <summary>Gets the number of digits that the network reads, in cells of equal width.</summary>
    public int Digits { get; init; }

    /// <summary>Gets the lowest probability of a digit at which the network's answer counts.</summary>
    public double LowestProbability { get; init; } = 0.6;

    /// <summary>Gets the part of the image with the digits; the whole image if null.</summary>
    public ScreenArea? GlyphArea { get; init; }

    /// <summary>Gets the largest difference of a color channel at which a pixel belongs to a digit.</summary>
    public int ColorTolerance { get; init; } = 60;

    /// <summary>Gets the reward for an increase by 1.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>
    /// Gets the largest increase between two decisions; a larger one is a misread digit and gives no reward, and neither does a score that
    /// falls. Scores that were misread are corrected by the next one.
    /// </summary>
    public int LargestIncrease { get; init; } = 10_000;

    internal string? Problem()
    {
        if (Glyphs is null == Network is null) return "\"score\" needs either \"glyphs\" and \"color\", or \"network\" and \"digits\"";
        if (Network is not null && Digits is (< 1 or > 15)) return $"\"digits\" is {Digits}; a network reads 1 to 15";
        return Glyphs is not null && (Color.Count != 3 || Color.Any(static level => level is < 0 or > 255))
            ? $"the color [{string.Join(", ", Color)}] is not [red, green, blue] with levels from 0 to 255" : null;
    }
}

/// <summary>A reward for a picture that appears.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Reward">The reward, when the picture appears where it was not shown before.</param>
public sealed record PictureReward(ScreenPicture Picture, double Reward);

/// <summary>A reward for a change in a part of the screen.</summary>
/// <param name="Area">The part of the window.</param>
/// <param name="Reward">The reward for each decision with a change.</param>
public sealed record ChangeReward(ScreenArea Area, double Reward)
{
    /// <summary>Gets the mean absolute difference of the colors, from 0 to 255, above which the part has changed.</summary>
    public double Threshold { get; init; } = 4;
}

/// <summary>Describes where the lives are shown. Each change counts as a loss: games rarely give one.</summary>
/// <param name="Area">The part of the window.</param>
public sealed record LivesDescription(ScreenArea Area)
{
    /// <summary>Gets the mean absolute difference of the colors, from 0 to 255, above which the part has changed.</summary>
    public double Threshold { get; init; } = 2;
}
