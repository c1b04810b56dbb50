using ShaderKernels.Backends.OpenGL;

namespace VisionRuntime.Tests.Capture;

/// <summary>One context without a window, with a default framebuffer of 64 by 48, for the tests of a collection; tests skip, with the reason, where there is none.</summary>
public sealed class Headless : IDisposable
{
    private readonly HeadlessContext? _context;
    private readonly string _reason;

    public Headless()
    {
        if (HeadlessContext.TryCreate(out _context, out _reason)) { _context.Dispose(); _context = HeadlessContext.Create(64, 48); }
        _context?.Release();
    }

    /// <summary>Makes the context current until the result is disposed.</summary>
    public Current Use()
    {
        Skip.If(_context is null, _reason);
        _context!.MakeCurrent();
        return new(_context);
    }

    public void Dispose() => _context?.Dispose();

    public sealed class Current(HeadlessContext context) : IDisposable
    {
        public Silk.NET.OpenGL.GL Gl => context.Gl;

        public void Dispose() => context.Release();
    }
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HeadlessCollection : ICollectionFixture<Headless>
{
    public const string Name = "Capture with OpenGL";
}
