using System.Reflection;

namespace Silk.NET.Windowing.Glfw;

/// <content>Making the native window from the options.</content>
internal sealed partial class GlfwWindow
{
    private void Create()
    {
        if (API.API == ContextAPI.Vulkan)
        {
            throw new InvalidOperationException("The stand-in for Silk.NET.Windowing has no Vulkan; ask for OpenGL.");
        }

        Glfw3.glfwDefaultWindowHints();
        Glfw3.glfwWindowHint(Hint.Visible, Flag(options.IsVisible));
        Glfw3.glfwWindowHint(Hint.Decorated, Flag(options.WindowBorder != WindowBorder.Hidden));
        Glfw3.glfwWindowHint(Hint.Resizable, Flag(options.WindowBorder == WindowBorder.Resizable));
        Glfw3.glfwWindowHint(Hint.TransparentFramebuffer, Flag(options.TransparentFramebuffer));
        Glfw3.glfwWindowHint(Hint.Floating, Flag(options.TopMost));
        Glfw3.glfwWindowHintString(Hint.X11ClassName, options.WindowClass ?? Assembly.GetEntryAssembly()?.GetName().Name ?? "Silk.NET");
        HintContext();
        HintFramebuffer();

        window = Glfw3.glfwCreateWindow(
            options.Size.X, options.Size.Y, options.Title, initialMonitor?.Handle ?? 0, SharedWindow());
        if (window == 0)
        {
            throw Glfw3.LastError("The window could not be made, ");
        }

        if (options.WindowState != WindowState.Fullscreen)
        {
            Glfw3.glfwSetWindowPos(window, options.Position.X, options.Position.Y);
        }

        if (options.IsVisible)
        {
            Glfw3.glfwShowWindow(window);
            SetState(options.WindowState);
        }
    }

    private void HintContext()
    {
        Glfw3.glfwWindowHint(Hint.ClientApi, API.API switch
        {
            ContextAPI.OpenGL => Hint.OpenGLApi,
            ContextAPI.OpenGLES => Hint.OpenGLESApi,
            _ => Hint.NoApi,
        });
        if (API.API == ContextAPI.None)
        {
            return;
        }

        var version = API.Version;
        Glfw3.glfwWindowHint(Hint.ContextVersionMajor, version.MajorVersion);
        Glfw3.glfwWindowHint(Hint.ContextVersionMinor, version.MinorVersion);
        Glfw3.glfwWindowHint(Hint.OpenGLForwardCompatible, Flag(API.Flags.HasFlag(ContextFlags.ForwardCompatible)));
        Glfw3.glfwWindowHint(Hint.OpenGLDebugContext, Flag(API.Flags.HasFlag(ContextFlags.Debug)));
        if (version.MajorVersion > 3 || version is { MajorVersion: 3, MinorVersion: >= 2 })
        {
            Glfw3.glfwWindowHint(Hint.OpenGLProfile, API.Profile == ContextProfile.Core ? Hint.CoreProfile : Hint.CompatibilityProfile);
        }
    }

    private void HintFramebuffer()
    {
        // Unless asked otherwise: 24 bits of depth and 8 of stencil, or nothing in particular for the one not asked for.
        bool unasked = options.PreferredDepthBufferBits is null && options.PreferredStencilBufferBits is null;
        Glfw3.glfwWindowHint(Hint.DepthBits, options.PreferredDepthBufferBits ?? (unasked ? 24 : Glfw3.DontCare));
        Glfw3.glfwWindowHint(Hint.StencilBits, options.PreferredStencilBufferBits ?? (unasked ? 8 : Glfw3.DontCare));
        Glfw3.glfwWindowHint(Hint.RedBits, options.PreferredBitDepth?.X ?? Glfw3.DontCare);
        Glfw3.glfwWindowHint(Hint.GreenBits, options.PreferredBitDepth?.Y ?? Glfw3.DontCare);
        Glfw3.glfwWindowHint(Hint.BlueBits, options.PreferredBitDepth?.Z ?? Glfw3.DontCare);
        if (options.TransparentFramebuffer && options.PreferredBitDepth is { W: not -1 } depth)
        {
            Glfw3.glfwWindowHint(Hint.AlphaBits, depth.W);
        }

        Glfw3.glfwWindowHint(Hint.Samples, options.Samples ?? Glfw3.DontCare);
        Glfw3.glfwWindowHint(Hint.RefreshRate, options.VideoMode.RefreshRate ?? Glfw3.DontCare);
    }

    private nint SharedWindow() => options.SharedContext switch
    {
        null => 0,
        GlfwContext shared => shared.Handle,
        _ => throw new ArgumentException("The given shared context should be a GlfwContext or GlfwWindow"),
    };

    private static int Flag(bool value) => value ? 1 : 0;

    /// <summary>GLFW's names for what a window can be made with and asked about.</summary>
    private static class Hint
    {
        public const int Iconified = 0x00020002;
        public const int Resizable = 0x00020003;
        public const int Visible = 0x00020004;
        public const int Decorated = 0x00020005;
        public const int Floating = 0x00020007;
        public const int Maximized = 0x00020008;
        public const int TransparentFramebuffer = 0x0002000A;
        public const int RedBits = 0x00021001;
        public const int GreenBits = 0x00021002;
        public const int BlueBits = 0x00021003;
        public const int AlphaBits = 0x00021004;
        public const int DepthBits = 0x00021005;
        public const int StencilBits = 0x00021006;
        public const int Samples = 0x0002100D;
        public const int RefreshRate = 0x0002100F;
        public const int ClientApi = 0x00022001;
        public const int ContextVersionMajor = 0x00022002;
        public const int ContextVersionMinor = 0x00022003;
        public const int OpenGLForwardCompatible = 0x00022006;
        public const int OpenGLDebugContext = 0x00022007;
        public const int OpenGLProfile = 0x00022008;
        public const int X11ClassName = 0x00024001;
        public const int NoApi = 0;
        public const int OpenGLApi = 0x00030001;
        public const int OpenGLESApi = 0x00030002;
        public const int CoreProfile = 0x00032001;
        public const int CompatibilityProfile = 0x00032002;
    }
}
