using ShaderKernels.Devices;
using ShaderKernels.Operators.Filters;

namespace VisionRuntime.Filters;

/// <summary>The kernels and images of a chain on one device for frames of one size.</summary>
internal sealed class FilterPlan : IDisposable
{
    /// <summary>The frame, the input of a stage, and the two images that its steps alternate between.</summary>
    private const int ImageCount = 4;

    private readonly Device _device;
    private readonly int _width, _height;
    private readonly StagePlan[] _stages;
    private readonly FilterKernel _copy;
    private readonly BlendStep _blend;
    private readonly PixelBuffer?[] _images = new PixelBuffer?[ImageCount];
    private readonly bool _hasNetwork;

    public FilterPlan(Device device, int width, int height, IReadOnlyList<FilterStage> stages)
    {
        (_device, _width, _height) = (device, width, height);
        _copy = device.Prepare(new CopyFilter(), width, height);
        _blend = new(device, width, height);
        _stages = new StagePlan[stages.Count];
        _hasNetwork = stages.Any(stage => stage.Filter.Network is not null);
        try
        {
            for (int i = 0; i < stages.Count; i++) _stages[i] = new(device, width, height, stages[i]);
            for (int i = 0; i < _images.Length; i++) _images[i] = device.AllocateImage(width, height);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public bool IsFor(Device device, int width, int height) => _device == device && _width == width && _height == height;

    public PixelBuffer Run(DeviceImage frame, float strength, float split)
    {
        foreach (var stage in _stages) stage.Update();
        _device.Begin();
        try
        {
            // GPUs read frames from textures or from the host's memory, and filters read buffers of the device.
            var first = _device.Kind == DeviceKind.Cpu && !_hasNetwork ? frame : Copy(frame);
            DeviceImage image = first;
            if (strength > 0 && split < 1)
                foreach (var stage in _stages) image = Run(stage, first, image);
            if (image != first && (strength < 1 || split > 0))
                image = _blend.Run(image, first, strength, split, Free(first, image, image));
            return image as PixelBuffer ?? Copy(image);
        }
        finally
        {
            _device.End();
        }
    }

    public void Dispose()
    {
        foreach (var stage in _stages) stage?.Dispose();
        foreach (var image in _images) image?.Dispose();
        _blend.Dispose();
        _copy.Dispose();
    }

    private PixelBuffer Copy(DeviceImage frame)
    {
        _copy.Run(frame, frame, _images[0]!);
        return _images[0]!;
    }

    private DeviceImage Run(StagePlan plan, DeviceImage frame, DeviceImage input)
    {
        if (!plan.Stage.Active) return input;
        DeviceImage image = input;
        if (plan.Network is { } network)
        {
            var result = Free(frame, input, image);
            Run(network, input, result);
            image = result;
        }
        foreach (var kernel in plan.Kernels)
        {
            var result = Free(frame, input, image);
            kernel.Run(image, input, result);
            image = result;
        }
        return plan.Stage.Strength < 1 ? plan.Blend.Run(image, input, plan.Stage.Strength, 0, Free(frame, input, image)) : image;
    }

    /// <summary>Runs a network, which begins and ends sequences of kernels of its own.</summary>
    private void Run(NetworkStep network, DeviceImage input, PixelBuffer result)
    {
        _device.End();
        try
        {
            network.Run(input, result);
        }
        finally
        {
            _device.Begin();
        }
    }

    /// <summary>Returns an image that is none of those in use.</summary>
    private PixelBuffer Free(DeviceImage a, DeviceImage b, DeviceImage c)
    {
        foreach (var image in _images)
            if (image != a && image != b && image != c) return image!;
        throw new InvalidOperationException("FilterPlan: all images are in use");
    }
}

/// <summary>The kernels of one stage.</summary>
internal sealed class StagePlan : IDisposable
{
    private readonly Device _device;
    private readonly int _width, _height;
    private int _changes;

    public StagePlan(Device device, int width, int height, FilterStage stage)
    {
        (_device, _width, _height, Stage) = (device, width, height, stage);
        _changes = stage.Settings.Changes;
        if (stage.Filter.Network is null) Kernels = Prepare(stage.Filter.StepsFor(stage.Settings));
        else Network = new(device, width, height, stage);
        Blend = new(device, width, height);
    }

    public FilterStage Stage { get; }

    public FilterKernel[] Kernels { get; private set; } = [];

    /// <summary>The network of a neural filter, which has no kernels of its own.</summary>
    public NetworkStep? Network { get; }

    /// <summary>Mixes the result with the input for a strength of less than 1.</summary>
    public BlendStep Blend { get; }

    /// <summary>Passes changed parameters on to the kernels; prepares others only if the steps are of another kind.</summary>
    public void Update()
    {
        if (_changes == Stage.Settings.Changes) return;
        _changes = Stage.Settings.Changes;
        if (Network is not null)
        {
            Network.Update();
            return;
        }
        var steps = Stage.Filter.StepsFor(Stage.Settings);
        bool same = steps.Count == Kernels.Length;
        for (int i = 0; same && i < steps.Count; i++) same = Kernels[i].TryUpdate(steps[i]);
        if (same) return;
        var kernels = Prepare(steps);
        foreach (var kernel in Kernels) kernel.Dispose();
        Kernels = kernels;
    }

    public void Dispose()
    {
        foreach (var kernel in Kernels) kernel.Dispose();
        Network?.Dispose();
        Blend.Dispose();
    }

    private FilterKernel[] Prepare(IReadOnlyList<ImageFilter> steps)
    {
        var kernels = new List<FilterKernel>(steps.Count);
        try
        {
            foreach (var step in steps) kernels.Add(_device.Prepare(step, _width, _height));
            return [.. kernels];
        }
        catch
        {
            foreach (var kernel in kernels) kernel.Dispose();
            throw;
        }
    }
}

/// <summary>Mixes an image with the original it was made from; the kernel is updated only when the strength or the split changes.</summary>
internal sealed class BlendStep(Device device, int width, int height) : IDisposable
{
    private readonly FilterKernel _kernel = device.Prepare(new BlendFilter(BlendMode.Mix, 1), width, height);
    private (float Strength, float Split) _current = (1, 0);

    public PixelBuffer Run(DeviceImage image, DeviceImage original, float strength, float split, PixelBuffer result)
    {
        if (_current != (strength, split))
        {
            _kernel.TryUpdate(new BlendFilter(BlendMode.Mix, strength, split));
            _current = (strength, split);
        }
        _kernel.Run(image, original, result);
        return result;
    }

    public void Dispose() => _kernel.Dispose();
}
