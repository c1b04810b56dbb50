#:project ../src/VisionRuntime/VisionRuntime.csproj
// A game of behaviours, as in Unity, whose agent learns from the screen and then plays: dotnet run samples/GameWithBehaviours.cs -- 2000
// The same game without behaviours, on VisionHost alone, is GameWithVisionHost.cs.
using ShaderKernels.Backends;
using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;
using VisionRuntime;
using VisionRuntime.Agents;
using VisionRuntime.Behaviours;
using VisionRuntime.Capture;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

int steps = args is [var number, ..] ? int.Parse(number) : 2_000;
using var window = HeadlessContext.Create(64, 64); // stands for your game's window
GL gl = window.Gl;
using var device = DeviceCatalog.OpenBest(gl);
using var screen = new FramebufferSource(gl, 0, 64, 64) { Delivery = FrameDelivery.Now };
using var vision = new VisionHost(screen, device);
using var scene = new BehaviourScene(vision);
var lamp = scene.Add(new Lamp(gl));
var seeker = scene.Add(new Seeker(lamp));

// Training: the environment decides for the agent, and time passes as fast as the computer can.
using var weights = new Variables(device, seed: 1);
using (var environment = new AgentEnvironment(scene, lamp.Draw, screen, device, seeker))
{
    var options = new DqnOptions { LearningStarts = 200, ExplorationSteps = steps / 2 };
    using var dqn = new Dqn(environment, DqnNetworks.Small, device, weights, options, seed: 1);
    dqn.Begin(seed: 1);
    while (dqn.Steps < steps) dqn.Step();
}
var agent = ModelCatalog.Find("dqn-small")!.WithOutputs(2).WithInput(seeker.Options.View.InputShape)
    with { Preprocessing = seeker.Options.View, Labels = ["left", "right"] };
new Model(agent).Save("out/seeker.vision", weights);

// Play: the model decides, in the game's own loop.
seeker.Model = Model.Load("out/seeker.vision");
seeker.Score = 0;
int before = seeker.CompletedEpisodes;
while (seeker.CompletedEpisodes < before + 40)
{
    scene.Update(1 / 60f);
    lamp.Draw();
    scene.Render(); // before the buffers are swapped
}
Console.WriteLine($"{steps} steps: {seeker.Score} of 40 lights found");

/// <summary>One side of the screen is bright.</summary>
internal sealed class Lamp(GL gl) : Behaviour
{
    public int Side { get; set; }

    public void Draw()
    {
        gl.ClearColor(0, 0, 0, 1);
        gl.Clear(ClearBufferMask.ColorBufferBit);
        gl.Enable(EnableCap.ScissorTest);
        gl.Scissor(Side * 32, 0, 32, 64);
        gl.ClearColor(1, 1, 1, 1);
        gl.Clear(ClearBufferMask.ColorBufferBit);
        gl.Disable(EnableCap.ScissorTest);
    }
}

/// <summary>Is rewarded for naming the bright side. One decision is an episode.</summary>
internal sealed class Seeker(Lamp lamp) : Agent(new(["left", "right"])
{
    DecisionPeriod = 1,
    View = new(42, 42) { Grayscale = true, Quantize = true },
})
{
    public int Score { get; set; }

    protected override void OnEpisodeBegin() => lamp.Side = Random.Next(2);

    protected override void OnActionReceived(int action)
    {
        if (action == lamp.Side)
        {
            AddReward(1);
            Score++;
        }
        EndEpisode();
    }
}
