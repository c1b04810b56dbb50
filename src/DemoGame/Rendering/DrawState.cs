using Silk.NET.OpenGL;

namespace DemoGame.Rendering;

/// <summary>
/// The OpenGL state that 2D drawing depends on. The game owns its context and restores nothing, but others draw in it too, so each draw
/// call sets all the state it needs.
/// </summary>
internal static class DrawState
{
    /// <summary>Sets the state for drawing quads on a target of the given size, without depth test or culling.</summary>
    public static void Flat(GL gl, int targetWidth, int targetHeight, bool blend)
    {
        Unmask(gl);
        gl.Disable(EnableCap.DepthTest);
        gl.Disable(EnableCap.StencilTest);
        gl.Disable(EnableCap.CullFace);
        gl.Disable(EnableCap.ColorLogicOp);
        gl.Disable(EnableCap.FramebufferSrgb);
        gl.PolygonMode(TriangleFace.FrontAndBack, PolygonMode.Fill);
        gl.Viewport(0, 0, (uint)targetWidth, (uint)targetHeight);
        if (!blend)
        {
            gl.Disable(EnableCap.Blend);
            return;
        }
        gl.Enable(EnableCap.Blend);
        gl.BlendEquation(BlendEquationModeEXT.FuncAdd);
        gl.BlendFuncSeparate(BlendingFactor.One, BlendingFactor.OneMinusSrcAlpha, BlendingFactor.One, BlendingFactor.OneMinusSrcAlpha);
    }

    /// <summary>Sets the state for clearing: no scissor test, no color mask, no rasterizer discard.</summary>
    public static void Unmask(GL gl)
    {
        gl.Disable(EnableCap.ScissorTest);
        gl.Disable(EnableCap.RasterizerDiscard);
        gl.ColorMask(true, true, true, true);
    }

    /// <summary>Sets the state for uploading tightly packed pixels from memory.</summary>
    public static void TightUpload(GL gl)
    {
        gl.BindBuffer(BufferTargetARB.PixelUnpackBuffer, 0);
        gl.PixelStore(PixelStoreParameter.UnpackAlignment, 1);
        gl.PixelStore(PixelStoreParameter.UnpackRowLength, 0);
        gl.PixelStore(PixelStoreParameter.UnpackImageHeight, 0);
        gl.PixelStore(PixelStoreParameter.UnpackSkipRows, 0);
        gl.PixelStore(PixelStoreParameter.UnpackSkipPixels, 0);
        gl.PixelStore(PixelStoreParameter.UnpackSkipImages, 0);
        gl.PixelStore(PixelStoreParameter.UnpackSwapBytes, 0);
    }
}
