using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Detection;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Detection;

public class DetectionOutputTests
{
    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Objects_are_ordered_by_image_class_and_descending_score(string device)
    {
        Box near = new(0.25f, 0.5f, 0.2f, 0.4f), same = new(0.26f, 0.5f, 0.2f, 0.4f), far = new(0.75f, 0.5f, 0.3f, 0.3f);
        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened);
        var (graph, output) = Build(2, 3);
        using var plan = Plan.Compile(graph, opened, variables);
        Write(plan, [near, same, far, far, near, same], [0.5f, 0.75f, 0.25f, 0.125f, 0.875f, 0, 0.375f, 0.1f, 0.625f, 0, 0, 0.9f]);
        plan.Run();
        Assert.Equal(
            [new(0, 0, 0.75f, same), new(0, 0, 0.25f, far), new(0, 1, 0.875f, same), new(1, 0, 0.625f, same), new(1, 0, 0.375f, far),
                new(1, 1, 0.9f, same)],
            output.Read(plan));

        // The next frame leaves nothing of this one.
        Write(plan, [near, same, far, far, near, same], new float[12]);
        plan.Run();
        Assert.Empty(output.Read(plan));
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Suppression_allocates_no_managed_memory(string name)
    {
        TestDevices.SkipWhereLaunchesAllocate(name);
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device);
        var (graph, _) = Build(3, 40);
        using var plan = Plan.Compile(graph, device, variables);
        var random = new Random(1);
        Write(plan, [.. Enumerable.Range(0, 120).Select(_ => new Box(random.NextSingle(), random.NextSingle(), 0.2f, 0.2f))],
            [.. Enumerable.Range(0, 240).Select(_ => random.NextSingle())]);
        for (int warm = 0; warm < 40; warm++) plan.Run();
        device.Finish();
        Thread.Sleep(200); // tiered compilation publishes in the background
        plan.Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) plan.Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Two classes.</summary>
    private static (Graph, DetectionOutput) Build(int images, int boxes)
    {
        var graph = new Graph();
        return (graph, DetectionOutput.Add("objects", graph.Input("boxes", [images, boxes, 4]), graph.Input("scores", [images, 2, boxes])));
    }

    private static void Write(Plan plan, Box[] boxes, float[] scores)
    {
        plan.Input("boxes").Write([.. boxes.SelectMany(box => (float[])[box.X, box.Y, box.Width, box.Height])]);
        plan.Input("scores").Write(scores);
    }
}
