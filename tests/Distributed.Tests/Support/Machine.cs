using System.Collections.Concurrent;

namespace RefreshRace.Distributed.Tests;

/// <summary>One machine of an application: a flight of its own over the engine and the token store that all share.</summary>
internal sealed class Machine
{
    private readonly ProviderClient _provider;

    internal Machine(
        IFlightStore store,
        ProviderClient provider,
        Func<DistributedFlightOptions<string, Tokens>, DistributedFlightOptions<string, Tokens>>? configure = null,
        SessionFile? session = null,
        TimeSpan? retainFor = null)
    {
        _provider = provider;
        Session = session;
        var options = new DistributedFlightOptions<string, Tokens>
        {
            ResultType = TokenJson.Default.Tokens,
            WhenUnavailable = EngineUnavailable.Throw,
            Purpose = "tests",
            DescribeFailure = exception => exception is InvalidGrantException ? "invalid_grant" : null,
            RestoreFailure = description => description == "invalid_grant" ? new InvalidGrantException() : null,
            Reload = session is null ? null : (token, _) =>
                Task.FromResult(session.Load() is { } stored && stored.RefreshToken != token ? stored : null),
            OnEvent = report => Events.Enqueue(report),
        };
        Flight = new(new()
        {
            Coordinator = new DistributedFlightCoordinator<string, Tokens>(store, configure?.Invoke(options) ?? options),
            Successor = tokens => tokens.RefreshToken,
            RetainFor = retainFor ?? TimeSpan.FromSeconds(60),
        });
    }

    internal SingleFlight<string, Tokens> Flight { get; }

    internal SessionFile? Session { get; }

    internal ConcurrentQueue<DistributedFlightEvent> Events { get; } = new();

    /// <summary>Runs in the exchange, before the provider is asked.</summary>
    internal Func<Task>? BeforeExchange { get; set; }

    /// <summary>Runs in the exchange, when the provider has answered.</summary>
    internal Func<Task>? AfterExchange { get; set; }

    internal Func<Task>? BeforeCommit { get; set; }

    internal Func<Task>? AfterCommit { get; set; }

    internal Task<Tokens> RefreshAsync(string refreshToken) => Session is null
        ? Flight.RunAsync(refreshToken, ExchangeAsync)
        : Flight.RunAndCommitAsync(refreshToken, ExchangeAsync, CommitAsync);

    private async Task<Tokens> ExchangeAsync(string refreshToken, CancellationToken cancellationToken)
    {
        await (BeforeExchange?.Invoke() ?? Task.CompletedTask);
        var tokens = await _provider.RefreshAsync(refreshToken, cancellationToken);
        await (AfterExchange?.Invoke() ?? Task.CompletedTask);
        return tokens;
    }

    private async Task CommitAsync(string consumed, Tokens tokens, CancellationToken cancellationToken)
    {
        await (BeforeCommit?.Invoke() ?? Task.CompletedTask);
        await Session!.CompareAndSwapAsync(consumed, tokens);
        await (AfterCommit?.Invoke() ?? Task.CompletedTask);
    }
}
