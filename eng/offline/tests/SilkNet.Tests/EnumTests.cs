using Silk.NET.Input;
using Silk.NET.OpenGL;

namespace SilkNet.Tests;

/// <summary>Values against the registry of OpenGL (gl.xml) and the header of GLFW.</summary>
public sealed class EnumTests
{
    [Theory]
    [InlineData(0x8B8D, GetPName.CurrentProgram)]
    [InlineData(0x85B5, GetPName.VertexArrayBinding)]
    [InlineData(0x8894, GetPName.ArrayBufferBinding)]
    [InlineData(0x8CA6, GetPName.DrawFramebufferBinding)]
    [InlineData(0x8CAA, GetPName.ReadFramebufferBinding)]
    [InlineData(0x84E0, GetPName.ActiveTexture)]
    [InlineData(0x8069, GetPName.TextureBinding2D)]
    [InlineData(0x8919, GetPName.SamplerBinding)]
    [InlineData(0x0BA2, GetPName.Viewport)]
    [InlineData(0x0C10, GetPName.ScissorBox)]
    [InlineData(0x80C9, GetPName.BlendSrcRgb)]
    [InlineData(0x883D, GetPName.BlendEquationAlpha)]
    [InlineData(0x90D3, GetPName.ShaderStorageBufferBinding)]
    [InlineData(0x8A28, GetPName.UniformBufferBinding)]
    [InlineData(0x88ED, GetPName.PixelPackBufferBinding)]
    [InlineData(0x91BE, GetPName.MaxComputeWorkGroupCount)]
    [InlineData(0x91BF, GetPName.MaxComputeWorkGroupSize)]
    [InlineData(0x90DF, GetPName.ShaderStorageBufferOffsetAlignment)]
    public void State_names(int registry, GetPName name) => Assert.Equal(registry, (int)name);

    [Theory]
    [InlineData(0x8F3A, GLEnum.ImageBindingName)]
    [InlineData(0x8F3E, GLEnum.ImageBindingAccess)]
    [InlineData(0x906E, GLEnum.ImageBindingFormat)]
    [InlineData(0x90DE, GLEnum.MaxShaderStorageBlockSize)]
    [InlineData(0x8CD5, GLEnum.FramebufferComplete)]
    [InlineData(0x911A, GLEnum.AlreadySignaled)]
    [InlineData(0x911D, GLEnum.WaitFailed)]
    [InlineData(0x0502, GLEnum.InvalidOperation)]
    public void General_names(int registry, GLEnum name) => Assert.Equal(registry, (int)name);

    [Fact]
    public void Formats_targets_and_flags()
    {
        Assert.Equal(0x8058, (int)InternalFormat.Rgba8);
        Assert.Equal(0x8814, (int)SizedInternalFormat.Rgba32f);
        Assert.Equal(0x822E, (int)SizedInternalFormat.R32f);
        Assert.Equal(0x8D99, (int)PixelFormat.RgbaInteger);
        Assert.Equal(0x140B, (int)PixelType.HalfFloat);
        Assert.Equal(0x90D2, (int)BufferTargetARB.ShaderStorageBuffer);
        Assert.Equal(0x91B9, (int)ShaderType.ComputeShader);
        Assert.Equal(0x2000, (int)MemoryBarrierMask.ShaderStorageBarrierBit);
        Assert.Equal(-1, (int)MemoryBarrierMask.AllBarrierBits);
        Assert.Equal(0x0001, (int)SyncObjectMask.Bit);
        Assert.Equal(0x0040, (int)BufferStorageMask.MapPersistentBit);
        Assert.Equal(0x4000, (int)ClearBufferMask.ColorBufferBit);
        Assert.Equal(0x8E28, (int)QueryCounterTarget.Timestamp);
    }

    [Fact]
    public void Keys_are_those_of_GLFW()
    {
        Assert.Equal(32, (int)Key.Space);
        Assert.Equal(65, (int)Key.A);
        Assert.Equal(256, (int)Key.Escape);
        Assert.Equal(263, (int)Key.Left);
        Assert.Equal(348, (int)Key.Menu);
        Assert.Equal(2, (int)MouseButton.Middle);
    }
}
