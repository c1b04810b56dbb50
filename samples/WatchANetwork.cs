#:project ../src/VisionRuntime/VisionRuntime.csproj
// Draws what is inside a network: its first filters and the activations of every layer.
// dotnet run samples/WatchANetwork.cs -- model image.png
using ShaderKernels.Backends;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime;
using VisionRuntime.Capture;
using VisionRuntime.Graphs;
using VisionRuntime.Insight.Inspection;

var model = Model.Load(args.Length > 0 ? args[0] : "lenet5");
using var device = DeviceCatalog.OpenBest(null);
using var weights = new Variables(device);
using var inspection = new ModelInspection(device, weights, model.Definition);
using var image = args.Length > 1 ? new ImageSource(args[1]) : new ImageSource(new Image<Rgba32>(64, 64, new Rgba32(200, 120, 40)));

float[] input = NetworkInput.From(image, model.Definition);
Directory.CreateDirectory("out");
using var filters = inspection.DrawFilters();
using var activations = inspection.DrawActivations(input);
filters.SaveAsPng("out/filters.png");
activations.SaveAsPng("out/activations.png");
Console.WriteLine($"{model.Name}: out/filters.png and out/activations.png show {inspection.Layers.Count} layers");
