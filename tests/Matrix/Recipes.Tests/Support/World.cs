using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RefreshRace.Recipes.Tests;

/// <summary>OpenIddict as the provider, an API that refuses access tokens which are out of date, and one signed-in session.</summary>
public sealed class World : IAsyncDisposable
{
    private const string RedirectUri = "http://127.0.0.1/callback";

    private readonly WebApplication _provider;
    private readonly WebApplication _api;
    private readonly HashSet<string> _outOfDate = [];

    private World(TokenGate gate, WebApplication provider)
    {
        Gate = gate;
        _provider = provider;
        _api = CreateApi();
        ProviderClient = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new(AddressOf(provider)) };
    }

    public TokenGate Gate { get; }

    public HttpClient ProviderClient { get; }

    public SessionTokens Session { get; private set; } = null!;

    public string Api => AddressOf(_api);

    public static async Task<World> StartAsync()
    {
        var gate = new TokenGate();
        var world = new World(gate, await OpenIddictProvider.StartAsync(gate, FreePort(), [RedirectUri]));
        await world._api.StartAsync();
        world.Session = new(new IdentityProvider(world.ProviderClient), await world.SignInAsync());
        return world;
    }

    /// <summary>From now on the API refuses the access token that the session has.</summary>
    public void OutdateAccessToken() => _outOfDate.Add(Session.Current.AccessToken);

    public async ValueTask DisposeAsync()
    {
        ProviderClient.Dispose();
        await _api.DisposeAsync();
        await _provider.DisposeAsync();
    }

    /// <summary>A burst of calls of which all are answered, one exchange is made for, and after which the session can still be renewed.</summary>
    public async Task BurstIsAnsweredWithOneExchangeAsync(Func<int, Task<HttpStatusCode>> call)
    {
        OutdateAccessToken();
        Gate.Reset();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(call));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
        Assert.Equal((1, 0), (Gate.Refreshes, Gate.ConsumedPresented));

        OutdateAccessToken();
        Assert.Equal(HttpStatusCode.OK, await call(0));
        Assert.Equal((2, 0), (Gate.Refreshes, Gate.ConsumedPresented));
    }

    // The provider's store is named for its port, so each world needs one of its own.
    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string AddressOf(WebApplication application) =>
        application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    private WebApplication CreateApi()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        var app = builder.Build();
        app.MapMethods("/orders", ["GET", "POST"], (HttpContext context) =>
            context.Request.Headers.Authorization.ToString() is ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var token] && !_outOfDate.Contains(token)
                ? Results.Text("orders")
                : Results.Unauthorized());
        return app;
    }

    /// <summary>The authorization code flow with PKCE (RFC 7636).</summary>
    private async Task<TokenResponse> SignInAsync()
    {
        var verifier = Base64Url(RandomNumberGenerator.GetBytes(32));
        var challenge = Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        using var answer = await ProviderClient.GetAsync(
            $"auth?client_id={IdentityProvider.ClientId}&response_type=code&scope=openid%20offline_access&prompt=consent"
            + $"&redirect_uri={Uri.EscapeDataString(RedirectUri)}&code_challenge={challenge}&code_challenge_method=S256");
        var code = System.Web.HttpUtility.ParseQueryString(answer.Headers.Location!.Query)["code"]!;
        return await new IdentityProvider(ProviderClient).AskAsync(
            new() { ["grant_type"] = "authorization_code", ["code"] = code, ["code_verifier"] = verifier, ["redirect_uri"] = RedirectUri },
            default);
    }

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
