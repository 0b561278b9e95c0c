using System.Diagnostics;

namespace RefreshRace.Testing;

/// <summary>Races callers against your client and a <see cref="RotatingTokenServer"/>, in the three ways in which refresh tokens get lost:
/// many callers at once, callers that come late with the consumed token, and a first caller that leaves in the middle of the
/// exchange.</summary>
/// <remarks>The order of events is made with barriers inside the server, not with sleeps: the answer to the first exchange is held until
/// the callers have gathered. Code that races fails on a slow machine as on a fast one.</remarks>
public static class RaceProbe
{
    /// <summary>Races calls that need a good access token and renew it when they must: the way your application uses the client.</summary>
    /// <param name="server">The server that the client talks to, for its tokens and for an API under
    /// <see cref="RotatingTokenServerOptions.ApiPath"/>.</param>
    /// <param name="call">One call, run once per caller, at the same time. It fails by throwing, or by a result that says so: see the other
    /// overload, which is chosen for every call with a result. The token is the caller's own.</param>
    /// <param name="options">How to race; the strongest race when null.</param>
    /// <returns>What happened. Nothing is asserted yet: see <see cref="RaceReport.ShouldBeSingleFlight"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The numbers in the options do not fit together.</exception>
    /// <remarks>Stragglers are made at the API: their 401 is held until the other callers are done. When the callers never ask the API with
    /// an expired token (a client that only looks at its own clock), there is no such moment, and the report says so.</remarks>
    public static Task<RaceReport> RunAsync(
        RotatingTokenServer server, Func<CancellationToken, Task> call, RaceProbeOptions? options = null)
    {
        _ = call ?? throw new ArgumentNullException(nameof(call));
        return RunCallsAsync(server, cancellationToken => Awaited.ResultOfAsync(call(cancellationToken), typeof(Task)), options);
    }

    /// <summary>Races calls that need a good access token and renew it when they must, and looks at what they give.</summary>
    /// <typeparam name="TResult">What the call returns: <c>Task&lt;T&gt;</c>, <c>ValueTask</c>, <c>ValueTask&lt;T&gt;</c> or any other type
    /// with a <c>GetAwaiter</c> of its own, which is awaited; or, where the call blocks, the result itself.</typeparam>
    /// <param name="server">The server that the client talks to, for its tokens and for an API under
    /// <see cref="RotatingTokenServerOptions.ApiPath"/>.</param>
    /// <param name="call">One call, run once per caller, at the same time. It fails by throwing, by <see langword="false"/>, by
    /// <see langword="null"/>, by an empty string, by a response or a status without success, or by a result that says so in a property
    /// (<c>IsSuccess</c>, <c>Succeeded</c>, <c>IsError</c> and their like). The token is the caller's own.</param>
    /// <param name="options">How to race; the strongest race when null.</param>
    /// <returns>What happened. Nothing is asserted yet: see <see cref="RaceReport.ShouldBeSingleFlight"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The numbers in the options do not fit together.</exception>
    public static Task<RaceReport> RunAsync<TResult>(
        RotatingTokenServer server, Func<CancellationToken, TResult> call, RaceProbeOptions? options = null)
    {
        _ = call ?? throw new ArgumentNullException(nameof(call));
        return RunCallsAsync(server, cancellationToken => Awaited.ResultOfAsync(call(cancellationToken), typeof(TResult)), options);
    }

    /// <summary>Races exchanges of one refresh token, the narrowest form: every caller holds the same token, stragglers included.</summary>
    /// <param name="server">The server that the exchange talks to.</param>
    /// <param name="refreshToken">The token that every caller holds; of a session of this server.</param>
    /// <param name="exchange">Exchanges the token it is given and returns the refresh token it got for it.</param>
    /// <param name="options">How to race; the strongest race when null.</param>
    /// <returns>What happened. Nothing is asserted yet: see <see cref="RaceReport.ShouldBeSingleFlight"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The server has not issued that token.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The numbers in the options do not fit together.</exception>
    public static Task<RaceReport> RunExchangeAsync(
        RotatingTokenServer server,
        string refreshToken,
        Func<string, CancellationToken, Task<string>> exchange,
        RaceProbeOptions? options = null) =>
        RunExchangeAsync<Task<string>>(server, refreshToken, exchange, options);

