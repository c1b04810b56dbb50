using System.Runtime.Versioning;
using VisionRuntime.Formats;
using VisionRuntime.Tests.Insight;

namespace VisionRuntime.Tests.Formats;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_replaced_and_nothing_stays_beside_it()
    {
        string path = _folder.File("result.json");
        AtomicFile.WriteText(path, "a long first text");
        AtomicFile.WriteText(path, "é");
        Assert.Equal([0xC3, 0xA9], File.ReadAllBytes(path));
        Assert.Equal(["result.json"], _folder.Files);
    }

    [Fact]
    public void The_old_file_stays_where_the_writer_throws()
    {
        string path = _folder.File("model.bin");
        AtomicFile.WriteText(path, "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half of the ne"u8);
            throw new InvalidOperationException("the device is gone");
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["model.bin"], _folder.Files);
    }

    [Fact]
    public void The_old_file_can_be_read_while_the_new_one_is_written()
    {
        string path = _folder.File("model.bin");
        AtomicFile.WriteText(path, "old");
        AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(path));
        });
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void Missing_folders_are_made()
    {
        string path = Path.Combine(_folder.Path, "out", "seed-1", "result.json");
        AtomicFile.WriteText(path, "{}");
        Assert.Equal("{}", File.ReadAllText(path));
    }

    [Fact]
    public void A_relative_path_is_beside_the_working_folder()
    {
        string name = Path.GetRandomFileName();
        AtomicFile.WriteText(name, "here");
        Assert.Equal("here", File.ReadAllText(Path.GetFullPath(name)));
        File.Delete(name);
    }

    [Fact]
    public void A_folder_in_the_files_place_is_named()
    {
        IOException problem = Assert.Throws<IOException>(() => AtomicFile.WriteText(_folder.Path, "text"));
        Assert.Equal($"Cannot write '{_folder.Path}': it is a folder; name a file in it", problem.Message);
    }

    [Fact]
    public void A_file_in_a_folders_place_is_named()
    {
        File.WriteAllText(_folder.File("out"), "not a folder");
        string path = Path.Combine(_folder.Path, "out", "result.json");
        IOException problem = Assert.Throws<IOException>(() => AtomicFile.WriteText(path, "{}"));
        Assert.StartsWith($"Cannot write '{path}': ", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("partial", problem.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public void A_folder_without_permission_is_named()
    {
        Skip.If(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "permissions do not hold for this user");
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            string path = _folder.File("result.json");
            IOException problem = Assert.Throws<IOException>(() => AtomicFile.WriteText(path, "{}"));
            Assert.Equal($"Cannot write '{path}': no permission to write in the folder '{_folder.Path}'; choose another folder",
                problem.Message);
        }
        finally
        {
            File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [SkippableFact]
    public void A_folder_that_takes_no_files_from_anyone_is_named()
    {
        Skip.IfNot(Directory.Exists("/proc/self"), "no /proc here");
        IOException problem = Assert.Throws<IOException>(() => AtomicFile.WriteText("/proc/vision-out/result.json", "{}"));
        Assert.Contains("/proc/vision-out", problem.Message, StringComparison.Ordinal);
        Assert.StartsWith("Cannot write '/proc/vision-out/result.json': ", problem.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_full_disk_leaves_the_old_file()
    {
        Skip.IfNot(File.Exists("/dev/full"), "no /dev/full here");
        string path = _folder.File("model.bin");
        AtomicFile.WriteText(path, "old");
        IOException problem = Assert.Throws<IOException>(() => AtomicFile.Write(path, _ =>
        {
            using FileStream full = File.OpenWrite("/dev/full");
            full.Write(new byte[8192]);
            full.Flush();
        }));
        Assert.StartsWith($"Cannot write '{path}': ", problem.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["model.bin"], _folder.Files);
    }
}
