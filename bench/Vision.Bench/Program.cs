using System.CommandLine;
using BenchmarkDotNet.Running;
using Vision.Bench;
using Vision.Bench.Compare;
using Vision.Bench.Filters;
using Vision.Bench.Games;
using Vision.Bench.Profile;
using Vision.Bench.Report;
using Vision.Bench.Scale;
using Vision.Bench.Suites;

var threads = new Option<int>("--threads") { Description = "How many threads each side has.", DefaultValueFactory = _ => 2 };
var rounds = new Option<int>("--rounds") { Description = "How often the sides take turns.", DefaultValueFactory = _ => 7 };
var python = new Option<string>("--python") { Description = "The Python that has torch.", DefaultValueFactory = _ => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3" };
var filter = new Argument<string>("filter") { Description = "Only suites whose names match, for example *Convolution*.", DefaultValueFactory = _ => "*" };
var steps = new Option<int>("--steps") { Description = "Steps to time.", DefaultValueFactory = _ => 100 };
var inference = new Option<int>("--inference") { Description = "Profile inference at this batch instead of the training step.", DefaultValueFactory = _ => 0 };

var networks = new Option<bool>("--networks") { Description = "Compare MobileNet and ResNet-18 on one picture of 224x224 instead." };
var model = new Option<string?>("--model") { Description = "Profile this network of the zoo at batch 1, or as many as --inference says, instead." };

var zoo = new Option<string[]>("--zoo") { Description = "Compare networks of the zoo with ONNX Runtime at batch 1 instead; without names, twelve of them.", AllowMultipleArgumentsPerToken = true, Arity = ArgumentArity.ZeroOrMore };
var training = new Option<string[]>("--training") { Description = "Compare training steps with PyTorch instead; without names, those of lenet-theano, resnet18, mobilenet-v1, dqn and ppo-impala-small.", AllowMultipleArgumentsPerToken = true, Arity = ArgumentArity.ZeroOrMore };
var quantized = new Option<bool>("--quantized") { Description = "Compare files with float32, float16 and int8 weights with ONNX Runtime on the same file instead." };

var train = new Option<int>("--train") { Description = "With --model: profile a training step at this batch instead of inference." };
var side = new Option<int?>("--side") { Description = "With --train: the height and width of the images, by default those of the network." };

var device = new Option<string>("--device") { Description = "cpu or opengl.", DefaultValueFactory = _ => "cpu" };

var compare = new Command("compare", "Vision and other engines on the same work, taking turns in one run.") { threads, rounds, python, networks, zoo, training, quantized };
compare.SetAction(parsed =>
{
    try
    {
        var (team, turns, interpreter) = (parsed.GetValue(threads), parsed.GetValue(rounds), parsed.GetValue(python)!);
        if (parsed.GetResult(zoo) is not null)
            return new ZooComparison(team, turns, parsed.GetValue(zoo) is { Length: > 0 } names ? names : ZooComparison.Networks).Run();
        if (parsed.GetValue(quantized)) return new QuantizedComparison(team, turns, ["mobilenet-v1", "resnet18"]).Run();
        if (parsed.GetResult(training) is not null) return new TrainingComparison(team, turns, interpreter, parsed.GetValue(training) ?? []).Run();
        return parsed.GetValue(networks) ? new NetworkComparison(team, turns, interpreter).Run() : new Comparison(team, turns, interpreter).Run();
    }
    catch (Exception exception) when (exception is PeerException or IOException)
    {
        Console.Error.WriteLine($"compare: {exception.Message}");
        return 2;
    }
});
var games = new Option<int[]>("--games") { Description = "How many games there are at once.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, 16, 64, 256, 1024] };
var frames = new Command("frames", "Frames a second of one game and of many at once, played, drawn, captured and given to a network.") { threads, rounds, games, device };
frames.SetAction(parsed => GameFrames.Run(parsed.GetValue(threads), parsed.GetValue(rounds), parsed.GetValue(games)!, parsed.GetValue(device)!));
var profile = new Command("profile", "Where a step's time goes, kernel by kernel.") { threads, steps, inference, model, train, side, device };
profile.SetAction(parsed => StepProfile.Run(parsed.GetValue(threads), parsed.GetValue(steps), parsed.GetValue(inference), parsed.GetValue(model), parsed.GetValue(train), parsed.GetValue(side), parsed.GetValue(device)!));
var halfNetworks = new Argument<string[]>("networks") { Description = "Networks of the zoo.", DefaultValueFactory = _ => ["mobilenet-v1", "resnet18"] };
var half = new Command("half", "Weights in half precision beside single precision on OpenGL: error and time.") { halfNetworks, steps };
half.SetAction(parsed => NetworkErrors.Run(parsed.GetValue(halfNetworks)!, parsed.GetValue(steps), winograd: false));
var winograd = new Command("winograd", "Winograd's algorithms beside the direct one on OpenGL: error and time.") { halfNetworks, steps };
winograd.SetAction(parsed => NetworkErrors.Run(parsed.GetValue(halfNetworks)!, parsed.GetValue(steps), winograd: true));
var suites = new Command("suites", "BenchmarkDotNet suites of single kernels.") { filter };
suites.SetAction(parsed => { BenchmarkSwitcher.FromAssembly(typeof(ConvolutionForward).Assembly).Run(["--filter", parsed.GetValue(filter)!], new SuiteConfig()); });

var files = new Argument<string[]>("files") { Description = "ONNX files; model convert NAME FILE.onnx writes the zoo's." };
var import = new Command("import", "From an ONNX file to its first result, step by step.") { files, threads, rounds };
import.SetAction(parsed => ImportTiming.Run(parsed.GetValue(files)!, parsed.GetValue(threads), parsed.GetValue(rounds)));

var names = new Argument<string[]>("names") { Description = "Only these filters.", Arity = ArgumentArity.ZeroOrMore };
var image = new Option<string>("--image") { Description = "The picture to filter.", DefaultValueFactory = _ => "docs/images/filters/original.png" };
var pictures = new Option<string?>("--pictures") { Description = "Write the filtered pictures to this folder instead." };
var filters = new Command("filters", "The filters of the catalog at 1280x720, taking turns with OpenCV.") { names, threads, rounds, python, image, pictures };
filters.SetAction(parsed => parsed.GetValue(pictures) is { } folder ? FilterPictures.Write(parsed.GetValue(image)!, folder)
    : new FilterComparison(parsed.GetValue(threads), parsed.GetValue(rounds), parsed.GetValue(python)!, parsed.GetValue(image)!, parsed.GetValue(names)!).Run());

var soaked = new Option<int>("--frames") { Description = "The number of frames.", DefaultValueFactory = _ => 100_000 };
var soak = new Command("soak", "Many frames of a host with every kind of component: memory, OpenGL objects and handles.") { soaked, device };
soak.SetAction(parsed => Soak.Run(parsed.GetValue(soaked), parsed.GetValue(device)!));

var live = new Command("live", "Live work from end to end: a filtered video beside ffmpeg, and the time from a frame to its label.") { threads, rounds };
live.SetAction(parsed => LiveTiming.Run(parsed.GetValue(threads), parsed.GetValue(rounds)));

var frameCount = new Option<int>("--frames") { Description = "Frames to measure each way.", DefaultValueFactory = _ => 300 };
var budget = new Option<double>("--budget") { Description = "Milliseconds of a frame that Vision may take.", DefaultValueFactory = _ => 4 };
var chart = new Option<string?>("--chart") { Description = "Draw the times to this PNG file." };
var learn = new Command("learn", "Frame times without and with training in what is left of the budget.") { threads, frameCount, budget, chart };
learn.SetAction(parsed => LearnWhilePlaying.Run(parsed.GetValue(threads), parsed.GetValue(frameCount), parsed.GetValue(budget), parsed.GetValue(chart)));

var game = new Argument<string>("game") { Description = "The game.", DefaultValueFactory = _ => "catch" };
var algorithm = new Option<string>("--algorithm") { Description = "apex or impala.", DefaultValueFactory = _ => "apex" };
var broker = new Option<Uri?>("--broker") { Description = "Also measure this broker: amqp://user:password@host:port.", CustomParser = result => new Uri(result.Tokens[0].Value) };
var seconds = new Option<double>("--seconds") { Description = "Seconds for each measurement with threads.", DefaultValueFactory = _ => 6 };
var plot = new Option<string?>("--chart") { Description = "Draw the simulation to this PNG." };
var costs = new Option<string?>("--costs") { Description = "Simulate on costs measured before: a file with the JSON that was printed." };
var scale = new Command("scale", "What a run with many actors costs, and a simulation of up to 1,000.") { game, algorithm, broker, seconds, plot, costs };
scale.SetAction(parsed => parsed.GetValue(costs) is { } measured ? ScaleBench.Simulate(measured, parsed.GetValue(plot)) : ScaleBench.Run(parsed.GetValue(game)!, parsed.GetValue(algorithm)!, parsed.GetValue(broker), parsed.GetValue(seconds), parsed.GetValue(plot)));

var ring = new Command("ring", "What it costs to reduce gradients among workers.") { broker, seconds };
ring.SetAction(parsed => RingBench.Run(parsed.GetValue(broker), parsed.GetValue(seconds)));

var folder = new Argument<string>("folder") { Description = "The folder with part-*.json." };
var report = new Command("report", "Joins what --json wrote, part-*.json in a folder, into results.md, results.json and a chart.") { folder };
report.SetAction(parsed => ResultReport.Write(parsed.GetValue(folder)!, $"Measured on {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC: {Machine.Processor}"));

var json = new Option<string?>("--json") { Description = "Also write the figures to this file.", Recursive = true };
var section = new Option<string>("--section") { Description = "The section of the report that the figures of --json belong to.", DefaultValueFactory = _ => "", Recursive = true };
var root = new RootCommand("Measures Vision: kernels by themselves, and whole steps beside other engines.")
{
    compare, frames, filters, half, learn, live, profile, import, report, ring, scale, soak, suites, winograd, json, section,
};
var command = root.Parse(args);
Results.Section = command.GetValue(section) ?? "";
int code = command.Invoke();
if (command.GetValue(json) is { } path) Results.Save(path);
return code;
