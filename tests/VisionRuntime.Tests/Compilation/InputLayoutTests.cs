using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using ShaderKernels.Tests.Backends.OpenGL;
using VisionRuntime.Capture;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Tests.Capture;

namespace VisionRuntime.Tests.Compilation;

/// <summary>Inputs that a plan may store in the layout that its kernels read.</summary>
public class InputLayoutTests
{
    private static readonly ImageToTensor Resize = new(16, 12) { Mean = [0.1f, 0.2f, 0.3f] };

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Captured_images_need_one_kernel_less(string name)
    {
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device, seed: 3);
        using var source = new ImageSource(Scene.Picture(), device.Kind == DeviceKind.OpenGL ? ThreadContext.Gl() : null);
        var graph = Network();
        using Plan logical = Plan.Compile(graph, device, variables),
            chosen = Plan.Compile(graph, device, variables, inAnyLayout: ["images"]);
        Assert.Same(Layout.Logical, logical.InputLayout("images"));
        Assert.Same(Layout.ChannelsLast, chosen.InputLayout("images"));
        Assert.Equal(logical.Steps.Where(step => step != "images (channels last)"), chosen.Steps);
        Assert.Equal(logical.Steps.Count() - 1, chosen.Steps.Count());
        Assert.Equal([1, 12, 16, 3], chosen.Input("images").Shape);

        float[] expected = Run(logical), actual = Run(chosen);
        Assert.True(expected.Distinct().Count() > 10);
        Assert.Equal(expected, actual);

        float[] Run(Plan plan)
        {
            using var capture = new FrameCapture(source, Resize, device, plan.InputLayout("images"));
            Assert.True(capture.Capture(plan.Input("images")));
            plan.Run();
            return plan.Output("y").ToArray();
        }
    }

    [Fact]
    public void A_bound_tensor_is_written_in_the_layout_of_the_plan()
    {
        using var device = TestDevices.Open("Cpu-Vector128");
        using var variables = new Variables(device, seed: 3);
        using var source = new ImageSource(Scene.Picture());
        var graph = Network();
        var images = device.AllocateTensor(graph.Inputs["images"].Shape);
        using Plan logical = Plan.Compile(graph, device, variables),
            bound = Plan.Compile(graph, device, variables, new Dictionary<string, Tensor> { ["images"] = images }, ["images"]);
        using FrameCapture first = new(source, Resize, device), second = new(source, Resize, device, bound.InputLayout("images"));
        Assert.True(first.Capture(logical.Input("images")));
        Assert.True(second.Capture(images));
        logical.Run();
        bound.Run();
        Assert.Equal(logical.Output("y").ToArray(), bound.Output("y").ToArray());
        images.Buffer.Dispose();
    }

    [Fact]
    public void Elementwise_operators_before_the_convolution_follow_the_chosen_layout()
    {
        using var device = TestDevices.Open("Cpu-Vector128");
        using var variables = new Variables(device, seed: 3);
        var graph = new Graph();
        graph.Output("y", (graph.Input("images", [2, 3, 8, 8]) * 2).Tanh().Convolution("c", 4, 3));
        using var plan = Plan.Compile(graph, device, variables, inAnyLayout: ["images"]);
        Assert.Same(Layout.ChannelsLast, plan.InputLayout("images"));
        Assert.DoesNotContain(plan.Steps, step => step.StartsWith("images (", StringComparison.Ordinal));
    }

    [Fact]
    public void An_input_that_is_read_in_logical_order_stays_logical()
    {
        using var device = TestDevices.Open("Cpu-Vector128");
        using var variables = new Variables(device, seed: 3);
        var graph = new Graph();
        graph.Output("y", graph.Input("x", [2, 3, 8, 8]).Flatten().Dense("d", 5));
        using var plan = Plan.Compile(graph, device, variables, inAnyLayout: ["x"]);
        Assert.Same(Layout.Logical, plan.InputLayout("x"));
        Assert.Contains("no input named frame; it has x",
            Assert.Throws<ArgumentException>(() => Plan.Compile(graph, device, variables, inAnyLayout: ["frame"])).Message,
                StringComparison.Ordinal);
        Assert.Contains("filter matrix", Assert.Throws<NotSupportedException>(() => Resize.InLayout(Layout.FilterMatrix)).Message,
            StringComparison.Ordinal);
    }

    private static Graph Network()
    {
        var graph = new Graph();
        graph.Output("y", graph.Input("images", [1, 3, 12, 16]).Convolution("c", 4, 3, activation: Activation.Relu));
        return graph;
    }
}
