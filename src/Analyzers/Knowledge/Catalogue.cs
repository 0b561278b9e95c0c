using System.Collections.Immutable;

namespace RefreshRace.Analyzers.Knowledge;

/// <summary>
/// Methods of published packages that redeem a refresh token, as their public sources declare them. Packages that merge concurrent
/// calls by themselves are not listed: MSAL's silent acquisition, Duende's token management, Azure.Core credentials, Google's token access, RestSharp's authenticators.
/// </summary>
internal static class Catalogue
{
    private static readonly ImmutableArray<CatalogueEntry> Entries = ImmutableArray.Create(
        // OpenID Connect and identity platforms.
        new CatalogueEntry("Duende.IdentityModel.Client.HttpClientTokenRequestExtensions", "RequestRefreshTokenAsync"),
        new CatalogueEntry("Duende.IdentityModel.Client.TokenClient", "RequestRefreshTokenAsync", Token: 0),
        new CatalogueEntry("IdentityModel.Client.HttpClientTokenRequestExtensions", "RequestRefreshTokenAsync"),
        new CatalogueEntry("IdentityModel.Client.TokenClient", "RequestRefreshTokenAsync", Token: 0),
        new CatalogueEntry("IdentityModel.Client.TokenClientExtensions", "RequestRefreshTokenAsync", Token: 1),
        new CatalogueEntry("Duende.IdentityModel.OidcClient.OidcClient", "RefreshTokenAsync", Token: 0),
        new CatalogueEntry("IdentityModel.OidcClient.OidcClient", "RefreshTokenAsync", Token: 0),
        new CatalogueEntry("Duende.AccessTokenManagement.OpenIdConnect.IOpenIdConnectUserTokenEndpoint", "RefreshAccessTokenAsync", Token: 0),
        new CatalogueEntry("OpenIddict.Client.OpenIddictClientService", "AuthenticateWithRefreshTokenAsync", Token: 0),
        new CatalogueEntry("Microsoft.Identity.Client.IByRefreshToken", "AcquireTokenByRefreshToken", Token: 1),
        new CatalogueEntry("Auth0.AuthenticationApi.IAuthenticationApiClient", "GetTokenAsync", Overloads.RefreshRequest, 0),
        new CatalogueEntry("Auth0.AuthenticationApi.AuthenticationApiClient", "GetTokenAsync", Overloads.RefreshRequest, 0),
        new CatalogueEntry("Auth0.OidcClient.IAuth0Client", "RefreshTokenAsync", Token: 0),
        new CatalogueEntry("Auth0.OidcClient.Auth0ClientBase", "RefreshTokenAsync", Token: 0),
        new CatalogueEntry("Auth0.AspNetCore.Authentication.HttpContextExtensions", "GetAccessTokenAsync"),
        new CatalogueEntry("Auth0.AspNetCore.Authentication.HttpContextExtensions", "GetAccessTokenForConnectionAsync"),
        new CatalogueEntry("WorkOS.UserManagementService", "AuthenticateWithRefreshTokenAsync", Token: 0),
        new CatalogueEntry("WorkOS.UserManagementService", "AuthenticateWithRefreshToken", Token: 0),
        new CatalogueEntry("Descope.ITokenActions", "RefreshSessionAsync", Token: 0),
        new CatalogueEntry("Descope.ITokenActions", "ValidateAndRefreshSession", Token: 1),
        new CatalogueEntry("Descope.IAuthentication", "RefreshSession", Token: 0),
        new CatalogueEntry("Descope.IAuthentication", "ValidateAndRefreshSession", Token: 1),
        new CatalogueEntry("Kinde.Api.Flows.IAuthorizationFlow", "GetOrRefreshToken"),
        new CatalogueEntry("Kinde.Api.Flows.IAuthorizationFlow", "Renew"),
        new CatalogueEntry("Amazon.Extensions.CognitoAuthentication.CognitoUser", "StartWithRefreshTokenAuthAsync"),
        new CatalogueEntry("Firebase.Auth.User", "GetIdTokenAsync"),
        new CatalogueEntry("Firebase.Auth.IFirebaseAuthProvider", "RefreshAuthAsync", Token: 0),
        new CatalogueEntry("Firebase.Auth.FirebaseAuthProvider", "RefreshAuthAsync", Token: 0),
        new CatalogueEntry("Supabase.Gotrue.Client", "RefreshToken"),
        new CatalogueEntry("Supabase.Gotrue.Client", "RefreshSession"),
        new CatalogueEntry("Supabase.Gotrue.Client", "RetrieveSessionAsync"),
        new CatalogueEntry("Supabase.Gotrue.Client", "SetSession", Token: 1),
        new CatalogueEntry("Supabase.Gotrue.Interfaces.IGotrueClient", "RefreshToken"),
        new CatalogueEntry("Supabase.Gotrue.Interfaces.IGotrueClient", "RefreshSession"),
        new CatalogueEntry("Supabase.Gotrue.Interfaces.IGotrueClient", "RetrieveSessionAsync"),
        new CatalogueEntry("Supabase.Gotrue.Interfaces.IGotrueClient", "SetSession", Token: 1),
        new CatalogueEntry("Supabase.Gotrue.StatelessClient", "RefreshToken"),
        new CatalogueEntry("Supabase.Gotrue.Interfaces.IGotrueStatelessClient", "RefreshToken"),
        new CatalogueEntry("Supabase.Gotrue.Api", "RefreshAccessToken"),
        new CatalogueEntry("Supabase.Gotrue.Interfaces.IGotrueApi", "RefreshAccessToken"),
        new CatalogueEntry("Uno.Extensions.Authentication.IAuthenticationService", "RefreshAsync"),
        new CatalogueEntry("GitCredentialManager.Authentication.OAuth.IOAuth2Client", "GetTokenByRefreshTokenAsync", Token: 0),
        new CatalogueEntry("GitCredentialManager.Authentication.OAuth.OAuth2Client", "GetTokenByRefreshTokenAsync", Token: 0),
        new CatalogueEntry("Xamarin.Auth.OAuth2AuthenticatorExtensions", "RequestRefreshTokenAsync", Token: 1),
        new CatalogueEntry("Xamarin.Auth.OAuth2Authenticator", "RequestRefreshTokenAsync", Token: 0),
        new CatalogueEntry("XboxAuthNet.OAuth.CodeFlow.ICodeFlowApiClient", "RefreshToken", Token: 0),

        // SDKs of services.
        new CatalogueEntry("Google.Apis.Auth.OAuth2.UserCredential", "RefreshTokenAsync"),
        new CatalogueEntry("Google.Apis.Auth.OAuth2.Flows.IAuthorizationCodeFlow", "RefreshTokenAsync", Token: 1),
        new CatalogueEntry("Google.Apis.Auth.OAuth2.Flows.AuthorizationCodeFlow", "RefreshTokenAsync", Token: 1),
        new CatalogueEntry("SpotifyAPI.Web.OAuthClient", "RequestToken", Overloads.RefreshRequest),
        new CatalogueEntry("SpotifyAPI.Web.IOAuthClient", "RequestToken", Overloads.RefreshRequest),
        new CatalogueEntry("TwitchLib.Api.Auth.Auth", "RefreshAuthTokenAsync", Token: 0),
        new CatalogueEntry("TwitchLib.Api.ThirdParty.ThirdParty.AuthorizationFlowApi", "RefreshToken", Token: 0),
        new CatalogueEntry("Xero.NetStandard.OAuth2.Client.IXeroClient", "RefreshAccessTokenAsync", Token: 0),
        new CatalogueEntry("Xero.NetStandard.OAuth2.Client.IXeroClient", "GetCurrentValidTokenAsync", Token: 0),
        new CatalogueEntry("Xero.NetStandard.OAuth2.Client.XeroClient", "RefreshAccessTokenAsync", Token: 0),
        new CatalogueEntry("Xero.NetStandard.OAuth2.Client.XeroClient", "GetCurrentValidTokenAsync", Token: 0),
        new CatalogueEntry("Intuit.Ipp.OAuth2PlatformClient.OAuth2Client", "RefreshTokenAsync"),
        new CatalogueEntry("Intuit.Ipp.OAuth2PlatformClient.TokenClientExtensions", "RequestRefreshTokenAsync", Token: 1),
        new CatalogueEntry("Dropbox.Api.DropboxClient", "RefreshAccessToken"),
        new CatalogueEntry("Dropbox.Api.DropboxTeamClient", "RefreshAccessToken"),
        new CatalogueEntry("Dropbox.Api.DropboxClientBase", "RefreshAccessToken"),
        new CatalogueEntry("Box.Sdk.Gen.IAuthentication", "RefreshTokenAsync"),
        new CatalogueEntry("Box.Sdk.Gen.BoxOAuth", "RefreshTokenAsync"),
        new CatalogueEntry("Box.Sdk.Gen.Managers.IAuthorizationManager", "RefreshAccessTokenAsync"),
        new CatalogueEntry("Box.V2.Auth.IAuthRepository", "RefreshAccessTokenAsync"),
        new CatalogueEntry("Fitbit.Api.Portable.FitbitClient", "RefreshOAuth2TokenAsync"),
        new CatalogueEntry("Fitbit.Api.Portable.ITokenManager", "RefreshTokenAsync"),
        new CatalogueEntry("TraktNet.Modules.TraktAuthenticationModule", "RefreshAuthorizationAsync"),
        new CatalogueEntry("KoenZomers.Ring.Api.Session", "RefreshSession"),
        new CatalogueEntry("KoenZomers.Ring.Api.Session", "GetSessionByRefreshToken", Token: 0),
        new CatalogueEntry("Q42.HueApi.RemoteAuthenticationClient", "RefreshToken", Token: 0),
        new CatalogueEntry("Q42.HueApi.RemoteAuthenticationClient", "GetValidToken"),
        new CatalogueEntry("Q42.HueApi.Interfaces.IRemoteAuthenticationClient", "RefreshToken", Token: 0),
        new CatalogueEntry("Q42.HueApi.Interfaces.IRemoteAuthenticationClient", "GetValidToken"),
        new CatalogueEntry("TeslaAuth.TeslaAuthHelper", "RefreshTokenAsync", Token: 0),
        new CatalogueEntry("LinqToTwitter.OAuth.OAuth2Authorizer", "RefreshTokenAsync"),
        new CatalogueEntry("Salesforce.Common.AuthenticationClient", "TokenRefreshAsync", Token: 1),
        new CatalogueEntry("Salesforce.Common.IAuthenticationClient", "TokenRefreshAsync", Token: 1),
        new CatalogueEntry("NetCoreForce.Client.AuthenticationClient", "TokenRefreshAsync", Token: 0),
        new CatalogueEntry("HubSpot.NET.Api.OAuth.HubSpotOAuthApi", "Refresh", Token: 1),
        new CatalogueEntry("HubSpot.NET.Core.Interfaces.IHubSpotOAuthApi", "Refresh", Token: 1),
        new CatalogueEntry("eBay.ApiClient.Auth.OAuth2.OAuth2Api", "GetAccessToken", Overloads.RefreshTokenParameter, 1),
        new CatalogueEntry("Smartsheet.Api.OAuth.OAuthFlow", "RefreshToken", Token: 0),
        new CatalogueEntry("SlackNet.WebApi.IToolingApi", "RotateToken", Token: 0),
        new CatalogueEntry("SlackNet.WebApi.IOAuthV2Api", "Access", Overloads.GrantArgument),
        new CatalogueEntry("Octokit.OauthClient", "CreateAccessTokenFromRenewalToken", Token: 0),
        new CatalogueEntry("Octokit.IOauthClient", "CreateAccessTokenFromRenewalToken", Token: 0),
        new CatalogueEntry("Nakama.IClient", "SessionRefreshAsync", Token: 0),
        new CatalogueEntry("FishyFlip.AspNetCore.Services.IUserSessionManager", "RefreshSessionAsync"),
        new CatalogueEntry("idunno.AtProto.AtProtoAgent", "RefreshCredentials"),
        new CatalogueEntry("Speckle.Sdk.Credentials.AuthFlow", "GetRefreshedToken", Token: 0),
        new CatalogueEntry("SteamKit2.Authentication.SteamAuthentication", "GenerateAccessTokenForAppAsync", Token: 1),
        new CatalogueEntry("SteamAuth.SessionData", "RefreshAccessToken"),
        new CatalogueEntry("HSReplay.OAuth.OAuthClient", "RefreshToken"),
        new CatalogueEntry("MalApi.MalAuthHelper", "RefreshToken"));

    /// <summary>The entries by method name: nearly every call is told apart by one look-up here.</summary>
    public static readonly ImmutableDictionary<string, ImmutableArray<CatalogueEntry>> ByMethod =
        Entries.GroupBy(entry => entry.Method, StringComparer.Ordinal)
            .ToImmutableDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);

    /// <summary>Entries whose method name does not speak of a refresh, so that the test of a file's text must look for the name itself, where the type exists.</summary>
    public static readonly ImmutableArray<CatalogueEntry> SilentNames = Entries.Where(entry => !Vocabulary.SaysRefresh(entry.Method)).ToImmutableArray();
}
