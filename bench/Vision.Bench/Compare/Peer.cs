using System.Diagnostics;
using System.Globalization;

namespace Vision.Bench.Compare;

/// <summary>Another engine in a child process: a line in, a line out. Between commands it sleeps in a read.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    private Peer(string name, Process process) => (Name, _process) = (name, process);

    public string Name { get; }

    /// <summary>What the engine says about itself.</summary>
    public string Info { get; private set; } = "";

    /// <summary>Starts the engine, or says in one line why it is left out.</summary>
    public static Peer? Start(string name, string program, IReadOnlyList<string> arguments, int threads, string remedy)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        // OpenBLAS chooses the best kernels that it has for this processor, whatever the caller's shell says.
        foreach (string key in start.Environment.Keys.Where(key => key.StartsWith("OPENBLAS_", StringComparison.Ordinal)).ToArray()) start.Environment.Remove(key);
        start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        start.Environment["OMP_WAIT_POLICY"] = "passive";
        Peer? peer = null;
        try
        {
            var process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            peer = new Peer(name, process);
            peer.Info = peer.Ask("info");
            return peer;
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException or PeerException)
        {
            peer?.Dispose();
            Console.WriteLine($"{name} is left out ({exception.Message}); to have it: {remedy}");
            return null;
        }
    }

    /// <summary>The folder of the peers' programs.</summary>
    /// <exception cref="DirectoryNotFoundException">It is not above the current directory.</exception>
    public static string Folder() => FindFolder("bench/peers");

    public string Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine() ?? throw new PeerException($"{Name} ended at \"{command}\"");
        return answer.StartsWith("error: ", StringComparison.Ordinal) ? throw new PeerException($"{Name}: {answer}") : answer;
    }

    public double[] Numbers(string command) => [.. Ask(command).Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))];

    /// <summary>
    /// Returns when the process has used no processor time for some milliseconds: its threads may spin after their work, and would
    /// otherwise spin beside the next engine.
    /// </summary>
    public void Rest()
    {
        Thread.Sleep(40);
        for (int i = 0; i < 100; i++)
        {
            _process.Refresh();
            var before = _process.TotalProcessorTime;
            Thread.Sleep(20);
            _process.Refresh();
            if (_process.TotalProcessorTime - before < TimeSpan.FromMilliseconds(2)) return;
        }
        throw new PeerException($"{Name} does not come to rest between its turns");
    }

    private static string FindFolder(string path)
    {
        foreach (string start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (Directory.Exists(Path.Combine(folder.FullName, path))) return Path.Combine(folder.FullName, path);
            }
        }
        throw new DirectoryNotFoundException($"{path} is not here; run the comparison inside the repository");
    }

    public void Dispose()
    {
        try
        {
            _process.StandardInput.WriteLine("quit");
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone already.
        }
        if (!_process.WaitForExit(5000)) _process.Kill();
        _process.Dispose();
    }
}

/// <summary>A peer did not answer as it should.</summary>
internal sealed class PeerException(string message) : Exception(message);
