using System.Net;
using RefreshRace.Extensions;

/// <summary>The tokens of one session, made by the container.</summary>
internal sealed class AppTokens : ITokenSource
{
    private static RenewableTokens s_current = new("A0", "R0");

    public ValueTask<RenewableTokens?> GetAsync(CancellationToken cancellationToken) => new(s_current);

    public Task<RenewableTokens> RenewAsync(RenewableTokens expired, CancellationToken cancellationToken) =>
        Task.FromResult(s_current = new("A1", "R1"));
}

/// <summary>An API that refuses the first access token.</summary>
internal sealed class Api : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(
        new HttpResponseMessage(request.Headers.Authorization?.Parameter == "A1" ? HttpStatusCode.OK : HttpStatusCode.Unauthorized));
}
