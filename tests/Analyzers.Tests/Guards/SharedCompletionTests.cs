namespace RefreshRace.Analyzers.Tests.Guards;

/// <summary>
/// RR0008: a completion source that is exchanged for the running one is what all others wait for, so the refresh must not end with its
/// first caller.
/// </summary>
public sealed class SharedCompletionTests
{
    [Theory]
    [InlineData("cancellationToken", true)]
    [InlineData("CancellationToken.None", false)] // The refresh goes on whoever gives up.
    [InlineData("_stopping.Token", false)] // It ends with the client, and for everybody.
    public Task TaskThatIsExchangedForTheRunningOne(string token, bool isReported) => VerifyCS.VerifyAnalyzerAsync($$"""
        using System;
        using System.Threading;
        using System.Threading.Tasks;

        public sealed record Pair(string AccessToken, string RefreshToken);
        public interface IGateway { Task<Pair> RefreshTokenAsync(string refreshToken, CancellationToken cancellationToken); }

        public sealed class Client(IGateway gateway)
        {
            private readonly CancellationTokenSource _stopping = new();
            private Task _refreshing = Task.CompletedTask;
            private Pair _pair = new("", "");

            public async Task RefreshAsync(CancellationToken cancellationToken)
            {
                var seen = _refreshing;
                var completion = new TaskCompletionSource();
                var previous = Interlocked.CompareExchange(ref _refreshing, completion.Task, seen);
                if (previous != seen)
                {
                    await previous;
                    return;
                }

                try
                {
                    var old = _pair.RefreshToken;
                    _pair = await {{(isReported ? "{|RR0008:" : "")}}gateway.RefreshTokenAsync(old, {{token}}){{(isReported ? "|}" : "")}};
                    completion.SetResult();
                }
                catch (Exception e)
                {
                    completion.SetException(e);
                    throw;
                }
            }
        }
        """);
}
