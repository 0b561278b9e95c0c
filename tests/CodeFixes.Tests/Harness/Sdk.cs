namespace RefreshRace.CodeFixes.Tests.Harness;

/// <summary>The client library that the test sources call.</summary>
internal static class Sdk
{
    public const string Source = """
        using System;
        using System.Threading;
        using System.Threading.Tasks;

        namespace Sdk
        {
            public class TokenResponse
            {
                public string AccessToken { get; set; }
                public string RefreshToken { get; set; }
                public DateTime ExpiresAt { get; set; }
            }

            public class ErrorResponse : TokenResponse
            {
                public bool IsError { get; set; }
            }

            public sealed class OwnedResponse : IDisposable
            {
                public TokenResponse Content { get; set; }
                public void Dispose() { }
            }

            public interface IProvider
            {
                Task<TokenResponse> RedeemAsync(string refreshToken, CancellationToken cancellationToken = default);
                Task<TokenResponse> RedeemScopedAsync(string refreshToken, string scope, CancellationToken cancellationToken = default);
                Task<ErrorResponse> RedeemWithErrorAsync(string refreshToken, CancellationToken cancellationToken = default);
                Task RedeemOnlyAsync(string refreshToken, CancellationToken cancellationToken = default);
                ValueTask<TokenResponse> RedeemValueAsync(string refreshToken, CancellationToken cancellationToken = default);
                ValueTask RedeemValueOnlyAsync(string refreshToken, CancellationToken cancellationToken = default);
                Task<OwnedResponse> RedeemOwnedAsync(string refreshToken, CancellationToken cancellationToken = default);
                Task<TokenResponse> RedeemSessionAsync();
                TokenResponse Redeem(string refreshToken);
                void RedeemNow(string refreshToken);
            }

            public interface ITokenStore
            {
                string RefreshToken { get; }
                Task<string> GetRefreshTokenAsync();
                Task SaveAsync(TokenResponse tokens);
                void Save(TokenResponse tokens);
            }
        }
        """;
}
