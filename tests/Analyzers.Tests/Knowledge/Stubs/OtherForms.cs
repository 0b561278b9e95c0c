// Declarations of members that the catalogue names and the stand-ins of the bench do not have: older forms, interfaces and implementations.

namespace Auth0.OidcClient
{
    public abstract class Auth0ClientBase
    {
        public System.Threading.Tasks.Task RefreshTokenAsync(string refreshToken) => throw null;
    }
}

namespace Box.V2.Auth
{
    public interface IAuthRepository
    {
        System.Threading.Tasks.Task RefreshAccessTokenAsync(string accessToken);
    }
}

namespace Descope
{
    public interface IAuthentication
    {
        System.Threading.Tasks.Task RefreshSession(string refreshJwt);
        System.Threading.Tasks.Task ValidateAndRefreshSession(string sessionJwt, string refreshJwt);
    }
}

namespace Dropbox.Api
{
    public abstract class DropboxClientBase
    {
        public System.Threading.Tasks.Task RefreshAccessToken(string[] scopes) => throw null;
    }
}

namespace Firebase.Auth
{
    public interface IFirebaseAuthProvider
    {
        System.Threading.Tasks.Task RefreshAuthAsync(object auth);
    }
}

namespace Firebase.Auth
{
    public class FirebaseAuthProvider
    {
        public System.Threading.Tasks.Task RefreshAuthAsync(object auth) => throw null;
    }
}

namespace GitCredentialManager.Authentication.OAuth
{
    public class OAuth2Client
    {
        public System.Threading.Tasks.Task GetTokenByRefreshTokenAsync(string refreshToken, System.Threading.CancellationToken ct) => throw null;
    }
}

namespace HubSpot.NET.Core.Interfaces
{
    public interface IHubSpotOAuthApi
    {
        object Refresh(string redirectUri, object token);
    }
}

namespace IdentityModel.Client
{
    public static class TokenClientExtensions
    {
        public static System.Threading.Tasks.Task RequestRefreshTokenAsync(object client, string refreshToken) => throw null;
    }
}

namespace Q42.HueApi.Interfaces
{
    public interface IRemoteAuthenticationClient
    {
        System.Threading.Tasks.Task RefreshToken(string refreshToken);
        System.Threading.Tasks.Task GetValidToken();
    }
}

namespace SpotifyAPI.Web
{
    public interface IOAuthClient
    {
        System.Threading.Tasks.Task RequestToken(object request);
    }
}

namespace Supabase.Gotrue.Interfaces
{
    public interface IGotrueApi
    {
        System.Threading.Tasks.Task RefreshAccessToken(string accessToken, string refreshToken);
    }
}

namespace Supabase.Gotrue.Interfaces
{
    public interface IGotrueClient
    {
        System.Threading.Tasks.Task RefreshSession();
        System.Threading.Tasks.Task RefreshToken();
        System.Threading.Tasks.Task RetrieveSessionAsync();
        System.Threading.Tasks.Task SetSession(string accessToken, string refreshToken);
    }
}

namespace Supabase.Gotrue.Interfaces
{
    public interface IGotrueStatelessClient
    {
        System.Threading.Tasks.Task RefreshToken(string accessToken, string refreshToken);
    }
}

namespace Box.Sdk.Gen
{
    public class BoxDeveloperTokenAuth
    {
    }
}

namespace Duende.AccessTokenManagement.OpenIdConnect
{
    public interface IUserTokenManagementService
    {
    }
}

namespace IdentityModel.AspNetCore.AccessTokenManagement
{
    public interface IUserAccessTokenManagementService
    {
    }
}

namespace WorkOS
{
    public partial class UserManagementService
    {
        public object AuthenticateWithRefreshToken(object options) => throw null;
    }
}

namespace Xamarin.Auth
{
    public partial class OAuth2Authenticator
    {
        public System.Threading.Tasks.Task RequestRefreshTokenAsync(string refreshToken) => throw null;
    }
}

namespace Xero.NetStandard.OAuth2.Client
{
    public class XeroClient
    {
        public System.Threading.Tasks.Task RefreshAccessTokenAsync(object xeroToken) => throw null;

        public System.Threading.Tasks.Task GetCurrentValidTokenAsync(object xeroToken) => throw null;
    }
}
