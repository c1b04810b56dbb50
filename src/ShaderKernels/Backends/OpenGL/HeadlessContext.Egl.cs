using System.Runtime.InteropServices;
using System.Text;

namespace ShaderKernels.Backends.OpenGL;

public sealed partial class HeadlessContext
{
    /// <summary>The functions of libEGL.so.1 that a headless context needs. The library is loaded once and never unloaded.</summary>
    private sealed unsafe class Egl
    {
        public const int PlatformSurfaceless = 0x31DD, PlatformDevice = 0x313F;
        public const int OpenGLApi = 0x30A2;
        public const int None = 0x3038, Extensions = 0x3055;
        public const int SurfaceType = 0x3033, PbufferBit = 0x0001, RenderableType = 0x3040, OpenGLBit = 0x0008;
        public const int RedSize = 0x3024, GreenSize = 0x3023, BlueSize = 0x3022, AlphaSize = 0x3021, DepthSize = 0x3025,
            StencilSize = 0x3026;
        public const int ContextMajorVersion = 0x3098, ContextMinorVersion = 0x30FB, ContextProfileMask = 0x30FD, CoreProfileBit = 0x0001;
        public const int Width = 0x3057, Height = 0x3056;
        public const int BadAccess = 0x3002;

        private const string LibraryName = "libEGL.so.1";
        private static readonly Lock Loading = new();
        private static Egl? s_loaded;

        public readonly delegate* unmanaged<int> GetError;
        public readonly delegate* unmanaged<nint, int*, int*, uint> Initialize;
        public readonly delegate* unmanaged<uint, uint> BindApi;
        public readonly delegate* unmanaged<nint, int*, nint*, int, int*, uint> ChooseConfig;
        public readonly delegate* unmanaged<nint, nint, nint, int*, nint> CreateContext;
        public readonly delegate* unmanaged<nint, nint, uint> DestroyContext;
        public readonly delegate* unmanaged<nint, nint, int*, nint> CreatePbufferSurface;
        public readonly delegate* unmanaged<nint, nint, uint> DestroySurface;
        public readonly delegate* unmanaged<nint, nint, nint, nint, uint> MakeCurrent;
        public readonly delegate* unmanaged<nint> GetCurrentContext;
        private readonly delegate* unmanaged<nint, int, byte*> _queryString;
        private readonly delegate* unmanaged<byte*, nint> _getProcAddress;
        private readonly delegate* unmanaged<uint, nint, int*, nint> _getPlatformDisplay;
        private readonly delegate* unmanaged<int, nint*, int*, uint> _queryDevices;
        private readonly delegate* unmanaged<nint, int, byte*> _queryDeviceString;

        private Egl(nint library)
        {
            GetError = (delegate* unmanaged<int>)Export(library, "eglGetError");
            Initialize = (delegate* unmanaged<nint, int*, int*, uint>)Export(library, "eglInitialize");
            BindApi = (delegate* unmanaged<uint, uint>)Export(library, "eglBindAPI");
            ChooseConfig = (delegate* unmanaged<nint, int*, nint*, int, int*, uint>)Export(library, "eglChooseConfig");
            CreateContext = (delegate* unmanaged<nint, nint, nint, int*, nint>)Export(library, "eglCreateContext");
            DestroyContext = (delegate* unmanaged<nint, nint, uint>)Export(library, "eglDestroyContext");
            CreatePbufferSurface = (delegate* unmanaged<nint, nint, int*, nint>)Export(library, "eglCreatePbufferSurface");
            DestroySurface = (delegate* unmanaged<nint, nint, uint>)Export(library, "eglDestroySurface");
            MakeCurrent = (delegate* unmanaged<nint, nint, nint, nint, uint>)Export(library, "eglMakeCurrent");
            GetCurrentContext = (delegate* unmanaged<nint>)Export(library, "eglGetCurrentContext");
            _queryString = (delegate* unmanaged<nint, int, byte*>)Export(library, "eglQueryString");
            _getProcAddress = (delegate* unmanaged<byte*, nint>)Export(library, "eglGetProcAddress");
            _getPlatformDisplay = (delegate* unmanaged<uint, nint, int*, nint>)GetProcAddress("eglGetPlatformDisplayEXT");
            _queryDevices = (delegate* unmanaged<int, nint*, int*, uint>)GetProcAddress("eglQueryDevicesEXT");
            _queryDeviceString = (delegate* unmanaged<nint, int, byte*>)GetProcAddress("eglQueryDeviceStringEXT");
        }

        /// <summary>Returns the library, which the first call loads.</summary>
        /// <exception cref="OpenGLException">The library is missing, or lacks a function.</exception>
        public static Egl Load()
        {
            lock (Loading)
            {
                if (s_loaded is not null) return s_loaded;
                if (!NativeLibrary.TryLoad(LibraryName, out nint library))
                    throw new OpenGLException(
                        $"Headless OpenGL: {LibraryName} was not found; install the Debian packages libegl1 and libgl1-mesa-dri (the " +
                        "drivers), or open a window");
                return s_loaded = new(library);
            }
        }

        /// <summary>Returns the address of an OpenGL or EGL function, or 0 if it does not exist.</summary>
        public nint GetProcAddress(string name)
        {
            Span<byte> ascii = stackalloc byte[128];
            int length = Encoding.ASCII.GetBytes(name, ascii[..^1]);
            ascii[length] = 0;
            fixed (byte* first = ascii) return _getProcAddress(first);
        }

        /// <summary>Returns the extensions of a display, or of the library itself for display 0.</summary>
        public string[] ExtensionsOf(nint display) => Split(_queryString(display, Extensions));

        /// <summary>Returns the extensions of a device.</summary>
        public string[] DeviceExtensionsOf(nint device) => _queryDeviceString == null ? [] : Split(_queryDeviceString(device, Extensions));

        /// <summary>Returns the display of a platform, or 0 if the library has none.</summary>
        public nint GetPlatformDisplay(int platform, nint nativeDisplay) =>
            _getPlatformDisplay == null ? 0 : _getPlatformDisplay((uint)platform, nativeDisplay, null);

        /// <summary>Returns the GPUs that the library knows, including a software device.</summary>
        public nint[] QueryDevices()
        {
            int count = 0;
            if (_queryDevices == null || _queryDevices(0, null, &count) == 0 || count == 0) return [];
            var devices = new nint[count];
            fixed (nint* first = devices)
            {
                if (_queryDevices(count, first, &count) == 0) return [];
            }
            return devices[..count];
        }

        private static string[] Split(byte* text) =>
            text == null ? [] : Marshal.PtrToStringUTF8((nint)text)!.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        private static nint Export(nint library, string name) =>
            NativeLibrary.TryGetExport(library, name, out nint address) ? address
            : throw new OpenGLException($"Headless OpenGL: {LibraryName} does not export {name}; reinstall the Debian package libegl1");
    }
}
