using System.Net;
using RefreshRace.CodeFixes;

namespace RefreshRace.EndToEnd.Tests;

/// <summary>
/// Two client instances that share one renewal in a static task, whose catch ends the session and lets the callers go on. After the fixes
/// there is one renewal for both, every caller sees its failure, and the session ends once.
/// </summary>
public sealed class SharedPromiseTests
{
    private const int Requests = 50;

    private const string Source = """
        using System;
        using System.Net;
        using System.Net.Http;
        using System.Net.Http.Json;
        using System.Threading;
        using System.Threading.Tasks;

        public sealed record TokenPair(string Access, string Refresh);

        public sealed class OrdersClient
        {
            private static Task? s_renewal;
            private readonly HttpClient _http;
            private readonly Action _signedOut;
            private TokenPair _pair;

            public OrdersClient(HttpClient http, TokenPair pair, Action signedOut)
            {
                _http = http;
                _pair = pair;
                _signedOut = signedOut;
            }

            public async Task<HttpResponseMessage> QueryAsync(CancellationToken cancellationToken)
            {
                var answer = await _http.GetAsync("orders", cancellationToken);
                if (answer.StatusCode != HttpStatusCode.Unauthorized)
                {
                    return answer;
                }

                s_renewal ??= RenewAsync(cancellationToken);
                await s_renewal;
                return await _http.GetAsync("orders", cancellationToken);
            }

            private async Task RenewAsync(CancellationToken cancellationToken)
            {
                try
                {
                    var answer = await _http.PostAsJsonAsync("auth/refresh", new { refreshToken = _pair.Refresh }, cancellationToken);
                    answer.EnsureSuccessStatusCode();
                    _pair = (await answer.Content.ReadFromJsonAsync<TokenPair>(cancellationToken))!;
                }
                catch (Exception exception)
                {
                    Console.Error.WriteLine(exception.Message);
                    _signedOut();
                }
                finally
                {
                    s_renewal = null;
                }
            }
        }

        """;

    [Fact]
    public async Task One_renewal_serves_both_clients_and_its_failure_reaches_every_caller()
    {
        var workbench = Workbench.Open(Source);
        await workbench.FixAsync("RR0006", new SharedTaskFix(), "RR0006" + SharedTaskFix.KeySuffix);
        await workbench.FixAsync("RR0002", new RethrowFix(), RethrowFix.Key);
        var application = await Application.BuildAsync(workbench.Document);
        var server = new RefusingServer();
        var signOuts = 0;
        void SignedOut() => Interlocked.Increment(ref signOuts);
        var queries = new[] { application.Query(server, SignedOut), application.Query(server, SignedOut) };

        var calls = Enumerable.Range(0, Requests).Select(number => queries[number % 2](CancellationToken.None)).ToArray();
        server.RefuseRenewal();
        var outcomes = await Task.WhenAll(calls.Select(async call =>
        {
            try
            {
                await call;
                return "went on";
            }
            catch (HttpRequestException)
            {
                return "failed";
            }
        }));

        Assert.All(outcomes, outcome => Assert.Equal("failed", outcome));
        Assert.Equal(1, server.Renewals);
        Assert.Equal(1, signOuts);
    }

    /// <summary>Refuses every request at once, so that whoever called is at the renewal by then, and every renewal when it is told to.</summary>
    private sealed class RefusingServer : HttpMessageHandler
    {
        private readonly TaskCompletionSource _refusal = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _renewals;

        public int Renewals => _renewals;

        public void RefuseRenewal() => _refusal.SetResult();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method != HttpMethod.Post)
            {
                return new HttpResponseMessage(HttpStatusCode.Unauthorized);
            }

            Interlocked.Increment(ref _renewals);
            await _refusal.Task.WaitAsync(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.BadRequest);
        }
    }
}
