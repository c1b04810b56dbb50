using Silk.NET.OpenGL;

namespace VisionRuntime.Tests.Capture;

/// <summary>A long list of a context's state, by name, to compare before and after.</summary>
public static unsafe class StateSnapshot
{
    private const int Units = 4, Slots = 4;

    private static readonly GLEnum[] Capabilities =
    [
        GLEnum.Blend, GLEnum.CullFace, GLEnum.DepthTest, GLEnum.StencilTest, GLEnum.ScissorTest, GLEnum.Dither, GLEnum.PolygonOffsetFill,
        GLEnum.ColorLogicOp, GLEnum.Multisample, GLEnum.SampleAlphaToCoverage, GLEnum.DepthClamp, GLEnum.FramebufferSrgb,
        GLEnum.RasterizerDiscard, GLEnum.PrimitiveRestart, GLEnum.ProgramPointSize, GLEnum.TextureCubeMapSeamless,
    ];

    /// <summary>State that glGetIntegerv tells, by its number in the OpenGL registry.</summary>
    private static readonly (string Name, int Key)[] Values =
    [
        ("ARRAY_BUFFER", 0x8894), ("ELEMENT_ARRAY_BUFFER", 0x8895), ("PIXEL_PACK_BUFFER", 0x88ED), ("PIXEL_UNPACK_BUFFER", 0x88EF),
        ("COPY_READ_BUFFER", 0x8F36), ("COPY_WRITE_BUFFER", 0x8F37), ("UNIFORM_BUFFER", 0x8A28), ("SHADER_STORAGE_BUFFER", 0x90D3),
        ("ATOMIC_COUNTER_BUFFER", 0x92C1), ("DISPATCH_INDIRECT_BUFFER", 0x90EF), ("DRAW_INDIRECT_BUFFER", 0x8F43), ("TEXTURE_BUFFER", 0x8C2A),
        ("TRANSFORM_FEEDBACK_BUFFER", 0x8C8F), ("READ_FRAMEBUFFER", 0x8CAA), ("DRAW_FRAMEBUFFER", 0x8CA6), ("RENDERBUFFER", 0x8CA7),
        ("READ_BUFFER", 0x0C02), ("DRAW_BUFFER", 0x0C01), ("DRAW_BUFFER1", 0x8826), ("CURRENT_PROGRAM", 0x8B8D), ("PROGRAM_PIPELINE", 0x825A),
        ("VERTEX_ARRAY", 0x85B5), ("ACTIVE_TEXTURE", 0x84E0), ("VIEWPORT", 0x0BA2), ("SCISSOR_BOX", 0x0C10), ("COLOR_WRITEMASK", 0x0C23),
        ("DEPTH_WRITEMASK", 0x0B72), ("DEPTH_FUNC", 0x0B74), ("STENCIL_WRITEMASK", 0x0B98), ("STENCIL_FUNC", 0x0B92), ("STENCIL_REF", 0x0B97),
        ("BLEND_SRC_RGB", 0x80C9), ("BLEND_DST_RGB", 0x80C8), ("BLEND_SRC_ALPHA", 0x80CB), ("BLEND_DST_ALPHA", 0x80CA),
        ("BLEND_EQUATION_RGB", 0x8009), ("BLEND_EQUATION_ALPHA", 0x883D), ("CULL_FACE_MODE", 0x0B45), ("FRONT_FACE", 0x0B46),
        ("POLYGON_MODE", 0x0B40), ("LOGIC_OP_MODE", 0x0BF0), ("COLOR_CLEAR_VALUE", 0x0C22), ("BLEND_COLOR", 0x8005),
        ("PACK_SWAP_BYTES", 0x0D00), ("PACK_LSB_FIRST", 0x0D01), ("PACK_ROW_LENGTH", 0x0D02), ("PACK_SKIP_ROWS", 0x0D03), ("PACK_SKIP_PIXELS", 0x0D04),
        ("PACK_ALIGNMENT", 0x0D05), ("PACK_SKIP_IMAGES", 0x806B), ("PACK_IMAGE_HEIGHT", 0x806C),
        ("UNPACK_SWAP_BYTES", 0x0CF0), ("UNPACK_LSB_FIRST", 0x0CF1), ("UNPACK_ROW_LENGTH", 0x0CF2), ("UNPACK_SKIP_ROWS", 0x0CF3),
        ("UNPACK_SKIP_PIXELS", 0x0CF4), ("UNPACK_ALIGNMENT", 0x0CF5), ("UNPACK_SKIP_IMAGES", 0x806D), ("UNPACK_IMAGE_HEIGHT", 0x806E),
    ];

    private static readonly (string Name, int Key)[] UnitValues =
    [
        ("TEXTURE_1D", 0x8068), ("TEXTURE_2D", 0x8069), ("TEXTURE_3D", 0x806A), ("TEXTURE_CUBE_MAP", 0x8514), ("TEXTURE_2D_ARRAY", 0x8C1D),
        ("TEXTURE_BUFFER", 0x8C2C), ("TEXTURE_RECTANGLE", 0x84F6), ("TEXTURE_2D_MULTISAMPLE", 0x9104), ("SAMPLER", 0x8919),
    ];

    private static readonly (string Name, int Key)[] IndexedValues =
    [
        ("SHADER_STORAGE", 0x90D3), ("SHADER_STORAGE_START", 0x90D4), ("SHADER_STORAGE_SIZE", 0x90D5),
        ("UNIFORM", 0x8A28), ("UNIFORM_START", 0x8A29), ("UNIFORM_SIZE", 0x8A2A), ("ATOMIC_COUNTER", 0x92C1),
        ("IMAGE_NAME", 0x8F3A), ("IMAGE_LEVEL", 0x8F3B), ("IMAGE_LAYERED", 0x8F3C), ("IMAGE_LAYER", 0x8F3D), ("IMAGE_ACCESS", 0x8F3E), ("IMAGE_FORMAT", 0x906E),
    ];

    public static SortedDictionary<string, string> Take(GL gl)
    {
        var state = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var capability in Capabilities) state[$"enabled {capability}"] = gl.IsEnabled(capability).ToString();
        for (uint viewport = 0; viewport < Slots; viewport++) state[$"enabled scissor {viewport}"] = gl.IsEnabled(EnableCap.ScissorTest, viewport).ToString();
        foreach (var (name, key) in Values) state[name] = Get(gl, key);
        foreach (var (name, key) in IndexedValues)
            for (uint slot = 0; slot < Slots; slot++)
            {
                gl.GetInteger64((GetPName)key, slot, out long value);
                state[$"{name} {slot}"] = value.ToString();
            }
        gl.GetInteger(GetPName.ActiveTexture, out int active);
        for (int unit = 0; unit < Units; unit++)
        {
            gl.ActiveTexture(TextureUnit.Texture0 + unit);
            foreach (var (name, key) in UnitValues) state[$"{name} of unit {unit}"] = Get(gl, key);
        }
        gl.ActiveTexture((TextureUnit)active);
        Assert.Equal(GLEnum.NoError, gl.GetError());
        return state;
    }

    private static string Get(GL gl, int key)
    {
        int* values = stackalloc int[16];
        new Span<int>(values, 16).Clear();
        gl.GetInteger((GetPName)key, values);
        return string.Join(' ', new ReadOnlySpan<int>(values, 16).ToArray());
    }
}
