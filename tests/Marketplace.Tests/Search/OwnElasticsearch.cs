using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Marketplace.Search.Elasticsearch;

namespace Marketplace.Tests.Search;

/// <summary>An Elasticsearch of a test's own, to be stopped and killed: with a password, and TLS by a certificate that nobody else trusts. MARKETPLACE_TEST_ELASTICSEARCH_HOME names the folder with its start and stop.</summary>
public sealed class OwnElasticsearch : IDisposable
{
    private const string Password = "Example-Harbour-27";
    private readonly string data = Directory.CreateTempSubdirectory("marketplace-elasticsearch-").FullName;
    private readonly int port = FreePort();
    private string fingerprint = "";
    private bool running;

    private static string? Home => Environment.GetEnvironmentVariable("MARKETPLACE_TEST_ELASTICSEARCH_HOME") is { Length: > 0 } named ? named : null;

    internal ElasticsearchOptions Options => new() { Url = $"https://127.0.0.1:{port}", Username = "elastic", Password = Password, CertificateFingerprint = fingerprint, Index = "own", SecondsToAnswer = ElasticsearchServer.SecondsToAnswer };

    public async Task StartAsync()
    {
        Skip.If(Home is null, "MARKETPLACE_TEST_ELASTICSEARCH_HOME names no folder with an Elasticsearch to start.");
        if (running) { return; }
        if (fingerprint.Length == 0) { MakeCertificate(); }
        await RunAsync("start", [data, $"{port}"]);
        running = true;
    }

    public Task StopAsync() => StopAsync([data]);

    public Task KillAsync() => StopAsync([data, "--kill"]);

    private async Task StopAsync(string[] arguments)
    {
        running = false;
        await RunAsync("stop", arguments);
    }

    private void MakeCertificate()
    {
        // The server runs as a user of its own, who has to get through.
        if (!OperatingSystem.IsWindows()) { File.SetUnixFileMode(data, (UnixFileMode)0b111_101_101); }
        var settings = Directory.CreateDirectory(Path.Combine(data, "config")).FullName;
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=marketplace-test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        File.WriteAllText(Path.Combine(settings, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(settings, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
    }

    private static async Task RunAsync(string script, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Home!, script), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment =
            {
                ["ES_PASSWORD"] = Password,
                ["ES_SETTINGS"] = "xpack.security.http.ssl.enabled: true\nxpack.security.http.ssl.key: key.pem\nxpack.security.http.ssl.certificate: cert.pem",
            },
        })!;
        var said = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{script}: {(process.ExitCode == 0 ? "" : await said)}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        if (running) { RunAsync("stop", [data, "--kill"]).GetAwaiter().GetResult(); }
        Directory.Delete(data, recursive: true);
    }
}
