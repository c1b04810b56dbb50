namespace Silk.NET.OpenGL;

/// <summary>The binding points of buffer objects.</summary>
public enum BufferTargetARB
{
    ParameterBuffer = 0x80EE,
    ArrayBuffer = 0x8892,
    ElementArrayBuffer = 0x8893,
    PixelPackBuffer = 0x88EB,
    PixelUnpackBuffer = 0x88EC,
    UniformBuffer = 0x8A11,
    TextureBuffer = 0x8C2A,
    TransformFeedbackBuffer = 0x8C8E,
    CopyReadBuffer = 0x8F36,
    CopyWriteBuffer = 0x8F37,
    DrawIndirectBuffer = 0x8F3F,
    ShaderStorageBuffer = 0x90D2,
    DispatchIndirectBuffer = 0x90EE,
    QueryBuffer = 0x9192,
    AtomicCounterBuffer = 0x92C0,
}

/// <summary>The binding points that glBufferStorage takes.</summary>
public enum BufferStorageTarget
{
    ArrayBuffer = 0x8892,
    ElementArrayBuffer = 0x8893,
    PixelPackBuffer = 0x88EB,
    PixelUnpackBuffer = 0x88EC,
    UniformBuffer = 0x8A11,
    TextureBuffer = 0x8C2A,
    TransformFeedbackBuffer = 0x8C8E,
    CopyReadBuffer = 0x8F36,
    CopyWriteBuffer = 0x8F37,
    DrawIndirectBuffer = 0x8F3F,
    ShaderStorageBuffer = 0x90D2,
    DispatchIndirectBuffer = 0x90EE,
    QueryBuffer = 0x9192,
    AtomicCounterBuffer = 0x92C0,
}

/// <summary>The binding points that glCopyBufferSubData takes.</summary>
public enum CopyBufferSubDataTarget
{
    ArrayBuffer = 0x8892,
    ElementArrayBuffer = 0x8893,
    PixelPackBuffer = 0x88EB,
    PixelUnpackBuffer = 0x88EC,
    UniformBuffer = 0x8A11,
    TextureBuffer = 0x8C2A,
    TransformFeedbackBuffer = 0x8C8E,
    CopyReadBuffer = 0x8F36,
    CopyWriteBuffer = 0x8F37,
    DrawIndirectBuffer = 0x8F3F,
    ShaderStorageBuffer = 0x90D2,
    DispatchIndirectBuffer = 0x90EE,
    QueryBuffer = 0x9192,
    AtomicCounterBuffer = 0x92C0,
}

/// <summary>How the contents of a buffer are going to be used.</summary>
public enum BufferUsageARB
{
    StreamDraw = 0x88E0,
    StreamRead = 0x88E1,
    StreamCopy = 0x88E2,
    StaticDraw = 0x88E4,
    StaticRead = 0x88E5,
    StaticCopy = 0x88E6,
    DynamicDraw = 0x88E8,
    DynamicRead = 0x88E9,
    DynamicCopy = 0x88EA,
}

/// <summary>How a shader or a mapping may touch the memory.</summary>
public enum BufferAccessARB
{
    ReadOnly = 0x88B8,
    WriteOnly = 0x88B9,
    ReadWrite = 0x88BA,
}

/// <summary>What glGetBufferParameteriv can tell about a buffer.</summary>
public enum BufferPNameARB
{
    ImmutableStorage = 0x821F,
    StorageFlags = 0x8220,
    Size = 0x8764,
    Usage = 0x8765,
    Access = 0x88BB,
    Mapped = 0x88BC,
    AccessFlags = 0x911F,
    MapLength = 0x9120,
    MapOffset = 0x9121,
}

/// <summary>How immutable buffer storage may be used.</summary>
[Flags]
public enum BufferStorageMask
{
    None = 0,
    MapReadBit = 0x0001,
    MapWriteBit = 0x0002,
    MapPersistentBit = 0x0040,
    MapCoherentBit = 0x0080,
    DynamicStorageBit = 0x0100,
    ClientStorageBit = 0x0200,
}

/// <summary>How a range of a buffer is mapped.</summary>
[Flags]
public enum MapBufferAccessMask
{
    None = 0,
    ReadBit = 0x0001,
    WriteBit = 0x0002,
    InvalidateRangeBit = 0x0004,
    InvalidateBufferBit = 0x0008,
    FlushExplicitBit = 0x0010,
    UnsynchronizedBit = 0x0020,
    PersistentBit = 0x0040,
    CoherentBit = 0x0080,
}
