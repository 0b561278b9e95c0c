namespace RefreshRace.Analyzers.Tests.Refreshes;

/// <summary>Calls of known SDK methods. The SDKs are declared here as other assemblies, with nothing but what the catalogue looks at.</summary>
public sealed class CatalogueEvidenceTests
{
    private const string Duende = """
        namespace Duende.IdentityModel.Client
        {
            public class RefreshTokenRequest { public string RefreshToken { get; set; } = ""; }

            public class TokenResponse { public string? RefreshToken { get; } }

            public static class HttpClientTokenRequestExtensions
            {
                public static Task<TokenResponse> RequestRefreshTokenAsync(this HttpMessageInvoker client, RefreshTokenRequest request, CancellationToken cancellationToken = default) => Task.FromResult(new TokenResponse());
            }
        }
        """;

    private const string Spotify = """
        namespace SpotifyAPI.Web
        {
            public class ClientCredentialsRequest { }

            public class AuthorizationCodeRefreshRequest(string id, string secret, string refreshToken) { public string All => id + secret + refreshToken; }

            public class OAuthClient
            {
                public Task RequestToken(ClientCredentialsRequest request) => Task.CompletedTask;

                public Task RequestToken(AuthorizationCodeRefreshRequest request) => Task.CompletedTask;
            }
        }
        """;

    [Theory]
    [InlineData("http.RequestRefreshTokenAsync(new RefreshTokenRequest { RefreshToken = _refreshToken })")]
    [InlineData("HttpClientTokenRequestExtensions.RequestRefreshTokenAsync(http, new RefreshTokenRequest { RefreshToken = _refreshToken })")]
    public void ExtensionInBothForms_IsFound(string call) => Assert.Equal(["Catalogue Certain RequestRefreshTokenAsync [_refreshToken]"], Found.In($$"""
        namespace App
        {
            using Duende.IdentityModel.Client;

            public sealed class Session(HttpClient http)
            {
                private string? _refreshToken = "";

                public async Task RenewAsync() => _refreshToken = (await {{call.Replace("_refreshToken", "_refreshToken!")}}).RefreshToken;
            }
        }
        """, Duende).Select(found => found.Replace("!", "")));

    [Theory]
    [InlineData("new AuthorizationCodeRefreshRequest(\"\", \"\", _refreshToken)", 1)]
    [InlineData("new ClientCredentialsRequest()", 0)]
    public void OverloadTellsTheGrant(string request, int count) => Assert.Equal(count, Found.In($$"""
        namespace App
        {
            using SpotifyAPI.Web;

            public sealed class Session
            {
                private string _refreshToken = "";

                public Task RenewAsync()
                {
                    GC.KeepAlive(_refreshToken);
                    return new OAuthClient().RequestToken({{request}});
                }
            }
        }
        """, Spotify).Count);

    [Theory]
    [InlineData("refresh_token", 1)]
    [InlineData("authorization_code", 0)]
    public void ArgumentTellsTheGrant(string grant, int count) => Assert.Equal(count, Found.In($$"""
        namespace App
        {
            public sealed class Session(SlackNet.WebApi.IOAuthV2Api api)
            {
                private string _refreshToken = "";

                public Task RenewAsync() => api.Access("id", "secret", "", "{{grant}}", "", _refreshToken);
            }
        }
        """, """
        namespace SlackNet.WebApi
        {
            public interface IOAuthV2Api { Task Access(string clientId, string clientSecret, string code, string grantType, string redirectUrl, string refreshToken); }
        }
        """).Count);

    [Fact]
    public void ImplementationOfACataloguedInterface_IsFound() => Assert.Equal(["Catalogue Certain RefreshAccessTokenAsync [_token]"], Found.In("""
        namespace App
        {
            using Xero.NetStandard.OAuth2.Client;

            public sealed class Session(Wrapper client)
            {
                private Token _token = new();

                public async Task RenewAsync() => _token = await client.RefreshAccessTokenAsync(_token);
            }
        }
        """, """
        namespace Xero.NetStandard.OAuth2.Client
        {
            public class Token { public string RefreshToken { get; set; } = ""; }

            public interface IXeroClient { Task<Token> RefreshAccessTokenAsync(Token token); }

            public class Wrapper : IXeroClient { public Task<Token> RefreshAccessTokenAsync(Token token) => Task.FromResult(token); }
        }
        """));

    [Fact]
    public void NameThatDoesNotSayRefresh_IsFound() => Assert.Equal(["Catalogue Certain GetIdTokenAsync []"], Found.In("""
        namespace App
        {
            public sealed class Session(Firebase.Auth.User user)
            {
                public Task<string> BearerAsync() => user.GetIdTokenAsync();
            }
        }
        """, """
        namespace Firebase.Auth { public class User { public Task<string> GetIdTokenAsync(bool force = false) => Task.FromResult(""); } }
        """));

    [Fact]
    public void SdkOfThisVeryCompilation_SpeaksByItsBody() => Assert.Empty(Found.In("""
        namespace Fitbit.Api.Portable
        {
            public class FitbitClient { public Task RefreshOAuth2TokenAsync() => Task.CompletedTask; }

            public sealed class Session(FitbitClient client) { public Task GoAsync() => client.RefreshOAuth2TokenAsync(); }
        }
        """));

    [Fact]
    public void RequestTypeOfAPackage_HandedToACall_IsFound() => Assert.Equal(["Catalogue Strong SendAsync [_refreshToken]"], Found.In("""
        namespace App
        {
            public sealed class Session(Sockets.Channel channel)
            {
                private string _refreshToken = "";

                public Task RenewAsync() => channel.SendAsync(new Sockets.ProtoRefreshTokenReq { RefreshToken = _refreshToken });
            }
        }
        """, """
        namespace Sockets
        {
            public class ProtoRefreshTokenReq { public string RefreshToken { get; set; } = ""; }

            public class Channel { public Task SendAsync(object message) => Task.CompletedTask; }
        }
        """));
}
