namespace RefreshRace.Testing;

/// <summary>The protected API: any request is answered when its access token is good, and refused with 401 otherwise.</summary>
internal sealed class ApiEndpoint(TokenLedger ledger, ServerLog log)
{
    private const string Scheme = "Bearer ";

    private AnswerHold? _hold;

    public AnswerHold HoldRefusals()
    {
        var hold = new AnswerHold(log.Changed);
        var before = Interlocked.CompareExchange(ref _hold, hold, null);
        if (before is not null && (!before.IsReleased || Interlocked.CompareExchange(ref _hold, hold, before) != before))
            throw new InvalidOperationException("The API's refusals are being held already. Release that hold first.");
        return hold;
    }

    public async Task<ServerAnswer> HandleAsync(ServerRequest request, CancellationToken cancellationToken) =>
        await RefusalAsync(request, cancellationToken).ConfigureAwait(false) is { } refusal
            ? ServerAnswer.Unauthorized(refusal)
            : ServerAnswer.Json(200, "{\"status\":\"ok\"}");

    /// <summary>Why the request's access token is no good, told when refusals are not held any more; null when it is good.</summary>
    public async Task<string?> RefusalAsync(ServerRequest request, CancellationToken cancellationToken)
    {
        var accessToken = request.Authorization is { } header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header.Substring(Scheme.Length).Trim()
            : null;
        if (ledger.Accepts(accessToken, out var text))
        {
            log.Write(TokenServerEventKind.ApiAccepted, $"{request} was answered for {text}");
            return null;
        }

        log.Write(TokenServerEventKind.ApiRefused, $"{request} was refused: {text}");
        if (Volatile.Read(ref _hold) is { } hold)
            await hold.PassAsync(cancellationToken).ConfigureAwait(false);
        return text;
    }
}
