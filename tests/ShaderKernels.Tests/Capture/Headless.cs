using ShaderKernels.Backends.OpenGL;

namespace ShaderKernels.Tests.Capture;

/// <summary>One headless context for the tests of a collection; tests are skipped, with the reason, if there is none.</summary>
public sealed class Headless : IDisposable
{
    private readonly HeadlessContext? _context;
    private readonly string _reason;

    public Headless()
    {
        HeadlessContext.TryCreate(out _context, out _reason);
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
