using System.Runtime.InteropServices;

namespace VisionRuntime.Capture.X11;

/// <summary>
/// The functions of libxcb, its shared memory extension and its test extension that are used here. Unlike Xlib, XCB reports a display that
/// goes away as an error instead of ending the process.
/// </summary>
internal static unsafe partial class Xcb
{
    private const string Core = "libxcb.so.1", Shm = "libxcb-shm.so.0", Test = "libxcb-xtest.so.0";

    /// <summary>A string of text, the type of window titles before UTF-8.</summary>
    public const uint AtomString = 31;

    /// <summary>The title of a window.</summary>
    public const uint AtomWindowName = 39;

    /// <summary>The image format with all bits of a pixel side by side.</summary>
    public const byte ZPixmap = 2;

    /// <summary>The map state of a window that is on the screen.</summary>
    public const byte Viewable = 2;

    /// <summary>The events that the test extension fakes.</summary>
    public const byte KeyPress = 2, KeyRelease = 3, ButtonPress = 4, ButtonRelease = 5, MotionNotify = 6;

    [LibraryImport(Core, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint xcb_connect(string? display, out int screen);

    [LibraryImport(Core)]
    public static partial int xcb_connection_has_error(nint connection);

    [LibraryImport(Core)]
    public static partial void xcb_disconnect(nint connection);

    [LibraryImport(Core)]
    public static partial Setup* xcb_get_setup(nint connection);

    [LibraryImport(Core)]
    public static partial ScreenIterator xcb_setup_roots_iterator(Setup* setup);

    [LibraryImport(Core)]
    public static partial void xcb_screen_next(ScreenIterator* iterator);

    [LibraryImport(Core)]
    public static partial uint xcb_generate_id(nint connection);

    [LibraryImport(Core)]
    public static partial int xcb_flush(nint connection);

    [LibraryImport(Core)]
    public static partial nint xcb_request_check(nint connection, uint cookie);

    [LibraryImport(Core)]
    public static partial uint xcb_intern_atom(nint connection, byte onlyIfExists, ushort length, byte* name);

    [LibraryImport(Core)]
    public static partial byte* xcb_intern_atom_reply(nint connection, uint cookie, nint* error);

    [LibraryImport(Core)]
    public static partial uint xcb_get_geometry(nint connection, uint drawable);

    [LibraryImport(Core)]
    public static partial byte* xcb_get_geometry_reply(nint connection, uint cookie, nint* error);

    [LibraryImport(Core)]
    public static partial uint xcb_get_window_attributes(nint connection, uint window);

    [LibraryImport(Core)]
    public static partial byte* xcb_get_window_attributes_reply(nint connection, uint cookie, nint* error);

    [LibraryImport(Core)]
    public static partial uint xcb_query_tree(nint connection, uint window);

    [LibraryImport(Core)]
    public static partial byte* xcb_query_tree_reply(nint connection, uint cookie, nint* error);

    [LibraryImport(Core)]
    public static partial uint xcb_translate_coordinates(nint connection, uint source, uint destination, short x, short y);

    [LibraryImport(Core)]
    public static partial byte* xcb_translate_coordinates_reply(nint connection, uint cookie, nint* error);

    [LibraryImport(Core)]
    public static partial uint xcb_get_property(nint connection, byte delete, uint window, uint property, uint type, uint offset,
        uint length);

    [LibraryImport(Core)]
    public static partial byte* xcb_get_property_reply(nint connection, uint cookie, nint* error);

    [LibraryImport(Core)]
    public static partial uint xcb_get_image(nint connection, byte format, uint drawable, short x, short y, ushort width, ushort height,
        uint planeMask);

    [LibraryImport(Core)]
    public static partial byte* xcb_get_image_reply(nint connection, uint cookie, nint* error);

    [LibraryImport(Core)]
    public static partial uint xcb_get_keyboard_mapping(nint connection, byte first, byte count);

    [LibraryImport(Core)]
    public static partial byte* xcb_get_keyboard_mapping_reply(nint connection, uint cookie, nint* error);

    [LibraryImport(Core)]
    public static partial byte* xcb_get_extension_data(nint connection, nint extension);

    [LibraryImport(Shm)]
    public static partial uint xcb_shm_attach_checked(nint connection, uint segment, uint id, byte readOnly);

    [LibraryImport(Shm)]
    public static partial uint xcb_shm_detach(nint connection, uint segment);

    [LibraryImport(Shm)]
    public static partial uint xcb_shm_get_image(nint connection, uint drawable, short x, short y, ushort width, ushort height,
        uint planeMask, byte format, uint segment, uint offset);

    [LibraryImport(Shm)]
    public static partial byte* xcb_shm_get_image_reply(nint connection, uint cookie, nint* error);

    [LibraryImport(Test)]
    public static partial uint xcb_test_fake_input(nint connection, byte type, byte detail, uint time, uint root, short x, short y,
        byte device);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int shmget(int key, nuint size, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint shmat(int id, nint address, int flags);

    [LibraryImport("libc")]
    public static partial int shmdt(nint address);

    [LibraryImport("libc")]
    public static partial int shmctl(int id, int command, nint buffer);

    [LibraryImport("libc")]
    public static partial void free(nint memory);

    /// <summary>Gets whether a display has an extension, by the library that speaks it and the symbol that names it.</summary>
    public static bool HasExtension(nint connection, bool test)
    {
        if (!NativeLibrary.TryLoad(test ? Test : Shm, out nint library)
            || !NativeLibrary.TryGetExport(library, test ? "xcb_test_id" : "xcb_shm_id", out nint extension)) return false;
        byte* data = xcb_get_extension_data(connection, extension);
        return data is not null && data[8] != 0;
    }

    /// <summary>Gets whether the library itself is installed.</summary>
    public static bool IsInstalled => OperatingSystem.IsLinux() && NativeLibrary.TryLoad(Core, out _);

    /// <summary>The part of the server's greeting that is used.</summary>
    [StructLayout(LayoutKind.Explicit)]
    public struct Setup
    {
        [FieldOffset(30)]
        public byte ImageByteOrder;

        [FieldOffset(34)]
        public byte MinimumKeycode;

        [FieldOffset(35)]
        public byte MaximumKeycode;
    }

    /// <summary>A screen of a display.</summary>
    [StructLayout(LayoutKind.Explicit)]
    public struct Screen
    {
        [FieldOffset(0)]
        public uint Root;

        [FieldOffset(20)]
        public ushort Width;

        [FieldOffset(22)]
        public ushort Height;

        [FieldOffset(38)]
        public byte RootDepth;
    }

    /// <summary>The screens of a display, one after another.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ScreenIterator
    {
        public Screen* Data;
        public int Remaining;
        public int Index;
    }
}
