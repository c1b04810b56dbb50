using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;

namespace ShaderKernels.Tests.Backends.OpenGL;

public sealed class ProgramCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vision-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public void A_second_start_compiles_nothing()
    {
        var first = new ProgramCache(_folder);
        Compile(first, 3, 5);
        Skip.If(first.Stored == 0, "the driver has no binaries of programs");
        Assert.Equal((0, 2), (first.Loaded, first.Stored));
        var second = new ProgramCache(_folder);
        Compile(second, 3, 5, 7);
        Assert.Equal((2, 1), (second.Loaded, second.Stored));
    }

    [SkippableFact]
    public void Damaged_and_foreign_files_are_compiled_again()
    {
        var first = new ProgramCache(_folder);
        Compile(first, 3, 5, 7);
        Skip.If(first.Stored == 0, "the driver has no binaries of programs");
        string[] files = Directory.GetFiles(_folder);
        Assert.Equal(3, files.Length);
        byte[] bytes = File.ReadAllBytes(files[0]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(files[0], bytes);
        File.WriteAllBytes(files[1], bytes[..20]);
        bytes = File.ReadAllBytes(files[2]);
        bytes[0] ^= 0xFF; // another format
        File.WriteAllBytes(files[2], bytes);
        var second = new ProgramCache(_folder);
        Compile(second, 3, 5, 7);
        Assert.Equal((0, 3), (second.Loaded, second.Stored));
    }

    [SkippableFact]
    public void A_folder_that_cannot_be_written_is_as_good_as_none()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "mine");
        var cache = new ProgramCache(Path.Combine(file, "programs"));
        Compile(cache, 3);
        Assert.Equal((0, 0), (cache.Loaded, cache.Stored));
        Assert.Equal("mine", File.ReadAllText(file));
    }

    [SkippableFact]
    public void Files_that_were_not_used_for_long_are_deleted()
    {
        string old = Path.Combine(_folder, "old.program"), other = Path.Combine(_folder, "notes.txt");
        File.WriteAllText(old, "");
        File.WriteAllText(other, "");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-61));
        File.SetLastWriteTimeUtc(other, DateTime.UtcNow.AddDays(-61));
        var cache = new ProgramCache(_folder);
        Compile(cache, 3);
        Skip.If(cache.Stored == 0, "the driver has no binaries of programs");
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(other));
    }

    /// <summary>Compiles programs on a new device and runs nothing; the state of errors stays clean.</summary>
    private static void Compile(ProgramCache cache, params int[] counts)
    {
        using var device = new OpenGLDevice(ThreadContext.Gl()) { ProgramCache = cache };
        foreach (int count in counts)
        {
            var program = device.Program("Fill.comp", new ShaderDefines().Add("COUNT", count).Add("VALUE", 2f), "Index.glsl");
            Assert.NotEqual(0u, program.Handle);
            Assert.Equal(1, device.Gl.GetProgram(program.Handle, ProgramPropertyARB.LinkStatus));
        }
        Assert.Equal(GLEnum.NoError, device.Gl.GetError());
    }
}
