using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using RestSharp;

namespace RefreshRace.Recipes.Tests;

/// <summary>Clients of an API in the forms in which people write them: fifty calls with a refused token, one exchange.</summary>
public sealed class ClientTests
{
    [Fact]
    public async Task Client_of_the_factory()
    {
        await using var world = await World.StartAsync();
        await using var provider = Build(world, services => services.AddHttpClient("orders", Address(world)).AddTokenRefresh<SessionTokens>());
        var clients = provider.GetRequiredService<IHttpClientFactory>();

        await world.BurstIsAnsweredWithOneExchangeAsync(async _ => (await clients.CreateClient("orders").GetAsync("orders")).StatusCode);
    }

    [Fact]
    public async Task Posts_are_sent_again_with_their_content()
    {
        await using var world = await World.StartAsync();
        await using var provider = Build(world, services => services.AddHttpClient("orders", Address(world)).AddTokenRefresh<SessionTokens>());
        var clients = provider.GetRequiredService<IHttpClientFactory>();

        await world.BurstIsAnsweredWithOneExchangeAsync(async index =>
            (await clients.CreateClient("orders").PostAsync("orders", new StringContent($"order {index}"))).StatusCode);
    }

    [Fact]
    public async Task Standard_resilience_does_not_retry_a_refresh()
    {
        await using var world = await World.StartAsync();
        await using var provider = Build(world, services =>
        {
            var client = services.AddHttpClient("orders", Address(world));
            client.AddStandardResilienceHandler();
            client.AddTokenRefresh<SessionTokens>();
        });
        var clients = provider.GetRequiredService<IHttpClientFactory>();

        await world.BurstIsAnsweredWithOneExchangeAsync(async _ => (await clients.CreateClient("orders").GetAsync("orders")).StatusCode);
    }

    [Fact]
    public async Task Rest_sharp()
    {
        await using var world = await World.StartAsync();
        using var handler = new TokenRefreshHandler(world.Session, TokenRefreshHandler.CreateFlight()) { InnerHandler = new HttpClientHandler() };
        using var client = new RestClient(handler, disposeHandler: false, options => options.BaseUrl = new(world.Api));

        await world.BurstIsAnsweredWithOneExchangeAsync(async _ => (await client.ExecuteAsync(new RestRequest("orders"))).StatusCode);
    }

    [Fact]
    public async Task Worker()
    {
        await using var world = await World.StartAsync();
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton(world.Session);
        builder.Services.AddHttpClient("orders", Address(world)).AddTokenRefresh<SessionTokens>();
        builder.Services.AddSingleton<OrderWorker>().AddHostedService(provider => provider.GetRequiredService<OrderWorker>());
        using var host = builder.Build();
        world.OutdateAccessToken();

        await host.StartAsync();
        var answers = await host.Services.GetRequiredService<OrderWorker>().Answers;
        await host.StopAsync();

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
        Assert.Equal((1, 0), (world.Gate.Refreshes, world.Gate.ConsumedPresented));
    }

    private static Action<HttpClient> Address(World world) => client => client.BaseAddress = new(world.Api);

    private static ServiceProvider Build(World world, Action<IServiceCollection> add)
    {
        var services = new ServiceCollection();
        services.AddSingleton(world.Session);
        add(services);
        return services.BuildServiceProvider(validateScopes: true);
    }

    private sealed class OrderWorker(IHttpClientFactory clients) : BackgroundService
    {
        private readonly TaskCompletionSource<HttpStatusCode[]> _answers = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<HttpStatusCode[]> Answers => _answers.Task;

        protected override async Task ExecuteAsync(CancellationToken stoppingToken) => _answers.SetResult(await Task.WhenAll(Enumerable.Range(0, 50).Select(
            async _ => (await clients.CreateClient("orders").GetAsync("orders", stoppingToken)).StatusCode)));
    }
}
