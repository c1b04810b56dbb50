using System.Text;

namespace VisionRuntime.Capture.X11;

/// <summary>A connection to an X11 display: its windows, and input as if it came from a keyboard and a mouse.</summary>
internal sealed unsafe class X11Display : IDisposable
{
    private readonly Dictionary<uint, byte> _keycodes = [];
    private readonly byte[] _titleAtom = Encoding.ASCII.GetBytes("_NET_WM_NAME");
    private nint _connection;
    private bool? _hasTest;

    /// <summary>Connects to a display.</summary>
    /// <param name="name">The name, for example <c>:0</c>.</param>
    /// <exception cref="FrameSourceException">
    /// The library is not installed, the display cannot be opened, or its colors are not supported.
    /// </exception>
    public X11Display(string name)
    {
        if (!Xcb.IsInstalled) throw new FrameSourceException($"screen:{name}: libxcb is not installed; install libxcb1 and libxcb-shm0");
        Name = name;
        _connection = Xcb.xcb_connect(name, out int screen);
        try
        {
            if (Xcb.xcb_connection_has_error(_connection) != 0)
                throw new FrameSourceException($"screen:{name}: the display cannot be opened; name one that is running, for example :0");
            var setup = Xcb.xcb_get_setup(_connection);
            var iterator = Xcb.xcb_setup_roots_iterator(setup);
            while (screen-- > 0 && iterator.Remaining > 1) Xcb.xcb_screen_next(&iterator);
            (Root, Depth) = (iterator.Data->Root, iterator.Data->RootDepth);
            if (Depth is not (24 or 32) || setup->ImageByteOrder != 0)
                throw new FrameSourceException(
                    $"screen:{name}: a screen of {Depth}-bit color is not supported; start the display with 24-bit color");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gets the name of the display.</summary>
    public string Name { get; }

    /// <summary>Gets the connection, for the functions of XCB.</summary>
    public nint Connection => _connection;

    /// <summary>Gets the root window, which shows the whole screen.</summary>
    public uint Root { get; }

    /// <summary>Gets the number of bits of a color.</summary>
    public int Depth { get; }

    /// <summary>Gets whether the display went away.</summary>
    public bool IsLost => Xcb.xcb_connection_has_error(_connection) != 0;

    /// <summary>Finds the topmost window on the screen whose title contains a text; 0 if there is none.</summary>
    public uint FindWindow(string title) => FindWindow(Root, title);

    /// <summary>Gets the titles of the windows on the screen.</summary>
    public IReadOnlyList<string> Titles
    {
        get
        {
            var titles = new List<string>();
            Collect(Root, titles);
            return titles;
        }
    }

    /// <summary>Gets a window's place on the screen in pixels; false if the window is gone or is not shown.</summary>
    public bool TryGetArea(uint window, out int x, out int y, out int width, out int height)
    {
        (x, y, width, height) = (0, 0, 0, 0);
        byte* geometry = Xcb.xcb_get_geometry_reply(_connection, Xcb.xcb_get_geometry(_connection, window), null);
        if (geometry is null) return false;
        (width, height) = (*(ushort*)(geometry + 16), *(ushort*)(geometry + 18));
        Xcb.free((nint)geometry);
        if (window == Root) return true;
        byte* place = Xcb.xcb_translate_coordinates_reply(
            _connection, Xcb.xcb_translate_coordinates(_connection, window, Root, 0, 0), null);
        if (place is null) return false;
        (x, y) = (*(short*)(place + 12), *(short*)(place + 14));
        Xcb.free((nint)place);
        return IsViewable(window);
    }

    /// <summary>Presses or releases a key.</summary>
    /// <param name="key">The name of the key; see <see cref="Keysyms"/>.</param>
    /// <param name="down">True to press it, false to release it.</param>
    /// <exception cref="FrameSourceException">The display takes no input from programs or has no such key.</exception>
    public void Key(string key, bool down) =>
        Fake(down ? Xcb.KeyPress : Xcb.KeyRelease, KeycodeOf(Keysyms.Find(key), key), 0, 0);

    /// <summary>Presses or releases a mouse button: 1 is the left one, 2 the middle one, 3 the right one.</summary>
    public void Button(int button, bool down) => Fake(down ? Xcb.ButtonPress : Xcb.ButtonRelease, (byte)button, 0, 0);

    /// <summary>Moves the mouse to a place on the screen, in pixels from the upper left corner.</summary>
    public void MoveMouse(int x, int y) => Fake(Xcb.MotionNotify, 0, x, y);

    /// <summary>Moves the mouse from where it is, in pixels.</summary>
    public void MoveMouseBy(int x, int y) => Fake(Xcb.MotionNotify, 1, x, y);

    /// <summary>Sends the requests that are waiting.</summary>
    public void Flush() => _ = Xcb.xcb_flush(_connection);

    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        if (_connection != 0) Xcb.xcb_disconnect(_connection);
        _connection = 0;
    }

    private void Fake(byte type, byte detail, int x, int y)
    {
        _hasTest ??= Xcb.HasExtension(_connection, test: true);
        if (_hasTest == false)
            throw new FrameSourceException(
                $"screen:{Name}: keys cannot be sent; install libxcb-xtest0, and use a display with the extension XTEST");
        // A motion relative to the pointer has no window that its coordinates belong to.
        uint root = type == Xcb.MotionNotify && detail == 0 ? Root : 0;
        _ = Xcb.xcb_test_fake_input(_connection, type, detail, 0, root, (short)x, (short)y, 0);
    }

    private byte KeycodeOf(uint keysym, string key)
    {
        if (_keycodes.Count == 0) ReadKeyboard();
        return _keycodes.TryGetValue(keysym, out byte code) ? code
            : throw new FrameSourceException($"screen:{Name}: the keyboard of the display has no key '{key}'");
    }

    private void ReadKeyboard()
    {
        var setup = Xcb.xcb_get_setup(_connection);
        byte first = setup->MinimumKeycode, count = (byte)(setup->MaximumKeycode - first + 1);
        byte* reply = Xcb.xcb_get_keyboard_mapping_reply(_connection, Xcb.xcb_get_keyboard_mapping(_connection, first, count), null);
        if (reply is null) return;
        int columns = reply[1];
        var keysyms = (uint*)(reply + 32);
        // The first column is the key alone; later ones are with modifiers.
        for (int column = 0; column < columns; column++)
        {
            for (int key = 0; key < count; key++) _keycodes.TryAdd(keysyms[key * columns + column], (byte)(first + key));
        }
        Xcb.free((nint)reply);
    }

    private uint FindWindow(uint parent, string title)
    {
        uint[] children = ChildrenOf(parent);
        for (int i = children.Length - 1; i >= 0; i--) // the topmost is last
        {
            uint child = children[i];
            if (!IsViewable(child)) continue;
            if (TitleOf(child).Contains(title, StringComparison.OrdinalIgnoreCase)) return child;
            if (FindWindow(child, title) is var inner and not 0) return inner;
        }
        return 0;
    }

    private void Collect(uint parent, List<string> titles)
    {
        foreach (uint child in ChildrenOf(parent).Where(IsViewable))
        {
            if (TitleOf(child) is { Length: > 0 } title) titles.Add(title);
            Collect(child, titles);
        }
    }

    private uint[] ChildrenOf(uint window)
    {
        byte* reply = Xcb.xcb_query_tree_reply(_connection, Xcb.xcb_query_tree(_connection, window), null);
        if (reply is null) return [];
        uint[] children = new ReadOnlySpan<uint>(reply + 32, *(ushort*)(reply + 16)).ToArray();
        Xcb.free((nint)reply);
        return children;
    }

    private bool IsViewable(uint window)
    {
        byte* reply = Xcb.xcb_get_window_attributes_reply(_connection, Xcb.xcb_get_window_attributes(_connection, window), null);
        if (reply is null) return false;
        bool viewable = reply[26] == Xcb.Viewable;
        Xcb.free((nint)reply);
        return viewable;
    }

    private string TitleOf(uint window)
    {
        if (PropertyOf(window, Atom(_titleAtom)) is { Length: > 0 } title) return title;
        return PropertyOf(window, Xcb.AtomWindowName);
    }

    private string PropertyOf(uint window, uint property)
    {
        const uint anyType = 0, longest = 256;
        if (property == 0) return "";
        byte* reply = Xcb.xcb_get_property_reply(
            _connection, Xcb.xcb_get_property(_connection, 0, window, property, anyType, 0, longest), null);
        if (reply is null) return "";
        string text = reply[1] == 8 ? Encoding.UTF8.GetString(reply + 32, *(int*)(reply + 16)) : "";
        Xcb.free((nint)reply);
        return text;
    }

    private uint Atom(byte[] name)
    {
        fixed (byte* text = name)
        {
            byte* reply = Xcb.xcb_intern_atom_reply(_connection, Xcb.xcb_intern_atom(_connection, 1, (ushort)name.Length, text), null);
            if (reply is null) return 0;
            uint atom = *(uint*)(reply + 8);
            Xcb.free((nint)reply);
            return atom;
        }
    }
}
