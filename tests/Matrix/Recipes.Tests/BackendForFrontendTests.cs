using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace RefreshRace.Recipes.Tests;

/// <summary>A backend for a frontend with YARP: the browser has a cookie, the proxy adds the token.</summary>
public sealed class BackendForFrontendTests
{
    [Fact]
    public async Task Proxied_requests_share_one_exchange()
    {
        await using var world = await World.StartAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.Services.AddSingleton<ITokenSource>(world.Session);
        builder.Services.AddSingleFlight<string, RenewableTokens>(TokenRefreshHandler.FlightOptions());
        builder.Services.AddSingleton<IForwarderHttpClientFactory, TokenForwarder>();
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new() { RouteId = "orders", ClusterId = "api", Match = new() { Path = "/orders" } }],
            [new() { ClusterId = "api", Destinations = new Dictionary<string, DestinationConfig> { ["api"] = new() { Address = world.Api } } }]);
        await using var proxy = builder.Build();
        proxy.MapReverseProxy();
        await proxy.StartAsync();
        var address = proxy.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var browser = new HttpClient { BaseAddress = new(address) };

        await world.BurstIsAnsweredWithOneExchangeAsync(async _ => (await browser.GetAsync("orders")).StatusCode);
    }

    private sealed class TokenForwarder(ITokenSource tokens, SingleFlight<string, RenewableTokens> renewals) : ForwarderHttpClientFactory
    {
        protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) =>
            new TokenRefreshHandler(tokens, renewals) { InnerHandler = base.WrapHandler(context, handler) };
    }
}
