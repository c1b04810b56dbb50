using ShaderKernels.Operators;
using VisionRuntime.Capture;

namespace VisionRuntime.Tests.Capture;

[Collection(HeadlessCollection.Name)]
public sealed class GuestTests
{
    [SkippableTheory, MemberData(nameof(Scene.Ways), MemberType = typeof(Scene))]
    public void Capturing_leaves_the_hosts_state_as_it_was(string sourceName, string deviceName)
    {
        // A context of its own, since the host makes a mess of it.
        using var headless = new Headless();
        using var current = headless.Use();
        var gl = current.Gl;
        using var scene = new Scene(gl);
        _ = new UnusualHost(gl);
        var before = StateSnapshot.Take(gl);

        using var device = Scene.OpenDevice(deviceName, gl);
        using var source = scene.Open(sourceName, FrameDelivery.InOrder);
        var capture = new FrameCapture(source, new ImageToTensor(2, 2), device);
        var output = device.AllocateTensor(capture.Shape);
        var readback = new TensorReadback(device, 12);
        Compare("preparing");
        float[] values = new float[12];
        for (int frame = 0; frame < 5; frame++)
        {
            capture.Restart(0);
            capture.Capture(output);
            Compare("capturing");
            gl.Finish(); // so that there is a frame to take next time
            readback.Request(output, frame);
            Compare("asking for results");
            readback.TryTake(values, out _);
            Compare("taking results");
        }
        if (readback.Pending > 0) readback.Take(values);
        Assert.Equal([1, 0, 0, 1], values[..4]); // red: the top left and the white bottom right
        capture.Dispose();
        readback.Dispose();
        source.Dispose();
        Compare("disposing");

        void Compare(string after)
        {
            foreach (var (name, value) in StateSnapshot.Take(gl)) Assert.True(before[name] == value, $"{name} was {before[name]} and is {value} after {after}");
        }
    }
}
