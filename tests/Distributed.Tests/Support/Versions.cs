using System.Text.Json.Serialization;

namespace RefreshRace.Distributed.Tests;

/// <summary>One machine with one version of the application.</summary>
internal interface IVersion
{
    Task<string> RefreshAsync(string refreshToken);

    Task DrainAsync();
}

internal sealed class OldVersion(IFlightStore store, ProviderClient provider, SessionFile session) : IVersion
{
    private readonly Machine _machine = new(store, provider, null, session);

    public async Task<string> RefreshAsync(string refreshToken) => (await _machine.RefreshAsync(refreshToken)).RefreshToken;

    public Task DrainAsync() => _machine.Flight.DrainAsync();
}

/// <summary>The next version knows more of a token answer, and reads what the last one has shared.</summary>
internal sealed class NewVersion : IVersion
{
    private readonly SingleFlight<string, NewTokens> _flight;
    private readonly ProviderClient _provider;
    private readonly SessionFile _session;

    internal NewVersion(IFlightStore store, ProviderClient provider, SessionFile session)
    {
        _provider = provider;
        _session = session;
        _flight = new(new()
        {
            Coordinator = new DistributedFlightCoordinator<string, NewTokens>(store, new()
            {
                ResultType = NewTokenJson.Default.NewTokens,
                WhenUnavailable = EngineUnavailable.Throw,
                Purpose = "tests",
            }),
            Successor = tokens => tokens.RefreshToken,
        });
    }

    public async Task<string> RefreshAsync(string refreshToken)
    {
        var tokens = await _flight.RunAndCommitAsync(
            refreshToken,
            async (token, flight) =>
            {
                var fresh = await _provider.RefreshAsync(token, flight);
                return new NewTokens(fresh.AccessToken, fresh.RefreshToken, DateTimeOffset.UtcNow);
            },
            (token, fresh, _) => _session.CompareAndSwapAsync(token, new(fresh.AccessToken, fresh.RefreshToken)));
        return tokens.RefreshToken;
    }

    public Task DrainAsync() => _flight.DrainAsync();
}

internal sealed record NewTokens(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("refresh_token")] string RefreshToken,
    [property: JsonPropertyName("received_at")] DateTimeOffset? ReceivedAt = null);

[JsonSerializable(typeof(NewTokens))]
internal sealed partial class NewTokenJson : JsonSerializerContext;
