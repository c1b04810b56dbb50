#:project ../src/VisionRuntime/VisionRuntime.csproj
// Runs an ONNX model on an image and prints the five most likely classes: dotnet run samples/RunOnnx.cs -- squeezenet.onnx cat.png
using ShaderKernels.Backends;
using VisionRuntime;
using VisionRuntime.Capture;
using VisionRuntime.Insight.Inspection;

using var device = DeviceCatalog.OpenBest(null);
var model = Model.Load(args.Length > 0 ? args[0] : "mobilenet-v1");
using var worker = new Worker(model, device);
Console.WriteLine($"{model}: {model.Preprocessing}");

float[] pixels = new float[model.InputShape.Count];
if (args.Length > 1)
{
    using var image = new ImageSource(args[1]);
    pixels = NetworkInput.From(image, model.Definition);
}
worker.Run(pixels);
float[] probabilities = worker.Output("probabilities").ToArray();
foreach (int label in Enumerable.Range(0, probabilities.Length).OrderByDescending(i => probabilities[i]).Take(5))
    Console.WriteLine($"{model.LabelOf(label)}: {probabilities[label]:P1}");
