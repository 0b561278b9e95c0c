using System.Globalization;

namespace RefreshRace.Testing;

/// <summary>The endpoint that exchanges refresh tokens (RFC 6749 §6).</summary>
internal sealed class TokenEndpoint(RotatingTokenServerOptions options, TokenLedger ledger, ServerLog log)
{
    private readonly object _gate = new();
    private AnswerHold? _hold;
    private RefreshFailure _failure;
    private LostAnswer _lostHow;
    private int _toLose;

    public RefreshFailure Failure
    {
        get { lock (_gate) return _failure; }
        set { lock (_gate) _failure = value; }
    }

    public void LoseNextAnswers(int count, LostAnswer how)
    {
        lock (_gate)
            (_toLose, _lostHow) = (count, how);
    }

    public AnswerHold Hold()
    {
        lock (_gate)
        {
            if (_hold is { IsReleased: false })
                throw new InvalidOperationException("The token endpoint's answers are being held already. Release that hold first.");
            return _hold = new AnswerHold(log.Changed);
        }
    }

    public async Task<ServerAnswer> HandleAsync(ServerRequest request, CancellationToken cancellationToken)
    {
        // The state changes before the first wait, as at a provider: whatever happens to the answer, the token is consumed.
        var answer = Exchange(request);
        LostAnswer? lost;
        AnswerHold? hold;
        lock (_gate)
        {
            lost = answer.Carries is not null && _toLose > 0 ? _lostHow : null;
            if (lost is not null)
                _toLose--;
            hold = _hold;
        }

        try
        {
            if (hold is not null)
                await hold.PassAsync(cancellationToken).ConfigureAwait(false);
            if (options.AnswerDelay > TimeSpan.Zero)
                await DelayAsync(options.AnswerDelay, cancellationToken).ConfigureAwait(false);
            if (lost == LostAnswer.Silence)
                await DelayAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (answer.Carries is not null)
        {
            Lost(answer, "the client had gone");
            throw;
        }

        if (lost is null)
            return answer;

        Lost(answer, "the connection broke");
        return ServerAnswer.Broken();
    }

    public void Lost(ServerAnswer answer, string why) => log.Write(TokenServerEventKind.AnswerLost, $"the answer with {answer.Carries!.Name} was lost: {why}");

    private ServerAnswer Exchange(ServerRequest request)
    {
        if (!string.Equals(request.Method, "POST", StringComparison.OrdinalIgnoreCase))
        {
            log.Write(TokenServerEventKind.RequestRefused, $"{request} was refused: the token endpoint takes POST");
            return ServerAnswer.Error(405, "invalid_request", "the token endpoint takes POST");
        }

        var grant = TokenRequest.Parse(request);
        if (grant.Error is { } error)
        {
            log.Write(TokenServerEventKind.RefreshRefused, $"{request} was refused: {grant.Description}");
            return ServerAnswer.Error(400, error, grant.Description);
        }

        if (Failure is var failure && failure != RefreshFailure.None)
            return Refuse(failure);

        var entry = ledger.Redeem(grant.RefreshToken, out var refusal);
        return entry is null ? ServerAnswer.Error(400, "invalid_grant", refusal) : ServerAnswer.Tokens(entry, Format(entry.Tokens));
    }

    private ServerAnswer Refuse(RefreshFailure failure)
    {
        log.Write(TokenServerEventKind.RefreshReceived, "a refresh token was presented");
        log.Write(TokenServerEventKind.RefreshRefused, $"the exchange was refused: the server was told to answer {failure}");
        return failure switch
        {
            RefreshFailure.InvalidGrant => ServerAnswer.Error(400, "invalid_grant", "the refresh token is no longer valid"),
            RefreshFailure.TemporarilyUnavailable => ServerAnswer.Error(503, "temporarily_unavailable", "try again later"),
            _ => ServerAnswer.Broken(),
        };
    }

    private string Format(TokenSet tokens) =>
        options.FormatTokens?.Invoke(tokens)
        ?? string.Format(
            CultureInfo.InvariantCulture,
            "{{\"access_token\":\"{0}\",\"token_type\":\"Bearer\",\"expires_in\":{1},\"refresh_token\":\"{2}\"}}",
            tokens.AccessToken,
            (long)tokens.ExpiresIn.TotalSeconds,
            tokens.RefreshToken);

    private Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) =>
#if NETSTANDARD2_0
        System.Threading.Tasks.TimeProviderTaskExtensions.Delay(options.TimeProvider, delay, cancellationToken);
#else
        Task.Delay(delay, options.TimeProvider, cancellationToken);
#endif
}
