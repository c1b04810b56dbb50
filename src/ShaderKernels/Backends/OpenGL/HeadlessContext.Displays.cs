namespace ShaderKernels.Backends.OpenGL;

public sealed unsafe partial class HeadlessContext
{
    /// <summary>
    /// Returns the displays to try, best first: GPUs, then Mesa's surfaceless platform, which falls back to its software rasterizer, then
    /// software devices. Surfaceless is specific to Mesa, so it must not precede the hardware of another vendor.
    /// </summary>
    private static List<nint> UsableDisplays(Egl egl)
    {
        string[] extensions = egl.ExtensionsOf(0);
        var displays = new List<nint>();
        nint[] devices = extensions.Contains("EGL_EXT_platform_device") ? egl.QueryDevices() : [];
        AddDevices(software: false);
        if (extensions.Contains("EGL_MESA_platform_surfaceless")) Add(egl.GetPlatformDisplay(Egl.PlatformSurfaceless, 0));
        AddDevices(software: true);
        return displays;

        void AddDevices(bool software)
        {
            foreach (nint device in devices)
                if (egl.DeviceExtensionsOf(device).Contains("EGL_MESA_device_software") == software)
                    Add(egl.GetPlatformDisplay(Egl.PlatformDevice, device));
        }

        // A display stays initialized for the lifetime of the process: all contexts on it share it, and eglTerminate would end them all.
        void Add(nint display)
        {
            int major, minor;
            if (display == 0 || egl.Initialize(display, &major, &minor) == 0) return;
            if (egl.ExtensionsOf(display).Contains("EGL_KHR_create_context")) displays.Add(display);
        }
    }

    /// <summary>Creates a desktop core context of the highest version that the display supports, or 0.</summary>
    private static nint CreateContext(Egl egl, nint display, nint config)
    {
        for (int minor = 6; minor >= 3; minor--)
        {
            nint context = CreateContext(egl, display, config,
                [Egl.ContextMajorVersion, 4, Egl.ContextMinorVersion, minor, Egl.ContextProfileMask, Egl.CoreProfileBit, Egl.None]);
            if (context != 0) return context;
        }
        // Any context, to name its version in the error message.
        return CreateContext(egl, display, config, [Egl.None]);
    }

    private static nint CreateContext(Egl egl, nint display, nint config, ReadOnlySpan<int> attributes)
    {
        fixed (int* first = attributes) return egl.CreateContext(display, config, 0, first);
    }

    /// <summary>Chooses a configuration for the context and, if requested, its framebuffer; 0 if none is needed or none is found.</summary>
    private static nint ChooseConfig(Egl egl, nint display, bool framebuffer)
    {
        if (!framebuffer && egl.ExtensionsOf(display).Contains("EGL_KHR_no_config_context")) return 0;
        ReadOnlySpan<int> attributes = framebuffer
            ? [Egl.SurfaceType, Egl.PbufferBit, Egl.RenderableType, Egl.OpenGLBit, Egl.RedSize, 8, Egl.GreenSize, 8, Egl.BlueSize, 8,
                Egl.AlphaSize, 8, Egl.DepthSize, 24, Egl.StencilSize, 8, Egl.None]
            : [Egl.SurfaceType, 0, Egl.RenderableType, Egl.OpenGLBit, Egl.None];
        nint config;
        int count;
        fixed (int* first = attributes) return egl.ChooseConfig(display, first, &config, 1, &count) != 0 && count > 0 ? config : 0;
    }

    private static nint CreateFramebuffer(Egl egl, nint display, nint config, int width, int height)
    {
        int* attributes = stackalloc int[] { Egl.Width, width, Egl.Height, height, Egl.None };
        return egl.CreatePbufferSurface(display, config, attributes);
    }
}
