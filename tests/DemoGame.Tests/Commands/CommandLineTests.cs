using DemoGame.Commands;
using DemoGame.Rendering;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using VisionRuntime.Formats;
using VisionRuntime.Training;

namespace DemoGame.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    // The loader of OpenGL drivers finds none with this.
    private static readonly Dictionary<string, string?> WithoutOpenGL =
        new(StringComparer.Ordinal) { ["__EGL_VENDOR_LIBRARY_FILENAMES"] = "/nonexistent" };

    private static readonly Dictionary<string, string?> WithOldOpenGL =
        new(StringComparer.Ordinal) { ["MESA_GL_VERSION_OVERRIDE"] = "4.1" };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("nosuchcommand", "Unknown command 'nosuchcommand'; available: "
        + "train, learner, actor, play, serve, filter, classify, detect, fit, model, onnx-test, run, bench, devices")]
    [InlineData("train", "Required argument missing")]
    [InlineData("train tennis", "Unknown game 'tennis'; available: breakout, catch, glyphs, maze, pong, runner")]
    [InlineData("play tennis", "Unknown game 'tennis'; available: breakout, catch, glyphs, maze, pong, runner")]
    [InlineData("train catch --steps -5", "'--steps' must be a positive integer, not '-5'")]
    [InlineData("train catch --steps 0", "'--steps' must be a positive integer, not '0'")]
    [InlineData("train catch --steps many", "'--steps' must be a positive integer, not 'many'")]
    [InlineData("train catch --steps", "--steps")]
    [InlineData("train catch --seed abc", "'--seed' must be a non-negative integer, not 'abc'")]
    [InlineData("train catch --seed 99999999999", "'--seed' must be at most 2147483647, not '99999999999'")]
    [InlineData("train catch --device x", "'--device' must be one of auto, cpu, opengl, ilgpu, not 'x'")]
    [InlineData("train catch --algorithm guessing", "'--algorithm' must be one of dqn, rainbow, ppo, apex, impala, bc, dagger, not 'guessing'")]
    [InlineData("train catch --sped 3", "--sped")]
    [InlineData("play catch --episodes -1", "'--episodes' must be a non-negative integer, not '-1'")]
    public void Invalid_arguments_are_refused(string arguments, string words) => VisionProgram.Run(arguments.Split(' ')).Refused(words);

    [SkippableFact]
    public void A_folder_that_cannot_be_written_is_refused()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "/proc is Linux's");
        Models.NeedOpenGL();
        VisionProgram.Run("train", "catch", "--steps", "10", "--out", "/proc/nowhere")
            .Refused("cannot write to the folder '/proc/nowhere'", "choose another folder");
    }

    [SkippableFact]
    public void A_file_instead_of_the_output_folder_is_refused_and_not_changed()
    {
        Models.NeedOpenGL();
        File.WriteAllText(_folder["taken"], "mine");
        VisionProgram.Run("train", "catch", "--steps", "10", "--out", _folder["taken"]).Refused(_folder["taken"], "choose another folder");
        Assert.Equal("mine", File.ReadAllText(_folder["taken"]));
        Assert.Equal(["taken"], _folder.Names);
    }

    [Fact]
    public void A_missing_model_is_refused_with_the_command_that_trains_one() =>
        VisionProgram.Run("play", "catch", "--model", _folder["none.vision"])
            .Refused(_folder["none.vision"], "the model does not exist", "train catch");

    [Fact]
    public void Random_bytes_are_not_a_model()
    {
        byte[] junk = new byte[5000];
        new Random(1).NextBytes(junk);
        File.WriteAllBytes(_folder["junk.vision"], junk);
        VisionProgram.Run("play", "catch", "--model", _folder["junk.vision"])
            .Refused(_folder["junk.vision"], "not a checkpoint or model of this program");
        File.WriteAllBytes(_folder["empty.vision"], []);
        VisionProgram.Run("play", "catch", "--model", _folder["empty.vision"])
            .Refused(_folder["empty.vision"], "not a checkpoint or model of this program");
    }

    [Fact]
    public void A_truncated_model_is_refused()
    {
        Models.WriteUntrained(_folder["model.vision"]);
        Models.CutShort(_folder["model.vision"]);
        VisionProgram.Run("play", "catch", "--model", _folder["model.vision"]).Refused(_folder["model.vision"], "damaged or truncated");
    }

    [Fact]
    public void A_model_of_another_game_is_refused()
    {
        Models.WriteUntrained(_folder["model.vision"], "chess");
        VisionProgram.Run("play", "catch", "--model", _folder["model.vision"]).Refused("the model plays chess, not catch");
    }

    [SkippableFact]
    public void A_model_of_another_network_is_refused()
    {
        Models.NeedOpenGL();
        Models.WriteOfAnotherNetwork(_folder["model.vision"]);
        VisionProgram.Run("play", "catch", "--model", _folder["model.vision"])
            .Refused(_folder["model.vision"], "another network", "online/conv1");
    }

    [Fact]
    public void Resuming_without_a_checkpoint_is_refused_and_creates_no_folder()
    {
        VisionProgram.Run("train", "catch", "--resume", "--out", _folder["run"])
            .Refused("--resume", _folder["run", "checkpoint.vision"], "leave out --resume");
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void Resuming_from_a_truncated_checkpoint_is_refused_and_changes_nothing()
    {
        Models.WriteUntrained(_folder["checkpoint.vision"]);
        Models.CutShort(_folder["checkpoint.vision"]);
        byte[] before = File.ReadAllBytes(_folder["checkpoint.vision"]);
        VisionProgram.Run("train", "catch", "--resume", "--out", _folder.Path)
            .Refused(_folder["checkpoint.vision"], "damaged or truncated");
        Assert.Equal(before, File.ReadAllBytes(_folder["checkpoint.vision"]));
        Assert.Equal(["checkpoint.vision"], _folder.Names);
    }

    [SkippableFact]
    public void Resuming_from_the_checkpoint_of_another_network_is_refused()
    {
        Models.NeedOpenGL();
        Models.WriteOfAnotherNetwork(_folder["checkpoint.vision"]);
        VisionProgram.Run("train", "catch", "--resume", "--out", _folder.Path).Refused(_folder["checkpoint.vision"], "another network");
        Assert.Equal(["checkpoint.vision"], _folder.Names);
    }

    [Fact]
    public void Resuming_with_another_seed_or_game_is_refused()
    {
        Models.WriteUntrained(_folder["checkpoint.vision"]);
        VisionProgram.Run("train", "catch", "--resume", "--seed", "6", "--out", _folder.Path).Refused("--seed 6", "has the seed 5");
        Models.WriteUntrained(_folder["checkpoint.vision"], "chess");
        VisionProgram.Run("train", "catch", "--resume", "--out", _folder.Path).Refused("the checkpoint is of chess, not of catch");
    }

    [SkippableFact]
    public void A_damaged_learning_curve_prevents_resuming()
    {
        Models.NeedOpenGL();
        VisionProgram.Run("train", "catch", "--steps", "32", "--device", "cpu", "--out", _folder.Path).Succeeded();
        File.WriteAllText(_folder["learning-curve.csv"], "step,episodes,mean_return,loss,epsilon,frames_per_second,seconds\n1,2,three\n");
        VisionProgram.Run("train", "catch", "--resume", "--steps", "64", "--out", _folder.Path)
            .Refused(_folder["learning-curve.csv"], "invalid in line 2");
    }

    [SkippableFact]
    public void Without_OpenGL_training_and_playing_name_the_package_to_install()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "elsewhere OpenGL is a part of the system");
        Models.WriteUntrained(_folder["model.vision"]);
        VisionProgram.Run(WithoutOpenGL, "train", "catch", "--out", _folder["run"]).Refused("install the Debian package libgl1-mesa-dri");
        VisionProgram.Run(WithoutOpenGL, "play", "catch", "--model", _folder["model.vision"])
            .Refused("install the Debian package libgl1-mesa-dri");
        VisionProgram.Run(WithoutOpenGL).Refused("install the Debian package libgl1-mesa-dri");
        Assert.Equal(["model.vision"], _folder.Names);
    }

    [SkippableFact]
    public void Without_OpenGL_the_devices_are_still_listed()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "elsewhere OpenGL is a part of the system");
        string output = VisionProgram.Run(WithoutOpenGL, "devices").Succeeded().Output;
        Assert.Matches("no +OpenGL", output);
        Assert.Matches("yes +Cpu", output);
        Assert.Contains("install the Debian package libgl1-mesa-dri", output, StringComparison.Ordinal);
        Assert.Contains("chosen: Cpu", output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void OpenGL_below_4_3_is_refused_by_its_version()
    {
        Models.NeedOpenGL();
        string devices = VisionProgram.Run(WithOldOpenGL, "devices").Succeeded().Output;
        Skip.IfNot(devices.Contains("4.1", StringComparison.Ordinal), "this driver is not Mesa's and does not pretend to be older");
        Assert.Contains("chosen: Cpu", devices, StringComparison.Ordinal);
        VisionProgram.Run(WithOldOpenGL, "train", "catch", "--out", _folder["run"]).Refused("supports OpenGL 4.1", "need 4.3");
        Assert.Empty(_folder.Names);
    }

    [SkippableFact]
    public void The_device_that_is_chosen_is_named_with_its_reason()
    {
        Models.NeedOpenGL();
        string output = VisionProgram.Run("devices").Succeeded().Output;
        Assert.Matches("yes +OpenGL", output);
        Assert.Matches("chosen: (OpenGL|Cpu), ", output);
    }

    [Fact]
    public void Help_names_every_command_and_option()
    {
        string output = VisionProgram.Run("--help").Succeeded().Output;
        foreach (string command in (string[])["train", "play", "devices"]) Assert.Contains(command, output, StringComparison.Ordinal);
        output = VisionProgram.Run("train", "--help").Succeeded().Output;
        foreach (string option in (string[])["--algorithm", "--steps", "--seed", "--device", "--out", "--resume"])
            Assert.Contains(option, output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shader_that_does_not_compile_is_shown_with_its_log_and_numbered_source()
    {
        string errors = Shown(() => throw new ShaderCompilationException("Fill.comp", "llvmpipe", "compile", "0:2: syntax error", "#version 430\nvoid"));
        Assert.Equal("vision: Fill.comp: llvmpipe could not compile the shader; its log and the source follow\n0:2: syntax error\n"
            + "   1  #version 430\n   2  void", errors.TrimEnd());
    }

    [SkippableFact]
    public void A_shader_of_the_game_that_does_not_compile_is_shown_with_its_log()
    {
        Skip.IfNot(HeadlessContext.TryCreate(out var context, out string reason), reason);
        using (context)
        {
            const string broken = "#version 330 core\nvoid main() { nothing = 1; }\n";
            Assert.Contains(
                "nothing", Shown(() => new GlProgram(context.Gl, "broken.vert", broken, "broken.frag", broken).Dispose()),
                StringComparison.Ordinal);
        }
    }

    public static TheoryData<Exception, string> Expected => new()
    {
        { new TrainingDivergedException(1234, double.NaN), "step 1234" },
        { new CheckpointException("a.vision: cut short"), "a.vision: cut short" },
        { new OpenGLException("no display"), "no display" },
        { new OutOfDeviceMemoryException("Cpu", 3 << 20), "3.0 MiB" },
        { new AggregateException(new IOException("the disk is full")), "the disk is full" },
    };

    [Theory, MemberData(nameof(Expected))]
    public void Expected_errors_are_one_sentence_and_exit_code_2(Exception exception, string words)
    {
        var (code, errors) = Guarded(() => throw exception);
        new ProgramResult(code, "", errors).Refused(words);
    }

    [Fact]
    public void Unexpected_errors_are_one_sentence_that_tells_how_to_get_a_stack_trace()
    {
        var (code, errors) = Guarded(() => throw new InvalidOperationException("the ball is lost"));
        Assert.Equal(2, code);
        Assert.Equal("vision: unexpected InvalidOperationException: the ball is lost (set VISION_DEBUG=1 for a stack trace)\n", errors);
    }

    private static string Shown(Action failing)
    {
        var (code, errors) = Guarded(() =>
        {
            failing();
            return 0;
        });
        Assert.Equal(2, code);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", errors, StringComparison.Ordinal);
        return errors;
    }

    private static (int Code, string Errors) Guarded(Func<int> command)
    {
        var errors = new StringWriter { NewLine = "\n" };
        int code = CommandLine.Guard(command, errors);
        return (code, errors.ToString());
    }
}