    /// <summary>Races exchanges of one refresh token that return something else than a <c>Task&lt;string&gt;</c>.</summary>
    /// <typeparam name="TResult">A <see cref="string"/>, or what gives one when it is awaited.</typeparam>
    /// <param name="server">The server that the exchange talks to.</param>
    /// <param name="refreshToken">The token that every caller holds; of a session of this server.</param>
    /// <param name="exchange">Exchanges the token it is given and returns the refresh token it got for it.</param>
    /// <param name="options">How to race; the strongest race when null.</param>
    /// <returns>What happened. Nothing is asserted yet: see <see cref="RaceReport.ShouldBeSingleFlight"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The server has not issued that token, or the exchange returns no text.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The numbers in the options do not fit together.</exception>
    public static Task<RaceReport> RunExchangeAsync<TResult>(
        RotatingTokenServer server,
        string refreshToken,
        Func<string, CancellationToken, TResult> exchange,
        RaceProbeOptions? options = null)
    {
        _ = server ?? throw new ArgumentNullException(nameof(server));
        _ = refreshToken ?? throw new ArgumentNullException(nameof(refreshToken));
        _ = exchange ?? throw new ArgumentNullException(nameof(exchange));
        options ??= new RaceProbeOptions();
        options.Check();
        server.IsSessionAlive(refreshToken);
        if (Awaited.ResultTypeOf(typeof(TResult)) != typeof(string))
        {
            throw new ArgumentException(
                $"The exchange must return the new refresh token, as a Task<string> for instance. It returns a {NameOf(typeof(TResult))}.",
                nameof(exchange));
        }

        return new RaceRun(server, options.ForCalls()).RunExchangesAsync(
            refreshToken, (token, cancellationToken) => Awaited.ResultOfAsync(exchange(token, cancellationToken), typeof(TResult)));
    }

    /// <summary>Races processes, each of which is a caller, against a server that all of them reach at one address
    /// (<see cref="RotatingTokenServer.StartLoopback"/>). The tokens are counted here, in one place.</summary>
    /// <param name="server">The server, with an open port.</param>
    /// <param name="start">How to start the process with this number, from 1 in the order in which they start: a program that makes one
    /// call that needs a good access token, and ends with exit code 0 when it succeeded. Tell it the address of the server and where its
    /// tokens are, for example in its environment.</param>
    /// <param name="options">How to race; the strongest race when null. No process leaves in the middle of its exchange.</param>
    /// <returns>What happened. Nothing is asserted yet: see <see cref="RaceReport.ShouldBeSingleFlight"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The numbers in the options do not fit together.</exception>
    /// <remarks>A process that fails is reported with the last line of its standard error that is no stack frame. One that has not ended
    /// within <see cref="RaceProbeOptions.Timeout"/> is reported, and ended.</remarks>
    public static async Task<RaceReport> RunProcessesAsync(
        RotatingTokenServer server, Func<int, ProcessStartInfo> start, RaceProbeOptions? options = null)
    {
        _ = server ?? throw new ArgumentNullException(nameof(server));
        _ = start ?? throw new ArgumentNullException(nameof(start));
        options ??= new RaceProbeOptions();
        options.Check();
        var started = 0;
        using var end = new CancellationTokenSource();
        try
        {
            return await new RaceRun(server, options.ForProcesses())
                .RunProcessesAsync(_ => ProcessCall.RunAsync(start(Interlocked.Increment(ref started)), end.Token)).ConfigureAwait(false);
        }
        finally
        {
            end.Cancel();
        }
    }

    private static Task<RaceReport> RunCallsAsync(
        RotatingTokenServer server, Func<CancellationToken, Task<CallResult>> call, RaceProbeOptions? options)
    {
        _ = server ?? throw new ArgumentNullException(nameof(server));
        options ??= new RaceProbeOptions();
        options.Check();
        return new RaceRun(server, options.ForCalls()).RunCallsAsync(call);
    }

    private static string NameOf(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.Name;
}
