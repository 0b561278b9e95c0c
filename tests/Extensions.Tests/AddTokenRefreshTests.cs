using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace RefreshRace.Extensions.Tests;

/// <summary>The handler in a container: one flight for all clients, and a scope for each call of the source.</summary>
public sealed class AddTokenRefreshTests
{
    private readonly TokenBackend _backend = new();

    [Fact]
    public async Task Two_clients_share_one_exchange()
    {
        _backend.ExpireAccessToken();
        _backend.RenewalWaitsForReaders(50);
        await using var provider = Services().BuildServiceProvider(validateScopes: true);
        var clients = provider.GetRequiredService<IHttpClientFactory>();

        var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(
            index => clients.CreateClient(index % 2 == 0 ? "orders" : "billing").GetAsync("https://api.example/")));

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        Assert.Equal((1, 0), (_backend.Exchanges, _backend.Reuses));
    }

    [Fact]
    public async Task Each_call_of_the_source_has_a_scope_that_ends_with_it()
    {
        _backend.ExpireAccessToken();
        var services = Services();
        var made = new List<ScopedPart>();
        services.AddScoped(_ =>
        {
            var part = new ScopedPart();
            made.Add(part);
            return part;
        });
        await using var provider = services.BuildServiceProvider(validateScopes: true);

        using var response = await provider.GetRequiredService<IHttpClientFactory>().CreateClient("orders").GetAsync("https://api.example/");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, made.Count);
        Assert.All(made, part => Assert.True(part.IsDisposed));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_flight_that_the_application_registers_is_the_one_that_is_used(bool before)
    {
        var services = new ServiceCollection();
        if (before)
            services.AddSingleFlight<string, RenewableTokens>(new() { Name = "own" });
        Add(services);
        if (!before)
            services.AddSingleFlight<string, RenewableTokens>(new() { Name = "own" });
        await using var provider = services.BuildServiceProvider();

        Assert.Equal("SingleFlight (own)", provider.GetRequiredService<SingleFlight<string, RenewableTokens>>().ToString());
    }

    [Fact]
    public async Task A_source_that_is_registered_already_keeps_its_lifetime()
    {
        var services = new ServiceCollection();
        services.AddSingleton<Source>();
        Add(services);
        await using var provider = services.BuildServiceProvider();

        Assert.Same(provider.GetRequiredService<Source>(), provider.CreateScope().ServiceProvider.GetRequiredService<Source>());
    }

    private ServiceCollection Services()
    {
        var services = new ServiceCollection();
        services.AddScoped<ScopedPart>();
        Add(services);
        return services;
    }

    private void Add(ServiceCollection services)
    {
        services.AddSingleton(_backend);
        services.AddHttpClient("orders").AddTokenRefresh<Source>().ConfigurePrimaryHttpMessageHandler(() => _backend.Api);
        services.AddHttpClient("billing").AddTokenRefresh<Source>().ConfigurePrimaryHttpMessageHandler(() => _backend.Api);
    }

    private sealed class ScopedPart : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class Source(TokenBackend backend, IServiceProvider services) : ITokenSource
    {
        private readonly ScopedPart? _part = services.GetService<ScopedPart>();

        public ValueTask<RenewableTokens?> GetAsync(CancellationToken cancellationToken) => backend.GetAsync(cancellationToken);

        public async Task<RenewableTokens> RenewAsync(RenewableTokens expired, CancellationToken cancellationToken)
        {
            Assert.False(_part?.IsDisposed);
            return await backend.RenewAsync(expired, cancellationToken);
        }
    }
}
