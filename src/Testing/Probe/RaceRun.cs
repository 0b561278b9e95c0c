namespace RefreshRace.Testing;

/// <summary>One race, from the first caller to the report.</summary>
internal sealed class RaceRun
{
    private readonly RotatingTokenServer _server;
    private readonly RaceProbeOptions _options;
    private readonly RaceCaller _first;
    private readonly RaceCaller[] _concurrent;
    private readonly RaceCaller[] _stragglers;
    private readonly RaceCaller[] _all;
    private readonly RaceFacts _facts;
    private readonly int _linesBefore;
    private readonly IReadOnlyList<int> _sessions;
    private bool _areProcesses;

    public RaceRun(RotatingTokenServer server, RaceProbeOptions options)
    {
        _server = server;
        _options = options;
        _all = Enumerable.Range(1, options.Callers).Select(number => new RaceCaller(number, RoleOf(number), server.Changed)).ToArray();
        _first = _all[0];
        _concurrent = _all.Where(caller => caller.Role == CallerRole.Concurrent).ToArray();
        _stragglers = _all.Where(caller => caller.Role == CallerRole.Straggler).ToArray();
        _facts = new RaceFacts { Options = options };
        _sessions = server.LiveSessions;
        _linesBefore = LastLine(server);
    }

    /// <summary>Races processes, which take their time to start: the concurrent ones have gathered when each may have asked the server
    /// something.</summary>
    public Task<RaceReport> RunProcessesAsync(Func<CancellationToken, Task<CallResult>> call)
    {
        _areProcesses = true;
        return RunCallsAsync(call);
    }

    /// <summary>Races calls. Stragglers have asked the API when the exchange is under way, and hear of their 401 when everybody else is
    /// done.</summary>
    public async Task<RaceReport> RunCallsAsync(Func<CancellationToken, Task<CallResult>> call)
    {
        if (_options.ExpireAccessTokens)
            _server.ExpireAccessTokens();

        using (var answers = _server.HoldTokenAnswers())
        {
            await GatherAsync(call, answers).ConfigureAwait(false);
            using var refusals = _server.HoldApiRefusals();
            Start(call, _stragglers);
            await _server.Changed.UntilAsync(
                () => refusals.Waiting + _stragglers.Count(caller => caller.Ended) >= _stragglers.Length,
                _options.Patience).ConfigureAwait(false);

            Disconnect(answers);
            answers.Release();
            await UntilAsync(() => _all.Count(caller => caller.Ended) + refusals.Waiting >= _all.Length).ConfigureAwait(false);
            _facts.StragglersHeld = _stragglers.Count(caller => !caller.Ended);
        }

        await EndAsync().ConfigureAwait(false);
        if (AreSessionsAlive && _all.All(caller => caller.Ended))
            _facts.Later = await LaterAsync(call).ConfigureAwait(false);

        _facts.SessionAlive = AreSessionsAlive;
        return Report();
    }

    /// <summary>Races exchanges. Stragglers hold the token all the while and begin when the others are done.</summary>
    public async Task<RaceReport> RunExchangesAsync(string refreshToken, Func<string, CancellationToken, Task<CallResult>> exchange)
    {
        Task<CallResult> Call(CancellationToken cancellationToken) => exchange(refreshToken, cancellationToken);

        using (var answers = _server.HoldTokenAnswers())
        {
            await GatherAsync(Call, answers).ConfigureAwait(false);
            Disconnect(answers);
        }

        await UntilAsync(() => _first.Ended && _concurrent.All(caller => caller.Ended)).ConfigureAwait(false);
        _facts.StragglersHeld = _stragglers.Length;
        Start(Call, _stragglers);
        await EndAsync().ConfigureAwait(false);

        var alive = _server.IsSessionAlive(refreshToken);
        if (alive)
        {
            foreach (var caller in _all.Where(caller => caller.Result is { } token && !_server.IsRefreshTokenLive(token)))
                caller.Fail("was given a refresh token that no longer works");
        }

        // The server believes in a token that it delivered; only what a caller returned is sure to be known to the client.
        _facts.SessionAlive = alive && _all.Any(caller => caller.Result is { } token && _server.IsRefreshTokenLive(token));
        return Report();
    }

    /// <summary>The first caller starts the exchange and is held in the middle of it; the others come meanwhile.</summary>
    private async Task GatherAsync(Func<CancellationToken, Task<CallResult>> call, AnswerHold answers)
    {
        Start(call, [_first]);
        await UntilAsync(() => answers.Arrived > 0 || _first.Ended).ConfigureAwait(false);
        var before = Requests;
        Start(call, _concurrent);
        await UntilAsync(() => _concurrent.All(caller => caller.Started)).ConfigureAwait(false);
        if (_areProcesses)
        {
            await _server.Changed.UntilAsync(
                () => Requests - before >= _concurrent.Length || _concurrent.All(caller => caller.Ended),
                _options.Patience).ConfigureAwait(false);
        }

        await QuietAsync().ConfigureAwait(false);
    }

    private void Disconnect(AnswerHold answers)
    {
        _facts.SentAtOnce = RefreshesSent;
        if (!_options.FirstCallerDisconnects || answers.Arrived == 0 || _first.Ended)
            return;

        _facts.FirstCallerDisconnected = true;
        _facts.DisconnectedAfter = LastLine(_server);
        _first.Leave();
    }

    private async Task EndAsync()
    {
        await UntilAsync(() => _all.All(caller => caller.Ended)).ConfigureAwait(false);
        _facts.RefreshesSent = RefreshesSent;
    }

    /// <summary>A call of the next minute: it must find what the exchange brought, or the rotated token was lost on the way to the
    /// store.</summary>
    private async Task<CallerOutcome> LaterAsync(Func<CancellationToken, Task<CallResult>> call)
    {
        var later = new RaceCaller(_options.Callers + 1, CallerRole.Later, _server.Changed);
        Start(call, [later]);
        await UntilAsync(() => later.Ended).ConfigureAwait(false);
        return later.Outcome(_options.Timeout);
    }

    private void Start(Func<CancellationToken, Task<CallResult>> call, RaceCaller[] callers)
    {
        // Not disposed: a thread may still be about to wait on it.
        var gate = new ManualResetEventSlim();
        foreach (var caller in callers)
            caller.Start(call, gate);
        gate.Set();
    }

    private RaceReport Report()
    {
        _facts.Outcomes = _all.Select(caller => caller.Outcome(_options.Timeout)).ToArray();
        _facts.Events = _server.Events.Where(line => line.Number > _linesBefore).ToArray();
        return new RaceReport(_facts);
    }

    private static int LastLine(RotatingTokenServer server) => server.Events is { Count: > 0 } lines ? lines[lines.Count - 1].Number : 0;

    private int RefreshesSent =>
        _server.Events.Count(line => line.Number > _linesBefore && line.Kind == TokenServerEventKind.RefreshReceived);

    private int Requests => _server.RefreshesReceived + _server.ApiRequestsAccepted + _server.ApiRequestsRefused;

    private bool AreSessionsAlive => !_sessions.Except(_server.LiveSessions).Any();

    private Task<bool> UntilAsync(Func<bool> condition) => _server.Changed.UntilAsync(condition, _options.Timeout);

    private Task QuietAsync() => _server.Changed.QuietAsync(_options.GatherFor, _options.Timeout);

    private CallerRole RoleOf(int number) =>
        number == 1 ? CallerRole.First : number > _options.Callers - _options.Stragglers ? CallerRole.Straggler : CallerRole.Concurrent;
}
