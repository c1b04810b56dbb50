using System.ComponentModel;
using System.Diagnostics;
using DemoGame.Tests.Commands;

namespace DemoGame.Tests.Distribution;

/// <summary>A certificate for localhost, its authority, and another authority, made by openssl in the folder of a broker.</summary>
internal sealed class TestCertificates
{
    private const string NewKey = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";

    private readonly TemporaryFolder _folder;

    public TestCertificates(TemporaryFolder folder)
    {
        _folder = folder;
        File.WriteAllText(folder["extensions"], "subjectAltName=DNS:localhost\n");
        string[] commands =
        [
            $"req -x509 {NewKey} -days 2 -subj /CN=authority -keyout authority.key -out authority.pem",
            $"req -x509 {NewKey} -days 2 -subj /CN=other -keyout other.key -out other.pem",
            $"req {NewKey} -subj /CN=localhost -keyout server.key -out server.csr",
            "x509 -req -days 2 -in server.csr -CA authority.pem -CAkey authority.key -CAcreateserial -extfile extensions -out server.pem",
        ];
        Reason = commands.Select(Run).FirstOrDefault(problem => problem.Length > 0) ?? "";
    }

    /// <summary>Why there are none; empty if there are.</summary>
    public string Reason { get; }

    /// <summary>The certificate of the authority of the broker.</summary>
    public string Authority => _folder["authority.pem"];

    /// <summary>The certificate of the other authority.</summary>
    public string Other => _folder["other.pem"];

    /// <summary>What the broker needs to listen for TLS on the loopback interface.</summary>
    public string ConfigurationFor(int port) => $"""
        listeners.ssl.1 = 127.0.0.1:{port}
        ssl_options.cacertfile = {Authority}
        ssl_options.certfile = {_folder["server.pem"]}
        ssl_options.keyfile = {_folder["server.key"]}
        ssl_options.verify = verify_none

        """;

    private string Run(string command)
    {
        try
        {
            using var openssl = Process.Start(new ProcessStartInfo("openssl", command)
            {
                WorkingDirectory = _folder.Path, UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true,
            })!;
            string errors = openssl.StandardError.ReadToEnd();
            openssl.WaitForExit();
            return openssl.ExitCode == 0 ? "" : $"openssl cannot make a certificate: {errors}";
        }
        catch (Win32Exception)
        {
            return "openssl is not installed";
        }
    }
}
