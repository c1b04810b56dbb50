using System.CommandLine;
using System.Globalization;
using DemoGame.Hud;
using ShaderKernels.Devices;
using Silk.NET.Input;
using VisionRuntime;
using VisionRuntime.Capture;
using VisionRuntime.Filters;

namespace DemoGame.Commands.Live;

/// <summary><c>filter</c>: live filters on frames.</summary>
internal static class FilterCommand
{
    public static Command Create()
    {
        var live = new LiveOptions();
        var filter = new Option<string>("--filter")
        {
            Description = "The filters, separated by commas and applied in order, for example gaussian:sigma=2,sobel@0.5; "
                + $"available: {string.Join(", ", FilterCatalog.Names)}, kernel:ROWS|FILE, lut:FILE.",
            Required = true,
        };
        var strength = Share("--strength", "How much of the filtered picture is mixed into the frame, from 0 to 1.", 1);
        var split = Share("--split", "The part of the width, from the left, that shows the original, from 0 to 1.", 0);
        var command = live.Command("filter", "Filter the frames of a source.", filter, strength, split);
        command.SetInterruptibleAction((parsed, cancellation) =>
        {
            var component = new ScreenFilter(parsed.GetValue(filter)!)
            {
                Strength = Checked(strength.Name, parsed.GetValue(strength)), Split = Checked(split.Name, parsed.GetValue(split)),
            };
            return new LiveRun(live.Read(parsed), new Task(component), Console.Out, cancellation).Run();
        });
        return command;
    }

    private static Option<float> Share(string name, string description, float byDefault) =>
        new(name) { Description = description, DefaultValueFactory = _ => byDefault };

    private static float Checked(string name, float value) => value is >= 0 and <= 1 ? value
        : throw new CommandException($"'{name}' must be from 0 to 1, not {value.ToString(CultureInfo.InvariantCulture)}");

    private sealed class Task(ScreenFilter filter) : ILiveTask
    {
        private readonly FilterControls _controls = new(filter.Chain);
        private PixelBuffer? _picture;

        public string Title => $"Vision - {string.Join(", ", filter.Chain.Stages.Select(stage => stage.Filter.Name))}";

        public bool IsPicture => true;

        public void Attach(VisionHost vision) => vision.Add(filter);

        public DeviceImage PictureOf(Frame frame)
        {
            if (filter.TryGetResult(out var picture)) _picture = picture;
            return _picture ?? frame.Image;
        }

        public void Press(Key key) => _controls.Press(key);

        public void DrawControls(ResultOverlay overlay) => overlay.Controls(_controls);

        public void Draw(ResultOverlay overlay)
        {
            // The picture is the result.
        }

        public void Print(TextWriter output, long frame)
        {
            // There is nothing to say about a picture.
        }
    }
}
