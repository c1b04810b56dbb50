namespace Silk.NET.OpenGL;

/// <summary>What glEnable switches.</summary>
public enum EnableCap
{
    LineSmooth = 0x0B20,
    PolygonSmooth = 0x0B41,
    CullFace = 0x0B44,
    DepthTest = 0x0B71,
    StencilTest = 0x0B90,
    Dither = 0x0BD0,
    Blend = 0x0BE2,
    ColorLogicOp = 0x0BF2,
    ScissorTest = 0x0C11,
    Texture1D = 0x0DE0,
    Texture2D = 0x0DE1,
    PolygonOffsetPoint = 0x2A01,
    PolygonOffsetLine = 0x2A02,
    ClipDistance0 = 0x3000,
    ClipDistance1 = 0x3001,
    ClipDistance2 = 0x3002,
    ClipDistance3 = 0x3003,
    ClipDistance4 = 0x3004,
    ClipDistance5 = 0x3005,
    ClipDistance6 = 0x3006,
    ClipDistance7 = 0x3007,
    PolygonOffsetFill = 0x8037,
    VertexArray = 0x8074,
    Multisample = 0x809D,
    SampleAlphaToCoverage = 0x809E,
    SampleAlphaToOne = 0x809F,
    SampleCoverage = 0x80A0,
    DebugOutputSynchronous = 0x8242,
    TextureRectangle = 0x84F5,
    TextureCubeMap = 0x8513,
    ProgramPointSize = 0x8642,
    DepthClamp = 0x864F,
    TextureCubeMapSeamless = 0x884F,
    SampleShading = 0x8C36,
    RasterizerDiscard = 0x8C89,
    PrimitiveRestartFixedIndex = 0x8D69,
    FramebufferSrgb = 0x8DB9,
    SampleMask = 0x8E51,
    PrimitiveRestart = 0x8F9D,
    DebugOutput = 0x92E0,
}

/// <summary>The weights of blending.</summary>
public enum BlendingFactor
{
    Zero = 0,
    One = 0x0001,
    SrcColor = 0x0300,
    OneMinusSrcColor = 0x0301,
    SrcAlpha = 0x0302,
    OneMinusSrcAlpha = 0x0303,
    DstAlpha = 0x0304,
    OneMinusDstAlpha = 0x0305,
    DstColor = 0x0306,
    OneMinusDstColor = 0x0307,
    SrcAlphaSaturate = 0x0308,
    ConstantColor = 0x8001,
    OneMinusConstantColor = 0x8002,
    ConstantAlpha = 0x8003,
    OneMinusConstantAlpha = 0x8004,
    Src1Alpha = 0x8589,
    Src1Color = 0x88F9,
    OneMinusSrc1Color = 0x88FA,
    OneMinusSrc1Alpha = 0x88FB,
}

/// <summary>How weighted colours are combined.</summary>
public enum BlendEquationModeEXT
{
    FuncAdd = 0x8006,
    Min = 0x8007,
    Max = 0x8008,
    FuncSubtract = 0x800A,
    FuncReverseSubtract = 0x800B,
}

/// <summary>When a fragment passes the depth test.</summary>
public enum DepthFunction
{
    Never = 0x0200,
    Less = 0x0201,
    Equal = 0x0202,
    Lequal = 0x0203,
    Greater = 0x0204,
    Notequal = 0x0205,
    Gequal = 0x0206,
    Always = 0x0207,
}

/// <summary>Which faces of a polygon are meant.</summary>
public enum TriangleFace
{
    Front = 0x0404,
    Back = 0x0405,
    FrontAndBack = 0x0408,
}

/// <summary>Which winding is the front.</summary>
public enum FrontFaceDirection
{
    CW = 0x0900,
    Ccw = 0x0901,
}

/// <summary>How polygons are filled.</summary>
public enum PolygonMode
{
    Point = 0x1B00,
    Line = 0x1B01,
    Fill = 0x1B02,
}

/// <summary>How pixels lie in client memory.</summary>
public enum PixelStoreParameter
{
    UnpackSwapBytes = 0x0CF0,
    UnpackLsbFirst = 0x0CF1,
    UnpackRowLength = 0x0CF2,
    UnpackSkipRows = 0x0CF3,
    UnpackSkipPixels = 0x0CF4,
    UnpackAlignment = 0x0CF5,
    PackSwapBytes = 0x0D00,
    PackLsbFirst = 0x0D01,
    PackRowLength = 0x0D02,
    PackSkipRows = 0x0D03,
    PackSkipPixels = 0x0D04,
    PackAlignment = 0x0D05,
    PackSkipImages = 0x806B,
    PackImageHeight = 0x806C,
    UnpackSkipImages = 0x806D,
    UnpackImageHeight = 0x806E,
}

/// <summary>The strings a context tells about itself.</summary>
public enum StringName
{
    Vendor = 0x1F00,
    Renderer = 0x1F01,
    Version = 0x1F02,
    Extensions = 0x1F03,
    ShadingLanguageVersion = 0x8B8C,
}
