using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DemoGame.Distribution;

/// <summary>The authorities that may have issued the certificate of a broker.</summary>
/// <param name="file">A PEM file with their certificates; null for those that the system trusts.</param>
internal sealed class BrokerCertificates(string? file)
{
    private readonly X509Certificate2Collection? _authorities = file is null ? null : Load(file);

    /// <summary>Accepts a certificate that one of the authorities has issued for the host of the broker.</summary>
    /// <exception cref="AuthenticationException">It is not one; the message says why.</exception>
    public bool Validate(object sender, X509Certificate? certificate, X509Chain? received, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 own) throw new AuthenticationException("it has no certificate");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            throw new AuthenticationException(
                $"its certificate is for {own.GetNameInfo(X509NameType.DnsName, forIssuer: false)}, not for this host");
        }
        if (_authorities is null)
        {
            return errors == SslPolicyErrors.None ? true
                : throw new AuthenticationException($"its certificate is not trusted by this system: {Problems(received)}");
        }
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        X509Certificate2[] sent = [.. received?.ChainElements.Select(element => element.Certificate) ?? []];
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        if (chain.Build(own)) return true;
        throw new AuthenticationException($"its certificate is not issued by an authority of {file}: {Problems(chain)}");
    }

    private static string Problems(X509Chain? chain) =>
        string.Join(", ", chain?.ChainStatus.Select(status => status.Status).Distinct() ?? []);

    private static X509Certificate2Collection Load(string file)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new BrokerException($"--broker: the file of cacertfile cannot be read ({exception.Message.TrimEnd('.')})", exception);
        }
        return certificates.Count > 0 ? certificates
            : throw new BrokerException($"--broker: the file of cacertfile, {file}, has no certificate in the PEM format");
    }
}
