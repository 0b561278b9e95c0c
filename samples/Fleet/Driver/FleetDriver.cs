using System.Net;
using System.Text.RegularExpressions;
using RefreshRace.Distributed.Tests;

namespace Fleet;

/// <summary>An application on one or three processes, with its provider and its database, and users who come all at once.</summary>
public sealed partial class FleetDriver : IAsyncDisposable
{
    public const int Requests = 50;
    private const int Stragglers = 10;

    private readonly List<IDisposable> _processes = [];
    private readonly List<WebApplication> _services = [];
    private readonly List<Uri> _machines = [];

    public TokenGate Gate { get; } = new();

    public SessionDatabase Database { get; } = new();

    /// <summary>Starts everything.</summary>
    /// <param name="kind">racy, fixed, or an engine: garnet, redis, postgres.</param>
    /// <param name="machines">How many processes.</param>
    /// <param name="engine">The connection string of the engine, or "none".</param>
    /// <param name="provider">Starts another provider than OpenIddict: gets the gate, the port and the addresses to come back to.</param>
    public static async Task<FleetDriver> StartAsync(
        string kind, int machines, string engine = "none", Func<TokenGate, int, string[], Task<WebApplication>>? provider = null)
    {
        var driver = new FleetDriver();
        var ports = Enumerable.Range(0, machines).Select(_ => Shell.FreePort()).ToArray();
        var providerPort = Shell.FreePort();
        var databasePort = Shell.FreePort();
        var redirectUris = ports.Select(port => $"http://127.0.0.1:{port}/callback").ToArray();
        driver._services.Add(await (provider ?? OpenIddictProvider.StartAsync)(driver.Gate, providerPort, redirectUris));
        driver._services.Add(await driver.Database.StartAsync(databasePort));
        foreach (var port in ports)
        {
            var options = new AppOptions(kind, port, new($"http://127.0.0.1:{providerPort}/"), new($"http://127.0.0.1:{databasePort}/"),
                engine);
            driver._processes.Add(
                Shell.Start("dotnet", [typeof(FleetDriver).Assembly.Location, "app", .. options.ToArguments()],
                Shell.TemporaryFolder("machine")));
            driver._machines.Add(new($"http://127.0.0.1:{port}/"));
        }

        await Task.WhenAll(driver._machines.Select(WaitForAsync));
        return driver;
    }

    /// <summary>Signs a user in, as a browser does, and returns the session's number.</summary>
    public async Task<string> SignInAsync()
    {
        var known = Database.Ids;
        using var browser = new HttpClient(
            new HttpClientHandler { CookieContainer = new(), MaxAutomaticRedirections = 20 }) { Timeout = TimeSpan.FromMinutes(5) };
        using var page = await browser.GetAsync(new Uri(_machines[0], "login"));
        var (address, text) = (page.RequestMessage!.RequestUri!, await page.Content.ReadAsStringAsync());

        // A provider that asks has forms: who, and whether it may.
        for (var form = 0; form < 4 && Form().Match(text) is { Success: true } match; form++)
        {
            using var answer = new FormUrlEncodedContent(
                [new("prompt", PromptName().Match(text).Groups[1].Value), new("login", "ada"), new("password", "x")]);
            using var next = await browser.PostAsync(new Uri(address, match.Groups[1].Value), answer);
            (address, text) = (next.RequestMessage!.RequestUri!, await next.Content.ReadAsStringAsync());
        }

        if (text != "signed in")
            throw new InvalidOperationException($"The sign-in ended at {address.AbsolutePath} with: {text}");
        return Database.Newest(known);
    }

    /// <summary>50 requests with one expired session: the first one's client leaves at once, ten have read the token and come late with
    /// it.</summary>
    public async Task<BurstResult> BurstAsync(string session, bool checkLife = true)
    {
        Gate.Reset();
        Database.Expire(session);
        using var leaves = new CancellationTokenSource();
        var first = RequestAsync(session, 0, straggle: false, leaves.Token);
        var others = Enumerable.Range(1, Requests - 1).Select(number =>
            RequestAsync(session, number, number > Requests - 1 - Stragglers, default)).ToArray();
        while (Gate.Refreshes == 0 && !others.Any(request => request.IsCompleted))
            await Task.Delay(1);
        await leaves.CancelAsync();
        await Task.WhenAny(first);
        var statuses = await Task.WhenAll(others);
        var (refreshes, consumed) = (Gate.Refreshes, Gate.ConsumedPresented);
        return new(
            refreshes,
            consumed,
            statuses.Count(status => status is HttpStatusCode.OK),
            statuses.Count(status => status is HttpStatusCode.Unauthorized),
            statuses.Count(status => (int)status >= 500),
            checkLife && await IsAliveAsync(session));
    }

    public async Task<bool> IsAliveAsync(string session)
    {
        if (Database.Find(session) is null)
            return false;
        Database.Expire(session);
        return await RequestAsync(session, 0, false, default) is HttpStatusCode.OK;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.OfType<System.Diagnostics.Process>())
            Shell.Kill(process);
        foreach (var service in _services)
            await service.DisposeAsync();
    }

    private static async Task WaitForAsync(Uri machine)
    {
        using var http = new HttpClient();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await http.GetStringAsync(machine);
                return;
            }
            catch (HttpRequestException) when (attempt < 1200)
            {
                await Task.Delay(50);
            }
        }
    }

    private readonly HttpClient _users = new(
        new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = Requests }) { Timeout = TimeSpan.FromMinutes(5) };

    private async Task<HttpStatusCode> RequestAsync(string session, int number, bool straggle, CancellationToken leaves)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_machines[number % _machines.Count], "me"));
        request.Headers.Add("Cookie", "session=" + session);
        if (straggle)
            request.Headers.Add("X-Straggle", "400");
        using var response = await _users.SendAsync(request, leaves);
        return response.StatusCode;
    }

    [GeneratedRegex("""<form[^>]*action="([^"]+)"[^>]*method="post""", RegexOptions.IgnoreCase)]
    private static partial Regex Form();

    [GeneratedRegex("""name="prompt" value="([a-z]+)""")]
    private static partial Regex PromptName();
}
