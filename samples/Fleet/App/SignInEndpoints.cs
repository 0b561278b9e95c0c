using System.Security.Cryptography;
using System.Text;

namespace Fleet;

/// <summary>The authorization code flow with PKCE (RFC 7636), in its shortest form.</summary>
internal static class SignInEndpoints
{
    internal static void Map(WebApplication app, AppOptions options)
    {
        var redirectUri = $"http://127.0.0.1:{options.Port}/callback";
        app.MapGet("/login", (HttpContext context) =>
        {
            var verifier = Random();
            var state = Random();
            context.Response.Cookies.Append("sign-in", state + "." + verifier, new() { HttpOnly = true });
            var challenge = Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
            return Results.Redirect(
                $"{options.Provider}auth?client_id={IdentityProvider.ClientId}&response_type=code&scope=openid%20offline_access&prompt=consent"
                + $"&redirect_uri={Uri.EscapeDataString(redirectUri)}&state={state}&code_challenge={challenge}&code_challenge_method=S256");
        });
        app.MapGet("/callback", async (HttpContext context, string code, string state, IdentityProvider provider, SessionStore sessions) =>
        {
            if (context.Request.Cookies["sign-in"]?.Split('.') is not [var expected, var verifier] || expected != state)
                return Results.BadRequest();
            var tokens = await provider.AskAsync(
                new()
                {
                    ["grant_type"] = "authorization_code",
                    ["code"] = code,
                    ["code_verifier"] = verifier,
                    ["redirect_uri"] = redirectUri,
                },
                context.RequestAborted);
            var sessionId = Random();
            await sessions.AddAsync(sessionId, tokens.ToSession(), context.RequestAborted);
            context.Response.Cookies.Append("session", sessionId, new() { HttpOnly = true });
            return Results.Text("signed in");
        });
    }

    private static string Random() => Base64Url(RandomNumberGenerator.GetBytes(32));

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
