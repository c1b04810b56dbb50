using System.Text.Json;
using SixLabors.ImageSharp;
using VisionRuntime;
using VisionRuntime.Formats;
using VisionRuntime.Insight;

namespace DemoGame.Tests.Commands;

/// <summary>A short run for several tests: a network of two layers on drawn digits.</summary>
public sealed class ShortFit : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ShortFit() => Result = Fit(_folder.Path);

    internal ProgramResult Result { get; }

    public string this[string name] => _folder[name];

    internal string[] Names => _folder.Names;

    internal static string[] Arguments(string folder, params string[] more) =>
        ["fit", "digits", "--model", "mlp-2", "--size", "12", "--epochs", "3", "--seed", "3", "--device", "cpu", "--threads", "1",
            "--out", folder, .. more];

    internal static ProgramResult Fit(string folder, params string[] more) => VisionProgram.Run(Arguments(folder, more));

    public void Dispose() => _folder.Dispose();
}

public sealed class FitTests(ShortFit run) : IClassFixture<ShortFit>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_writes_its_files_and_nothing_else()
    {
        run.Result.Succeeded();
        string events = Assert.Single(run.Names, name => name.StartsWith("events.out.tfevents.", StringComparison.Ordinal));
        Assert.Equal(
            ["best.vision", "checkpoint.vision", events, "learning-curve.csv", "learning-curve.png", "mistakes.png", "model.vision",
                "report.html", "result.json"],
            run.Names);
        using (var chart = Image.Load(run["learning-curve.png"])) Assert.Equal((960, 640), (chart.Width, chart.Height));
        string report = File.ReadAllText(run["report.html"]);
        Assert.Contains("Confusion matrix", report, StringComparison.Ordinal);
        Assert.Contains("Worst mistakes", report, StringComparison.Ordinal);
        Assert.Matches(@"[\d.]+ % test error after 3 epochs in \d+ s; see .*report\.html", run.Result.Output);
    }

    [Fact]
    public void The_result_has_the_errors_and_the_settings()
    {
        using var result = JsonDocument.Parse(File.ReadAllText(run["result.json"]));
        var root = result.RootElement;
        Assert.Equal(("mlp-2", "digits", "Cpu"), (Text("model"), Text("dataset"), Text("device")));
        Assert.InRange(root.GetProperty("test_error").GetDouble(), 0.001, 0.5);
        Assert.InRange(root.GetProperty("validation_error").GetDouble(), 0.001, 0.5);
        Assert.Equal(3, root.GetProperty("epochs").GetDouble());
        // 144 inputs, 100 hidden units, 10 classes.
        Assert.Equal(144 * 100 + 100 + 100 * 10 + 10, root.GetProperty("parameters").GetInt64());
        Assert.InRange(root.GetProperty("seconds").GetDouble(), 0.01, 600);

        string? Text(string name) => root.GetProperty(name).GetString();
    }

    [Fact]
    public void The_model_knows_its_input_and_its_classes()
    {
        var model = Model.Load(run["model.vision"]);
        Assert.Equal([1, 1, 12, 12], model.InputShape);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], model.Labels.ToArray());
        Assert.Equal(3, TrainingCurve.LoadCsv(run["learning-curve.csv"]).Points.Count);
    }

    [SkippableFact]
    public void An_interrupted_and_resumed_run_ends_with_the_weights_of_the_uninterrupted_one()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no signals to send");
        using (var program = VisionProgram.Start(
            new Dictionary<string, string?>(StringComparer.Ordinal), ShortFit.Arguments(_folder.Path, "--checkpoint-seconds", "100")))
        {
            program.WaitUntil(() => File.Exists(_folder["best.vision"]), "its first validation");
            program.Interrupt();
            var result = program.Wait().Succeeded();
            // The run may be over before the signal arrives.
            if (!result.Output.Contains("Interrupted at step", StringComparison.Ordinal)) return;
            Assert.Contains($"resume with: fit digits --device cpu --out {_folder.Path} --resume", result.Output, StringComparison.Ordinal);
        }
        Assert.False(File.Exists(_folder["model.vision"]));
        var resumed = VisionProgram.Run("fit", "digits", "--out", _folder.Path, "--resume", "--device", "cpu", "--threads", "1")
            .Succeeded();
        Assert.Contains("Resuming from step", resumed.Output, StringComparison.Ordinal);
        Checkpoint expected = Checkpoint.Load(run["checkpoint.vision"]), actual = Checkpoint.Load(_folder["checkpoint.vision"]);
        Assert.Equal(expected.Names, actual.Names);
        Assert.All(expected.Names, name => Assert.Equal(expected.Read(name), actual.Read(name)));
        Assert.Equal(WithoutTimes(run["learning-curve.csv"]), WithoutTimes(_folder["learning-curve.csv"]));
    }

    [Fact]
    public void Replicas_divide_the_batches_of_one_device()
    {
        string[] arguments = ["fit", "digits", "--model", "mlp-2", "--size", "12", "--epochs", "1", "--device", "cpu", "--threads", "1"];
        VisionProgram.Run([.. arguments, "--out", _folder["one"]]).Succeeded();
        VisionProgram.Run([.. arguments, "--out", _folder["four"], "--replicas", "4"]).Succeeded();
        Checkpoint one = Checkpoint.Load(_folder["one", "checkpoint.vision"]), four = Checkpoint.Load(_folder["four", "checkpoint.vision"]);
        Assert.All(one.Read("fc1/weights").Zip(four.Read("fc1/weights")), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        using var result = JsonDocument.Parse(File.ReadAllText(_folder["four", "result.json"]));
        Assert.Equal(1, result.RootElement.GetProperty("epochs").GetDouble());
    }

    [Theory]
    [InlineData("--replicas 3: a batch of 64 cannot be divided into 3 equal parts", "--replicas", "3")]
    [InlineData("--replicas 2: replicas train on the CPU", "--replicas", "2", "--device", "ilgpu-cpu")]
    public void Replicas_that_cannot_train_are_refused(string message, params string[] options)
    {
        var result = VisionProgram.Run(["fit", "digits", "--model", "mlp-2", "--size", "12", "--out", _folder.Path, .. options]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_generator_is_trained_against_its_discriminator()
    {
        // 12 is 3, doubled twice.
        var result = VisionProgram.Run(
            "fit", "digits", "--model", "dcgan-generator", "--size", "12", "--epochs", "1", "--batch", "500", "--seed", "2",
            "--device", "cpu", "--threads", "1", "--out", _folder.Path).Succeeded();
        Assert.Contains("64 generated images", result.Output, StringComparison.Ordinal);
        Assert.Equal([1, 1, 12, 12], Model.Load(_folder["model.onnx"]).OutputShape);
        using (var sheet = Image.Load(_folder["samples.png"])) Assert.True(sheet.Width > 8 * 12);
        using var outcome = JsonDocument.Parse(File.ReadAllText(_folder["result.json"]));
        Assert.InRange(outcome.RootElement.GetProperty("discriminator_loss").GetDouble(), 0.01, 3);
        var refused = VisionProgram.Run(
            "fit", "digits", "--model", "dcgan-generator", "--size", "15", "--device", "cpu", "--out", _folder.Path);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("choose another --size", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Fine_tuning_leaves_out_the_head_and_keeps_what_is_frozen()
    {
        var result = VisionProgram.Run(
            "fit", "digits", "--model", "mlp-2", "--size", "12", "--epochs", "1", "--device", "cpu", "--threads", "1",
            "--out", _folder.Path, "--from", run["model.vision"], "--head", "12", "--freeze", "fc1/*").Succeeded();
        Assert.Contains("2 variables loaded; of another shape in the file: fc2/bias, fc2/weights", result.Output, StringComparison.Ordinal);
        Checkpoint before = Checkpoint.Load(run["model.vision"]), after = Checkpoint.Load(_folder["model.vision"]);
        Assert.Equal(before.Read("fc1/weights"), after.Read("fc1/weights"));
        Assert.True(after.TryShapeOf("fc2/bias", out var head));
        Assert.Equal([12], head);
    }

    [Fact]
    public void A_network_from_an_ONNX_file_is_trained_and_saved_as_one()
    {
        VisionProgram.Run("model", "convert", run["model.vision"], _folder["net.onnx"], "--open-batch").Succeeded();
        VisionProgram.Run(
            "fit", "digits", "--model", _folder["net.onnx"], "--size", "12", "--seed", "3", "--epochs", "1", "--device", "cpu",
            "--threads", "1", "--out", _folder["again"]).Succeeded();
        using var result = JsonDocument.Parse(File.ReadAllText(_folder["again", "result.json"]));
        using var first = JsonDocument.Parse(File.ReadAllText(run["result.json"]));
        // It goes on from the weights in the file.
        double error = result.RootElement.GetProperty("test_error").GetDouble();
        Assert.True(error <= first.RootElement.GetProperty("test_error").GetDouble() + 0.03, $"{error}");
        Assert.Equal([1, 1, 12, 12], Model.Load(_folder["again", "model.onnx"]).InputShape);
    }

    [Fact]
    public void Sentences_train_a_text_network()
    {
        string[] good = ["good", "great", "lovely", "fine"], bad = ["bad", "awful", "boring", "poor"];
        string[] things = ["film", "song", "book", "meal", "game"];
        File.WriteAllLines(_folder["s.txt"], Enumerable.Range(0, 400).Select(i =>
        {
            var (label, words) = i % 2 == 0 ? ("good", good) : ("bad", bad);
            return $"{label}\tThis {things[i % 5]} is {words[i / 2 % 4]} and it was a {things[i / 7 % 5]}.";
        }));
        VisionProgram.Run(
            "fit", $"sentences:{_folder["s.txt"]}", "--model", "text-cnn", "--batch", "20", "--epochs", "8", "--device", "cpu", "--threads",
            "1", "--out", _folder["out"]).Succeeded();
        using var result = JsonDocument.Parse(File.ReadAllText(_folder["out", "result.json"]));
        Assert.InRange(result.RootElement.GetProperty("test_error").GetDouble(), 0, 0.1);
        // The file has the vocabulary, so it classifies sentences by itself.
        string file = _folder["out", "model.onnx"];
        string answers = VisionProgram.Run("model", "classify", file, "This song is lovely.", "THIS MEAL IS AWFUL and unheard of")
            .Succeeded().Output;
        Assert.Matches(@"^good [\d.]+ %\tThis song is lovely\.\r?\nbad [\d.]+ %\tTHIS MEAL IS AWFUL and unheard of", answers);
        using (var classifier = new SentenceClassifier(file))
        {
            Assert.Equal("bad", classifier.Classify("the game is boring").Label);
            Assert.InRange(classifier.Classify("the game is boring").Score, 0.5f, 1);
            Assert.Equal(["bad", "good"], classifier.Model.Labels.ToArray());
        }
        VisionProgram.Run("model", "classify", run["model.vision"], "a").Refused("does not classify sentences, or has no vocabulary");
    }

    [Theory]
    [InlineData("series", "series-fcn", 6)]
    [InlineData("volumes", "voxnet", 6)]
    [InlineData("reviews", "text-cnn", 2)]
    public void Generated_data_of_other_kinds_train_their_networks(string data, string model, int classes)
    {
        // One epoch on small inputs: enough to see that all files are written.
        string[] size = data == "reviews" ? [] : ["--size", data == "series" ? "32" : "16"];
        VisionProgram.Run([
            "fit", data, "--model", model, "--epochs", "1", "--device", "cpu", "--out", _folder.Path, .. size]).Succeeded();
        using var result = JsonDocument.Parse(File.ReadAllText(_folder["result.json"]));
        double chance = 1 - (1.0 / classes);
        Assert.InRange(result.RootElement.GetProperty("test_error").GetDouble(), 0, chance + 0.05);
        if (data != "reviews")
        {
            using var picture = Image.Load(_folder["samples.png"]);
            Assert.True(picture.Width > 100);
        }
        Assert.Contains("Confusion matrix", File.ReadAllText(_folder["report.html"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fit nothing", "Unknown data set 'nothing'; available: shapes, digits, glyphs, faces, scenes, reviews, series, volumes, "
        + "mnist:DIR",
        "folder:DIR, strips:DIR, boxes:FILE, keypoints:FILE, sentences:FILE")]
    [InlineData("fit mnist", "'mnist' needs a path: mnist:DIR")]
    [InlineData("fit shapes:here", "'shapes' is drawn here and takes no folder")]
    [InlineData("fit mnist:/nonexistent", "/nonexistent: there is no train-images-idx3-ubyte")]
    [InlineData("fit cifar:/nonexistent", "/nonexistent: there is no data_batch_1.bin")]
    [InlineData("fit folder:/nonexistent", "/nonexistent: the folder does not exist")]
    [InlineData("fit sentences:/nonexistent --model text-cnn", "/nonexistent: cannot be read")]
    [InlineData("fit shapes --model none", "Unknown model 'none'")]
    [InlineData("fit shapes --recipe none", "'--recipe' must be one of default, tutorial, modern, not 'none'")]
    [InlineData("fit shapes --optimizer none", "'--optimizer' must be one of sgd, momentum")]
    [InlineData("fit shapes --rate -1", "'--rate' must be a positive number, not '-1'")]
    [InlineData("fit shapes --epochs 0", "'--epochs' must be a positive integer, not '0'")]
    [InlineData("fit digits --model keypoints", "keypoints does Keypoints, for which digits has no targets")]
    [InlineData("fit digits --model text-cnn", "text-cnn takes sentences, and digits has [1, 1, 28, 28]; choose another network")]
    [InlineData("fit digits --model lenet5-1998 --size 20", "lenet5-1998 takes [1, 1, 32, 32], and digits has [1, 1, 20, 20]")]
    [InlineData("fit faces", "lenet-theano does Classification, for which faces has no targets (it has Keypoints)")]
    [InlineData("fit scenes --model tiny-yolo-v2 --size 50", "color images whose height and width are multiples of 32")]
    [InlineData("fit boxes:/nonexistent --model tiny-yolo-v2", "/nonexistent: cannot be read")]
    [InlineData("fit digits --head 5", "--head 5: digits has 10 classes; choose --head 10 or more")]
    [InlineData("fit digits --freeze conv9/*", "lenet-theano: the pattern 'conv9/*' matches no variable")]
    [InlineData("fit digits --batch 20000", "digits: 10000 training samples do not fill a batch of 20000")]
    [InlineData("fit digits --from /nonexistent.vision", "/nonexistent.vision")]
    [InlineData("fit digits --resume", "--resume: ", "checkpoint.vision does not exist; leave out --resume")]
    public void What_cannot_be_done_is_refused(string command, params string[] words)
    {
        VisionProgram.Run([.. command.Split(' '), "--device", "cpu", "--threads", "1", "--out", _folder["out"]]).Refused(words);
        Assert.DoesNotContain(_folder.Names, name => name.EndsWith(".vision", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_with_a_run_on_other_data_is_not_resumed()
    {
        File.Copy(run["checkpoint.vision"], _folder["checkpoint.vision"]);
        VisionProgram.Run("fit", "shapes", "--resume", "--out", _folder.Path)
            .Refused("--resume: the run in the folder is on digits, not on shapes");
    }

    [Fact]
    public void Training_that_diverges_stops_says_where_and_keeps_the_last_good_checkpoint()
    {
        var result = ShortFit.Fit(_folder.Path, "--optimizer", "sgd", "--rate", "1e30");
        Assert.Equal(2, result.ExitCode);
        string sentence = Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches(@"^vision: Training diverged at step \d+: the loss is .*; lower the learning rate", sentence);
        Assert.False(File.Exists(_folder["checkpoint.vision"]), "weights that are not finite were saved");
        Assert.False(File.Exists(_folder["result.json"]));
    }

    private static string[] WithoutTimes(string path) =>
        [.. TrainingCurve.LoadCsv(path).Points.Select(point => (point with { Seconds = 0 }).ToString())];
}
