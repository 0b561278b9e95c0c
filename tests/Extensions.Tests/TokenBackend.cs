using System.Collections.Concurrent;
using System.Net;

namespace RefreshRace.Extensions.Tests;

/// <summary>An API, the store of one session, and a provider whose refresh tokens are good for one exchange.</summary>
internal sealed class TokenBackend : ITokenSource
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _readersCame = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RenewableTokens? _stored = new("a0", "r0");
    private string _accepted = "a0";
    private string _redeemable = "r0";
    private int _readers;
    private int _expectedReaders;
    private int _generation;

    public TokenBackend() => Api = new ApiHandler(this);

    public HttpMessageHandler Api { get; }

    public int Requests { get; private set; }

    public int Attempts { get; private set; }

    public int Exchanges { get; private set; }

    public int Reuses { get; private set; }

    public bool RefuseEverything { get; set; }

    public Exception? Failure { get; set; }

    public Action? BeforeAnswer { get; set; }

    public ConcurrentQueue<string> Bodies { get; } = [];

    public void ExpireAccessToken() => _stored = new("a0", "r0", DateTimeOffset.UtcNow.AddMinutes(-1));

    public void RefuseAccessToken() => _accepted = "none";

    public void SignOut() => _stored = null;

    /// <summary>A renewal does not end before so many readings of the store have begun, so that all of them have the old tokens.</summary>
    public void RenewalWaitsForReaders(int count) => _expectedReaders = count;

    public void StoreTokensOfSomebodyElse() => (_stored, _accepted) = (new("elsewhere", "r9"), "elsewhere");

    public ValueTask<RenewableTokens?> GetAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (++_readers >= _expectedReaders)
                _readersCame.TrySetResult();
            return new(_stored);
        }
    }

    public async Task<RenewableTokens> RenewAsync(RenewableTokens expired, CancellationToken cancellationToken)
    {
        lock (_lock)
            Attempts++;
        await _readersCame.Task.WaitAsync(cancellationToken);
        lock (_lock)
        {
            if (Failure is not null)
                throw Failure;
            if (expired.RefreshToken != _redeemable)
            {
                Reuses++;
                throw new HttpRequestException("invalid_grant");
            }

            Exchanges++;
            _generation++;
            (_accepted, _redeemable) = ($"a{_generation}", $"r{_generation}");
            return _stored = new(_accepted, _redeemable, DateTimeOffset.UtcNow.AddHours(1));
        }
    }

    private sealed class ApiHandler(TokenBackend backend) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Content is { } content)
                backend.Bodies.Enqueue(await content.ReadAsStringAsync(cancellationToken));
            lock (backend._lock)
            {
                backend.Requests++;
                var isAccepted = !backend.RefuseEverything && request.Headers.Authorization is { Scheme: "Bearer" } sent && sent.Parameter == backend._accepted;
                backend.BeforeAnswer?.Invoke();
                return new(isAccepted ? HttpStatusCode.OK : HttpStatusCode.Unauthorized) { RequestMessage = request };
            }
        }
    }
}
