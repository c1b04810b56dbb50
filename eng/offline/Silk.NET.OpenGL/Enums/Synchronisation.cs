namespace Silk.NET.OpenGL;

/// <summary>The uses that glMemoryBarrier makes earlier shader writes visible to.</summary>
[Flags]
public enum MemoryBarrierMask
{
    None = 0,
    VertexAttribArrayBarrierBit = 0x0001,
    ElementArrayBarrierBit = 0x0002,
    UniformBarrierBit = 0x0004,
    TextureFetchBarrierBit = 0x0008,
    ShaderImageAccessBarrierBit = 0x0020,
    CommandBarrierBit = 0x0040,
    PixelBufferBarrierBit = 0x0080,
    TextureUpdateBarrierBit = 0x0100,
    BufferUpdateBarrierBit = 0x0200,
    FramebufferBarrierBit = 0x0400,
    TransformFeedbackBarrierBit = 0x0800,
    AtomicCounterBarrierBit = 0x1000,
    ShaderStorageBarrierBit = 0x2000,
    ClientMappedBufferBarrierBit = 0x4000,
    QueryBufferBarrierBit = 0x8000,
    AllBarrierBits = -1,
}

/// <summary>What a fence waits for.</summary>
public enum SyncCondition
{
    SyncGpuCommandsComplete = 0x9117,
}

/// <summary>Flags of fences; none exist.</summary>
public enum SyncBehaviorFlags
{
    None = 0,
}

/// <summary>Flags of a client wait.</summary>
public enum SyncObjectMask
{
    Bit = 0x0001,
}

/// <summary>What glGetSynciv can tell about a fence.</summary>
public enum SyncParameterName
{
    ObjectType = 0x9112,
    SyncCondition = 0x9113,
    SyncStatus = 0x9114,
    SyncFlags = 0x9115,
}

/// <summary>What glClientWaitSync answers.</summary>
public enum SyncStatus
{
    AlreadySignaled = 0x911A,
    TimeoutExpired = 0x911B,
    ConditionSatisfied = 0x911C,
    WaitFailed = 0x911D,
}

/// <summary>What a query counts.</summary>
public enum QueryTarget
{
    TransformFeedbackOverflow = 0x82EC,
    VerticesSubmitted = 0x82EE,
    PrimitivesSubmitted = 0x82EF,
    VertexShaderInvocations = 0x82F0,
    TimeElapsed = 0x88BF,
    SamplesPassed = 0x8914,
    AnySamplesPassed = 0x8C2F,
    PrimitivesGenerated = 0x8C87,
    TransformFeedbackPrimitivesWritten = 0x8C88,
    AnySamplesPassedConservative = 0x8D6A,
}

/// <summary>What glQueryCounter records.</summary>
public enum QueryCounterTarget
{
    Timestamp = 0x8E28,
}

/// <summary>What glGetQueryObject can tell about a query.</summary>
public enum QueryObjectParameterName
{
    Target = 0x82EA,
    Result = 0x8866,
    ResultAvailable = 0x8867,
    ResultNoWait = 0x9194,
}

/// <summary>What glGetError answers.</summary>
public enum ErrorCode
{
    NoError = 0,
    InvalidEnum = 0x0500,
    InvalidValue = 0x0501,
    InvalidOperation = 0x0502,
    StackOverflow = 0x0503,
    StackUnderflow = 0x0504,
    OutOfMemory = 0x0505,
    InvalidFramebufferOperation = 0x0506,
    TableTooLarge = 0x8031,
}
