namespace RefreshRace.Analyzers.Tests.Hosting;

/// <summary>The renewal of a token source runs inside the flight of <c>AddTokenRefresh</c>; what else calls the same code does not.</summary>
public sealed class TokenSourceTests
{
    private const string Contract = """
        namespace RefreshRace.Extensions
        {
            public interface ITokenSource
            {
                Task<string> RenewAsync(string expired, CancellationToken cancellationToken);
            }
        }

        namespace Contoso
        {
            public interface ITokenSource
            {
                Task<string> RenewAsync(string expired, CancellationToken cancellationToken);
            }
        }

        public interface IIdentityClient
        {
            Task<string> RefreshTokenAsync(string refreshToken, CancellationToken cancellationToken);
        }
        """;

    [Theory]
    [InlineData("RefreshRace.Extensions.ITokenSource", false)]
    [InlineData("Contoso.ITokenSource", true)]
    public Task Renewal_IsReported_OnlyWhereItIsNotTheFlightThatCallsIt(string contract, bool reported) => VerifyCS.VerifyAnalyzerAsync(Source(contract, reported, ""));

    [Fact]
    public Task OtherCallerOfTheSameExchange_IsReported() => VerifyCS.VerifyAnalyzerAsync(Source(
        "RefreshRace.Extensions.ITokenSource", true, "public async Task SignInAgainAsync() => _refreshToken = await ExchangeAsync(default);"));

    private static string Source(string contract, bool reported, string more) => $$"""
        using System.Threading;
        using System.Threading.Tasks;

        {{Contract}}

        public sealed class Source(IIdentityClient identity) : {{contract}}
        {
            private string _refreshToken = "";

            public async Task<string> RenewAsync(string expired, CancellationToken cancellationToken) => _refreshToken = await ExchangeAsync(cancellationToken);

            {{more}}

            private Task<string> ExchangeAsync(CancellationToken cancellationToken) =>
                {{(reported ? "{|RR0001:identity.RefreshTokenAsync(_refreshToken, cancellationToken)|}" : "identity.RefreshTokenAsync(_refreshToken, cancellationToken)")}};
        }
        """;
}
