namespace RefreshRace.Testing;

/// <summary>The endpoint that exchanges refresh tokens (RFC 6749 §6) and authorization codes (§4.1.3).</summary>
internal sealed class TokenEndpoint(RotatingTokenServerOptions options, TokenLedger ledger, CodeLedger codes, ServerLog log)
{
    private readonly OAuthAnswerForm _oauth = new(options);
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

    // The state changes before the first wait, as at a provider: whatever happens to the answer, the token is consumed.
    public Task<ServerAnswer> HandleAsync(ServerRequest request, CancellationToken cancellationToken) =>
        SendAsync(Exchange(request), cancellationToken);

    /// <summary>Exchanges a refresh token that came by another endpoint.</summary>
    public Task<ServerAnswer> RedeemAsync(string refreshToken, IAnswerForm form, CancellationToken cancellationToken) =>
        SendAsync(Redeem(refreshToken, form), cancellationToken);

    public void Lost(ServerAnswer answer, string why) =>
        log.Write(TokenServerEventKind.AnswerLost, $"the answer with {answer.Carries!.Name} was lost: {why}");

    /// <summary>Lets an answer go when its time has come, or loses it.</summary>
    private async Task<ServerAnswer> SendAsync(ServerAnswer answer, CancellationToken cancellationToken)
    {
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

    private ServerAnswer Exchange(ServerRequest request)
    {
        if (!request.IsPost)
        {
            log.Write(TokenServerEventKind.RequestRefused, $"{request} was refused: the token endpoint takes POST");
            return ServerAnswer.Error(405, "invalid_request", "the token endpoint takes POST");
        }

        var grant = TokenRequest.Parse(request, options.RefreshTokenCookie);
        if (grant.Error is { } error)
        {
            log.Write(TokenServerEventKind.RefreshRefused, $"{request} was refused: {grant.Description}");
            return ServerAnswer.Error(400, error, grant.Description);
        }

        if (grant.Code is not { } code)
            return Redeem(grant.RefreshToken, _oauth);

        var entry = codes.Redeem(code, out var refusal);
        return entry is null ? _oauth.Refusal("invalid_grant", refusal) : _oauth.Tokens(entry);
    }

    private ServerAnswer Redeem(string refreshToken, IAnswerForm form)
    {
        if (Failure is var failure && failure != RefreshFailure.None)
            return Refuse(failure, form);

        var entry = ledger.Redeem(refreshToken, out var refusal);
        return entry is null ? form.Refusal("invalid_grant", refusal) : form.Tokens(entry);
    }

    private ServerAnswer Refuse(RefreshFailure failure, IAnswerForm form)
    {
        log.Write(TokenServerEventKind.RefreshReceived, "a refresh token was presented");
        log.Write(TokenServerEventKind.RefreshRefused, $"the exchange was refused: the server was told to answer {failure}");
        return failure switch
        {
            RefreshFailure.InvalidGrant => form.Refusal("invalid_grant", "the refresh token is no longer valid"),
            RefreshFailure.TemporarilyUnavailable => ServerAnswer.Error(503, "temporarily_unavailable", "try again later"),
            _ => ServerAnswer.Broken(),
        };
    }

    private Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) =>
#if NETSTANDARD2_0
        System.Threading.Tasks.TimeProviderTaskExtensions.Delay(options.TimeProvider, delay, cancellationToken);
#else
        Task.Delay(delay, options.TimeProvider, cancellationToken);
#endif
}
