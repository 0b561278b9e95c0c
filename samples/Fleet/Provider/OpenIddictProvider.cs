using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Fleet;

/// <summary>
/// OpenIddict as the identity provider, in this process: authorization code with PKCE, refresh tokens that rotate, and reuse detection
/// without a leeway, which revokes
/// everything of the sign-in. Who comes is signed in without being asked.
/// </summary>
public static class OpenIddictProvider
{
    public static async Task<WebApplication> StartAsync(TokenGate gate, int port, IEnumerable<string> redirectUris)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.Services.AddDbContext<DbContext>(options => options.UseInMemoryDatabase("provider" + port).UseOpenIddict());
        builder.Services.AddOpenIddict()
            .AddCore(options => options.UseEntityFrameworkCore().UseDbContext<DbContext>())
            .AddServer(options => options
                .SetAuthorizationEndpointUris("auth")
                .SetTokenEndpointUris("token")
                .AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange()
                .AllowRefreshTokenFlow()
                .UseReferenceRefreshTokens()
                .SetRefreshTokenReuseLeeway(TimeSpan.Zero)
                .RegisterScopes(Scopes.OfflineAccess)
                .AddEphemeralEncryptionKey().AddEphemeralSigningKey()
                .UseAspNetCore().DisableTransportSecurityRequirement().EnableAuthorizationEndpointPassthrough().EnableTokenEndpointPassthrough());
        var app = builder.Build();
        app.Use((context, next) => gate.HandleAsync(context, () => next(context)));
        app.UseRouting();
        app.UseAuthentication();
        app.MapGet("/auth", (HttpContext context) => SignIn(context, Principal()));
        app.MapPost("/token", async (HttpContext context) =>
        {
            var known = await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
            return SignIn(context, known.Principal!);
        });
        await RegisterClientAsync(app.Services, redirectUris);
        await app.StartAsync();
        return app;
    }

    private static IResult SignIn(HttpContext context, ClaimsPrincipal principal) =>
        Results.SignIn(principal, properties: null, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);

    private static ClaimsPrincipal Principal()
    {
        var identity = new ClaimsIdentity("provider", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, Guid.NewGuid().ToString());
        identity.SetScopes(Scopes.OpenId, Scopes.OfflineAccess);
        return new(identity);
    }

    private static async Task RegisterClientAsync(IServiceProvider services, IEnumerable<string> redirectUris)
    {
        await using var scope = services.CreateAsyncScope();
        var client = new OpenIddictApplicationDescriptor { ClientId = IdentityProvider.ClientId, ClientType = ClientTypes.Public };
        client.RedirectUris.UnionWith(redirectUris.Select(uri => new Uri(uri)));
        client.Permissions.UnionWith(
        [
            Permissions.Endpoints.Authorization, Permissions.Endpoints.Token, Permissions.GrantTypes.AuthorizationCode,
                Permissions.GrantTypes.RefreshToken,
            Permissions.ResponseTypes.Code, Permissions.Prefixes.Scope + Scopes.OfflineAccess,
        ]);
        await scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>().CreateAsync(client);
    }
}
