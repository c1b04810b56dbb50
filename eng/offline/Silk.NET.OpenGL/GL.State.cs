using System.Drawing;
using Silk.NET.Maths;

namespace Silk.NET.OpenGL;

/// <content>State that is set.</content>
public unsafe partial class GL
{
    private nint enable, enablei, disable, disablei, isEnabled, isEnabledi, viewport, scissor, clearColor, clearDepth, clear;
    private nint blendFunc, blendFuncSeparate, blendEquation, blendEquationSeparate, blendColor, depthFunc, depthMask;
    private nint colorMask, colorMaski, cullFace, frontFace, pixelStorei, pixelStoref, polygonMode, lineWidth;

    public void Enable(EnableCap cap)
        => ((delegate* unmanaged<EnableCap, void>)Entry(ref enable, "glEnable"))(cap);

    public void Enable(EnableCap target, uint index)
        => ((delegate* unmanaged<EnableCap, uint, void>)Entry(ref enablei, "glEnablei"))(target, index);

    public void Enable(GLEnum cap) => Enable((EnableCap)cap);

    public void Disable(EnableCap cap)
        => ((delegate* unmanaged<EnableCap, void>)Entry(ref disable, "glDisable"))(cap);

    public void Disable(EnableCap target, uint index)
        => ((delegate* unmanaged<EnableCap, uint, void>)Entry(ref disablei, "glDisablei"))(target, index);

    public void Disable(GLEnum cap) => Disable((EnableCap)cap);

    public bool IsEnabled(EnableCap cap)
        => ((delegate* unmanaged<EnableCap, byte>)Entry(ref isEnabled, "glIsEnabled"))(cap) != 0;

    public bool IsEnabled(EnableCap target, uint index)
        => ((delegate* unmanaged<EnableCap, uint, byte>)Entry(ref isEnabledi, "glIsEnabledi"))(target, index) != 0;

    public bool IsEnabled(GLEnum cap) => IsEnabled((EnableCap)cap);

    public void Viewport(int x, int y, uint width, uint height)
        => ((delegate* unmanaged<int, int, uint, uint, void>)Entry(ref viewport, "glViewport"))(x, y, width, height);

    public void Viewport(Vector2D<int> size) => Viewport(0, 0, (uint)size.X, (uint)size.Y);

    public void Viewport(Size size) => Viewport(0, 0, (uint)size.Width, (uint)size.Height);

    public void Scissor(int x, int y, uint width, uint height)
        => ((delegate* unmanaged<int, int, uint, uint, void>)Entry(ref scissor, "glScissor"))(x, y, width, height);

    public void ClearColor(float red, float green, float blue, float alpha)
        => ((delegate* unmanaged<float, float, float, float, void>)Entry(ref clearColor, "glClearColor"))(red, green, blue, alpha);

    public void ClearColor(Color color)
        => ClearColor(color.R / 255f, color.G / 255f, color.B / 255f, color.A / 255f);

    public void ClearDepth(double depth)
        => ((delegate* unmanaged<double, void>)Entry(ref clearDepth, "glClearDepth"))(depth);

    public void Clear(ClearBufferMask mask)
        => ((delegate* unmanaged<ClearBufferMask, void>)Entry(ref clear, "glClear"))(mask);

    public void Clear(uint mask) => Clear((ClearBufferMask)mask);

    public void BlendFunc(BlendingFactor sfactor, BlendingFactor dfactor)
        => ((delegate* unmanaged<BlendingFactor, BlendingFactor, void>)Entry(ref blendFunc, "glBlendFunc"))(sfactor, dfactor);

    public void BlendFuncSeparate(BlendingFactor sfactorRGB, BlendingFactor dfactorRGB, BlendingFactor sfactorAlpha, BlendingFactor dfactorAlpha)
        => ((delegate* unmanaged<BlendingFactor, BlendingFactor, BlendingFactor, BlendingFactor, void>)Entry(ref blendFuncSeparate, "glBlendFuncSeparate"))(sfactorRGB, dfactorRGB, sfactorAlpha, dfactorAlpha);

    public void BlendEquation(BlendEquationModeEXT mode)
        => ((delegate* unmanaged<BlendEquationModeEXT, void>)Entry(ref blendEquation, "glBlendEquation"))(mode);

    public void BlendEquationSeparate(BlendEquationModeEXT modeRGB, BlendEquationModeEXT modeAlpha)
        => ((delegate* unmanaged<BlendEquationModeEXT, BlendEquationModeEXT, void>)Entry(ref blendEquationSeparate, "glBlendEquationSeparate"))(modeRGB, modeAlpha);

    public void BlendColor(float red, float green, float blue, float alpha)
        => ((delegate* unmanaged<float, float, float, float, void>)Entry(ref blendColor, "glBlendColor"))(red, green, blue, alpha);

    public void DepthFunc(DepthFunction func)
        => ((delegate* unmanaged<DepthFunction, void>)Entry(ref depthFunc, "glDepthFunc"))(func);

    public void DepthMask(bool flag)
        => ((delegate* unmanaged<byte, void>)Entry(ref depthMask, "glDepthMask"))(Flag(flag));

    public void ColorMask(bool red, bool green, bool blue, bool alpha)
        => ((delegate* unmanaged<byte, byte, byte, byte, void>)Entry(ref colorMask, "glColorMask"))(Flag(red), Flag(green), Flag(blue), Flag(alpha));

    public void ColorMask(uint index, bool r, bool g, bool b, bool a)
        => ((delegate* unmanaged<uint, byte, byte, byte, byte, void>)Entry(ref colorMaski, "glColorMaski"))(index, Flag(r), Flag(g), Flag(b), Flag(a));

    public void CullFace(TriangleFace mode)
        => ((delegate* unmanaged<TriangleFace, void>)Entry(ref cullFace, "glCullFace"))(mode);

    public void FrontFace(FrontFaceDirection mode)
        => ((delegate* unmanaged<FrontFaceDirection, void>)Entry(ref frontFace, "glFrontFace"))(mode);

    public void PixelStore(PixelStoreParameter pname, int param)
        => ((delegate* unmanaged<PixelStoreParameter, int, void>)Entry(ref pixelStorei, "glPixelStorei"))(pname, param);

    public void PixelStore(PixelStoreParameter pname, float param)
        => ((delegate* unmanaged<PixelStoreParameter, float, void>)Entry(ref pixelStoref, "glPixelStoref"))(pname, param);

    public void PolygonMode(TriangleFace face, PolygonMode mode)
        => ((delegate* unmanaged<TriangleFace, PolygonMode, void>)Entry(ref polygonMode, "glPolygonMode"))(face, mode);

    public void LineWidth(float width)
        => ((delegate* unmanaged<float, void>)Entry(ref lineWidth, "glLineWidth"))(width);
}
