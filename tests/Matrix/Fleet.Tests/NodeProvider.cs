using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RefreshRace.Fleet.Matrix;

/// <summary>The npm package oidc-provider, a certified OpenID provider, in a process of its own, behind the gate that counts.</summary>
internal static class NodeProvider
{
    private static readonly string s_folder = Path.Combine(
        typeof(NodeProvider).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!,
        "tests", "Matrix", "Fleet.Tests", "oidc-provider");

    internal static string? Missing { get; } =
        Shell.Find("node") is null ? "Node.js is not installed."
        : Directory.Exists(Path.Combine(s_folder, "node_modules", "oidc-provider")) ? null
            : "Run npm ci in tests/Matrix/Fleet.Tests/oidc-provider.";

    internal static async Task<WebApplication> StartAsync(TokenGate gate, int port, string[] redirectUris)
    {
        var address = $"http://127.0.0.1:{port}";
        var inner = Shell.FreePort();
        var node = Shell.Start(
            Shell.Find("node")!, [Path.Combine(s_folder, "server.mjs"), inner.ToString(), address, .. redirectUris],
                Shell.TemporaryFolder("oidc-provider"));
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(address);
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        var app = builder.Build();
        var http = new HttpClient(
            new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new($"http://127.0.0.1:{inner}") };
        app.Lifetime.ApplicationStopped.Register(() => Shell.Kill(node));
        app.Run(context => gate.HandleAsync(context, () => ForwardAsync(context, http)));
        await app.StartAsync();
        await WaitAsync(http);
        return app;
    }

    private static async Task WaitAsync(HttpClient http)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var response = await http.GetAsync(new Uri("/.well-known/openid-configuration", UriKind.Relative));
                return;
            }
            catch (HttpRequestException) when (attempt < 1200)
            {
                await Task.Delay(50);
            }
        }
    }

    private static async Task ForwardAsync(HttpContext context, HttpClient http)
    {
        using var request = new HttpRequestMessage(new(context.Request.Method), context.Request.Path + context.Request.QueryString);
        if (context.Request.ContentLength > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        // The provider names itself by the address that it is asked at.
        request.Headers.Host = context.Request.Host.Value;
        foreach (var name in new[] { "Cookie", "Accept" })
            request.Headers.TryAddWithoutValidation(name, context.Request.Headers[name].ToArray());
        using var response = await http.SendAsync(request);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (
            var header in response.Headers.Concat(response.Content.Headers).Where(header =>
            header.Key is not ("Transfer-Encoding" or "Connection" or "Keep-Alive")))
            context.Response.Headers[header.Key] = header.Value.ToArray();
        await response.Content.CopyToAsync(context.Response.Body);
    }
}
