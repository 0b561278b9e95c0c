using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace RefreshRace;

/// <summary>
/// A span, or none. Listeners run code of their own when it starts and when it ends; what they throw reaches no caller, for whom a rotated
/// token may be on its way.
/// </summary>
internal readonly struct FlightSpan : IDisposable
{
    private readonly string? _name;
    private readonly Activity? _outer;

    private FlightSpan(string? name, Activity? outer, Activity? activity)
    {
        _name = name;
        _outer = outer;
        Activity = activity;
    }

    internal Activity? Activity { get; }

    /// <summary>Starts a span that has the instance's name as a tag.</summary>
    internal static FlightSpan Start(string? name, Func<StrongBox<ActivityContext>?, Activity?> start, StrongBox<ActivityContext>? flight)
    {
        var outer = Activity.Current;
        try
        {
            var activity = start(flight);
            if (name is not null)
                activity?.SetTag("name", name);
            return new FlightSpan(name, outer, activity);
        }
        catch (Exception exception)
        {
            Recover(name, outer, exception);
            return default;
        }
    }

    /// <summary>Marks the span as failed with the type of the exception; its message may hold what the server said about a token.</summary>
    internal void Fail(Exception exception) => Activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().FullName);

    public void Dispose()
    {
        try
        {
            Activity?.Dispose();
        }
        catch (Exception exception)
        {
            Recover(_name, _outer, exception);
        }
    }

    /// <summary>The listener has interrupted the framework, which has not given the flow its current activity back.</summary>
    private static void Recover(string? name, Activity? outer, Exception exception)
    {
        FlightEvents.Swallowed(name, "A listener of the spans", exception);
        Activity.Current = outer;
    }
}
