using System.Net;
using Npgsql;
using RefreshRace.Distributed;
using StackExchange.Redis;

namespace Fleet;

/// <summary>A web application that signs users in by code and PKCE, keeps their tokens in its database, and knows them by a
/// cookie.</summary>
internal static class Application
{
    internal static async Task RunAsync(AppOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{options.Port}");
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddHttpClient<IdentityProvider>(http => http.BaseAddress = options.Provider);
        builder.Services.AddHttpClient<SessionStore>(http => http.BaseAddress = options.Database);
        await AddTokenServiceAsync(builder.Services, options);
        var app = builder.Build();
        app.MapGet("/", () => "ready");
        app.MapGet("/me", MeAsync);
        SignInEndpoints.Map(app, options);
        await app.RunAsync();
    }

    private static async Task AddTokenServiceAsync(IServiceCollection services, AppOptions options)
    {
        switch (options.Kind)
        {
            case "racy":
                services.AddScoped<ITokenService, Racy.TokenService>();
                return;
            case "fixed":
                services.AddScoped<ITokenService, Fixed.TokenService>();
                return;
        }

        services.AddScoped<ITokenService, Machines.TokenService>();
        var flight = services.AddSingleFlight<string, TokenResponse>(
            new() { Successor = tokens => tokens.RefreshToken, RetainFor = TimeSpan.FromSeconds(60) });
        if (options.Kind == "postgres")
        {
            flight.UsePostgres(NpgsqlDataSource.Create(options.Engine), FleetJson.Default.TokenResponse, EngineUnavailable.Throw);
        }
        else
        {
            flight.UseRedis(await ConnectionMultiplexer.ConnectAsync(options.Engine), FleetJson.Default.TokenResponse,
                EngineUnavailable.Throw);
        }
    }

    /// <summary>What the user came for. Who has no tokens any more is signed out; a renewal that failed for another reason signs nobody
    /// out.</summary>
    private static async Task<IResult> MeAsync(HttpContext context, ITokenService tokens, SessionStore sessions)
    {
        if (context.Request.Cookies["session"] is not { } sessionId)
            return Results.Unauthorized();
        try
        {
            if (await tokens.GetAccessTokenAsync(sessionId, context.RequestAborted) is not null)
                return Results.Text("hello");
        }
        catch (HttpRequestException exception) when (exception.StatusCode is not HttpStatusCode.BadRequest)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
        catch (FlightFailedElsewhereException)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
        catch (HttpRequestException)
        {
            // invalid_grant: the session is over.
        }

        await sessions.RemoveAsync(sessionId);
        context.Response.Cookies.Delete("session");
        return Results.Unauthorized();
    }
}
