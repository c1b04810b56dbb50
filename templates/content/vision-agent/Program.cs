using ShaderKernels.Backends.Cpu;
using VisionAgent;
using VisionRuntime;
using VisionRuntime.Agents;
using VisionRuntime.Capture;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

// dotnet run -c Release               trains for 40,000 steps
// dotnet run -c Release -- STEPS      trains for as many
long steps = args is [var number, ..] ? long.Parse(number) : 40_000;

using var device = new CpuDevice();
using var environment = new LightEnvironment(device, count: 16);
using var weights = new Variables(device, seed: 1);
// The light is at most 12 steps away: with a discount near 1 a step nearer would hardly be worth more than a step away.
var options = new DqnOptions { Discount = 0.9f, LearningRate = 1e-3f, LearningStarts = 1_000, ExplorationSteps = steps / 2 };
using var dqn = new Dqn(environment, DqnNetworks.Small, device, weights, options, seed: 1);

double[] untrained = dqn.Evaluate(100, seed: 2);
dqn.Begin(seed: 1);
for (long next = 5_000; dqn.Steps < steps;)
{
    dqn.Step();
    if (dqn.Steps < next) continue;
    Console.WriteLine($"{dqn.Steps} steps, {dqn.Episodes} episodes, loss {dqn.Loss:F4}, exploration {dqn.Exploration:F2}");
    next += 5_000;
}
double[] trained = dqn.Evaluate(100, seed: 2);
Console.WriteLine($"Reached the light in {untrained.Count(r => r > 0)} of 100 episodes before training "
    + $"and in {trained.Count(r => r > 0)} after it");

// A PixelAgent plays with this file in a game: vision.Add(new PixelAgent("agent.vision")).
const int size = LightEnvironment.Size;
var definition = ModelCatalog.Find("dqn-small")!.WithOutputs(environment.ActionCount).WithInput([1, 1, size, size]) with
{
    Preprocessing = new Preprocessing(size, size) { Grayscale = true, Quantize = true },
    Labels = ["left", "right", "up", "down"],
};
new Model(definition).Save("agent.vision", weights);
Console.WriteLine("Saved agent.vision");
