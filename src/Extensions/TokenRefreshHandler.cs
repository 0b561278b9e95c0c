using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;

namespace RefreshRace.Extensions;

/// <summary>
/// Sends requests with the access token of an <see cref="ITokenSource"/>. An expired token is renewed first, and a request that is refused
/// with
/// 401 is sent once more after one renewal. However many requests need it, one refresh token is exchanged once.
/// </summary>
/// <remarks>
/// For a client that is not made by <c>IHttpClientFactory</c>; with it, use <c>AddTokenRefresh</c>. Thread-safe. A request that already has
/// an <c>Authorization</c> header is left alone. The renewal itself must use another client.
/// </remarks>
public sealed class TokenRefreshHandler : DelegatingHandler
{
    private readonly ITokenSource _source;
    private readonly SingleFlight<string, RenewableTokens> _flight;
    private readonly TokenRefreshOptions _options;

    /// <summary>Creates the handler. All handlers of the application share one flight.</summary>
    /// <param name="source">Where tokens come from.</param>
    /// <param name="flight">The flight of renewals, keyed by the refresh token: a singleton. <see cref="CreateFlight"/> makes one.</param>
    /// <param name="options">The options; the defaults when null.</param>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="flight"/> is null.</exception>
    public TokenRefreshHandler(ITokenSource source, SingleFlight<string, RenewableTokens> flight, TokenRefreshOptions? options = null)
    {
        Argument.NotNull(source, nameof(source));
        Argument.NotNull(flight, nameof(flight));
        _source = source;
        _flight = flight;
        _options = (options ?? new()).Copy();
    }

    /// <summary>The options of a flight of renewals: late callers get the newest tokens for a minute.</summary>
    /// <returns>New options.</returns>
    public static SingleFlightOptions<string, RenewableTokens> FlightOptions() => new()
    {
        Successor = static tokens => tokens.RefreshToken,
        RetainFor = TimeSpan.FromMinutes(1),
    };

    /// <summary>Makes a flight of renewals with the options of <see cref="FlightOptions"/>.</summary>
    /// <returns>The flight. Keep one for the whole application.</returns>
    public static SingleFlight<string, RenewableTokens> CreateFlight() => new(FlightOptions());

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Argument.NotNull(request, nameof(request));
        if (request.Headers.Authorization is not null || !_options.AppliesTo(request))
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);

        var tokens = await _source.GetAsync(cancellationToken).ConfigureAwait(false);
        if (tokens is null)
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var isNew = Expires(tokens);
        if (isNew)
            tokens = await RenewAsync(tokens, cancellationToken).ConfigureAwait(false);

        // Asked before the content is sent: sending may use it up.
        var canResend = _options.CanResend(request);
        var response = await SendAsync(request, tokens, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized || isNew)
            return response;

        try
        {
            var renewed = await NewerThanAsync(tokens, cancellationToken).ConfigureAwait(false);
            if (!canResend)
                return response;
            tokens = renewed;
        }
        catch
        {
            response.Dispose();
            throw;
        }

        response.Dispose();
        return await SendAsync(request, tokens, cancellationToken).ConfigureAwait(false);
    }

#if NET
    /// <summary>Not supported: a renewal is asynchronous.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Not used.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException(
            "TokenRefreshHandler renews tokens asynchronously: use SendAsync, GetAsync or PostAsync instead of Send.");
#endif

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, RenewableTokens tokens, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);
        return base.SendAsync(request, cancellationToken);
    }

    /// <summary>Tokens other than those that were refused: what somebody else has stored meanwhile, or what a renewal brings.</summary>
    private async Task<RenewableTokens> NewerThanAsync(RenewableTokens refused, CancellationToken cancellationToken)
    {
        var stored = await _source.GetAsync(cancellationToken).ConfigureAwait(false);
        return stored is not null && stored.AccessToken != refused.AccessToken && !Expires(stored)
            ? stored
            : await RenewAsync(stored ?? refused, cancellationToken).ConfigureAwait(false);
    }

    private Task<RenewableTokens> RenewAsync(RenewableTokens tokens, CancellationToken cancellationToken) => _flight.RunAsync(
        tokens.RefreshToken,
        static (_, work, flightToken) => work._source.RenewAsync(work.tokens, flightToken),
        (_source, tokens),
        cancellationToken);

    private bool Expires(RenewableTokens tokens) =>
        tokens.ExpiresAt is { } end && end - _options.TimeProvider.GetUtcNow() <= _options.RenewBefore;
}
