using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Studio;
using Studio.Demo;

string[] page = ["projects", "comments", "members", "usage", "invoices"];

var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<SessionStore>();
builder.Services.AddSingleton<IdentityProvider>();
builder.Services.AddSingleton(new Burst(page.Length));
builder.Services.AddHttpClient<SessionService>(CallThisServer);
builder.Services.AddHttpClient<StudioApi>(CallThisServer);

var app = builder.Build();
var provider = app.Services.GetRequiredService<IdentityProvider>();
var sessions = app.Services.GetRequiredService<SessionStore>();
var burst = app.Services.GetRequiredService<Burst>();

// The back end of Studio.
app.MapBatch();

// Two other servers in real life, played by this one: the API behind the back end, and the identity provider.
app.MapGet("api/{resource}", (string resource, HttpRequest request) =>
    provider.Accepts(request.Headers.Authorization) ? Results.Ok(resource) : Results.Unauthorized());
app.MapPost("connect/token", async (HttpRequest request) =>
{
    var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
    await burst.EverybodyHasReadAsync(request.HttpContext.RequestAborted);
    return provider.Exchange(form["refresh_token"].ToString()) is { } tokens
        ? Results.Ok(tokens)
        : Results.BadRequest(new { error = "invalid_grant" });
});

await app.StartAsync();

// A user who signed in a while ago: the access token has expired, the refresh token is good.
var signedIn = provider.SignIn();
sessions.Add(new Session("s-1", "ada", signedIn.AccessToken, DateTimeOffset.UtcNow.AddMinutes(-1), signedIn.RefreshToken));
sessions.Read += _ => burst.SessionWasRead();

using var browser = new HttpClient { BaseAddress = Address(app.Services) };
browser.DefaultRequestHeaders.Add("Cookie", $"{BatchEndpoint.SessionCookie}=s-1");
using var response = await browser.PostAsJsonAsync("batch", page);
var answers = response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<Answer[]>() : [];
await app.DisposeAsync();

var answered = answers!.Count(answer => answer.Status == HttpStatusCode.OK);
Console.WriteLine($"""
    {page.Length} API calls, one expired session
      refreshes that reached the identity provider: {provider.Exchanges} ({provider.Rejections} rejected)
      API calls that failed: {page.Length - answered} of {page.Length}
      user still signed in: {(sessions.Contains("s-1") ? "yes" : "no")}
    """);

static void CallThisServer(IServiceProvider services, HttpClient client) => client.BaseAddress = Address(services);

static Uri Address(IServiceProvider services) =>
    new(services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
