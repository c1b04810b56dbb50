using DemoGame.Distribution;
using DemoGame.Tests.Commands;
using VisionRuntime.Training.Distributed;

namespace DemoGame.Tests.Distribution;

/// <summary>A broker that speaks TLS: who is trusted, and what is said about who is not.</summary>
[Collection(BrokerCollection.Name)]
public sealed class TlsTests(Broker broker)
{
    [SkippableFact]
    public void A_broker_whose_authority_is_given_is_used()
    {
        SkipIfMissing();
        var settings = new BrokerSettings(new Uri(broker.SecureUri("localhost", $"?cacertfile={broker.Certificates.Authority}")), "tls");
        using RabbitMqRingChannel first = new(settings, 0), second = new(settings, 1);
        byte[] body = new byte[100_000];
        new Random(1).NextBytes(body);
        Assert.True(first.Send(1, new(RingMessageKind.Segment, 0, 7, 1, body)));
        Assert.Equal(body, second.Receive(TimeSpan.FromSeconds(30))!.Body.ToArray());
    }

    [SkippableTheory]
    [InlineData("localhost", "other", "guest", "failed (its certificate is not issued by an authority of ")]
    [InlineData("localhost", "none", "guest", "failed (its certificate is not trusted by this system: ")]
    [InlineData("127.0.0.1", "authority", "guest", "failed (its certificate is for localhost, not for this host)")]
    [InlineData("localhost", "authority", "secret", "does not accept the user 'guest' with this password")]
    [InlineData("localhost", "missing", "guest", "--broker: the file of cacertfile cannot be read (")]
    [InlineData("localhost", "empty", "guest", "has no certificate in the PEM format")]
    public void A_broker_that_is_not_trusted_is_refused_in_a_sentence(string host, string authority, string password, string words)
    {
        SkipIfMissing();
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["empty"], "");
        string file = authority switch
        {
            "authority" => broker.Certificates.Authority, "other" => broker.Certificates.Other, _ => folder[authority],
        };
        string uri = broker.SecureUri(host, authority == "none" ? "" : $"?cacertfile={file}", password);
        var result = VisionProgram.Run("actor", "catch", "--broker", uri);
        result.Refused(words);
        Assert.DoesNotContain("secret", result.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_port_without_tls_is_named()
    {
        SkipIfMissing();
        var settings = new BrokerSettings(new Uri($"amqps://guest:guest@localhost:{broker.Port}"), "tls");
        string message = Assert.Throws<BrokerException>(() => new RabbitMqRingChannel(settings, 0)).Message;
        Assert.Contains($"TLS with the broker at localhost:{broker.Port} failed (", message, StringComparison.Ordinal);
    }

    private void SkipIfMissing()
    {
        Skip.If(broker.Reason.Length > 0, broker.Reason);
        Skip.If(broker.Certificates.Reason.Length > 0, broker.Certificates.Reason);
    }
}
