using System.Diagnostics;
using Silk.NET.Maths;
using Silk.NET.Windowing;

namespace SilkNet.Tests;

/// <summary>What tests with windows share.</summary>
internal static class Desktop
{
    public static WindowOptions Options => WindowOptions.Default with
    {
        Size = new Vector2D<int>(320, 200),
        API = new GraphicsAPI(ContextAPI.OpenGL, ContextProfile.Core, ContextFlags.ForwardCompatible, new APIVersion(4, 3)),
        VSync = false,
    };

    public static void Require()
    {
        Skip.If(string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DISPLAY")), "no display; run under xvfb-run");
        Skip.IfNot(System.Runtime.InteropServices.NativeLibrary.TryLoad("libglfw.so.3", out _), "there is no libglfw.so.3 here");
    }

    /// <summary>Handles events until something has happened; fails after two seconds.</summary>
    public static void WaitFor(IView view, Func<bool> happened)
    {
        var clock = Stopwatch.StartNew();
        while (!happened())
        {
            Assert.True(clock.Elapsed.TotalSeconds < 2, "nothing happened for two seconds");
            view.DoEvents();
            Thread.Sleep(1);
        }
    }

    /// <summary>Sends input as a person would, or skips the test.</summary>
    public static void Do(string arguments)
    {
        try
        {
            using var xdotool = Process.Start("xdotool", arguments);
            xdotool.WaitForExit();
            Assert.Equal(0, xdotool.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip.If(true, "there is no xdotool here");
        }
    }
}

[CollectionDefinition("windows", DisableParallelization = true)]
public sealed class WindowsCollection;
