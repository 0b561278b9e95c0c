using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RefreshRace.Extensions;

/// <summary>
/// The service scope of one delegate. A service that throws when it is disposed of must not cost what the delegate has achieved: the token
/// is rotated by then, and
/// its only copy is the result. The log gets the type of the exception, for its text may hold anything.
/// </summary>
internal sealed class FlightScope : IAsyncDisposable
{
    private static readonly Action<ILogger, string?, Exception?> s_notDisposed = LoggerMessage.Define<string?>(
        LogLevel.Warning,
        new EventId(2, "ScopeNotDisposed"),
        "A service of a single flight's scope threw {Exception} when it was disposed of. The outcome of the flight stands.");

    private readonly AsyncServiceScope _scope;
    private readonly ILoggerFactory? _logging;

    internal FlightScope(IServiceScopeFactory scopes)
    {
        _scope = scopes.CreateAsyncScope();

        // Asked for now, because a host that is going down gives nothing any more at the end of the flight.
        _logging = _scope.ServiceProvider.GetService<ILoggerFactory>();
    }

    internal TService Get<TService>()
        where TService : notnull => _scope.ServiceProvider.GetRequiredService<TService>();

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _scope.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (_logging is not null)
                s_notDisposed(_logging.CreateLogger("RefreshRace"), exception.GetType().FullName, null);
        }
    }
}
