namespace RefreshRace;

/// <summary>
/// Marks the flow of a flight's delegate, so that a call from inside the flight that would wait for the flight is refused rather than
/// left waiting for itself. The mark travels with the execution context; only the join path looks at it.
/// </summary>
internal sealed class FlightMarker
{
    private static readonly AsyncLocal<FlightMarker?> s_current = new();

    private static readonly bool s_disabled =
        AppContext.TryGetSwitch("RefreshRace.DisableReentrancyCheck", out var disabled) && disabled;

#if NET
    /// <summary>
    /// The last marker whose flight completed synchronously on this thread. Marking a context costs two allocations, and a flight that
    /// never left its thread left (as a rule) nobody behind who carries the mark, so the next flight with the same base context takes it
    /// over. A weak reference, because the marker holds the context with everything ambient in it.
    /// </summary>
    [ThreadStatic]
    private static WeakReference<FlightMarker>? t_spare;

    /// <summary>
    /// Null where the flow is suppressed: then the mark reaches what the delegate does on this thread, and travels no further.
    /// </summary>
    private ExecutionContext? _base;
    private ExecutionContext? _marked;
    private bool _spent;

    /// <summary>It has been this thread's spare; after another one took its place it is not offered again.</summary>
    private bool _isSpare;
#endif
    private FlightMarker? _parent;
    private object? _flight;

    /// <summary>The mark of the flow outside, where there is no context to give back.</summary>
    private FlightMarker? _outer;

    /// <summary>
    /// Marks the flow. The marks of flights that have ended are left out: a flow that goes from flight to flight, as by a timer which each
    /// of them sets anew, would keep all of them alive, with all their contexts.
    /// </summary>
    private FlightMarker(FlightMarker? parent)
    {
        _parent = Living(parent);
        for (var marker = _parent; marker is not null; marker = marker._parent)
            marker._parent = Living(marker._parent);
        var outer = s_current.Value;
        if (!ReferenceEquals(Living(outer), outer))
            s_current.Value = outer = Living(outer);
        _outer = outer;
#if NET
        _base = ExecutionContext.Capture();
#endif
        s_current.Value = this;
#if NET
        _marked = ExecutionContext.Capture();
#endif
    }

    /// <summary>The mark of the innermost flight that the caller's flow comes from.</summary>
    internal static FlightMarker? Current => s_current.Value;

    /// <summary>Whether the caller's flow comes from inside the flight, directly or through other flights.</summary>
    internal static bool IsInside(object flight)
    {
        for (var marker = s_current.Value; marker is not null; marker = marker._parent)
        {
            if (ReferenceEquals(Volatile.Read(ref marker._flight), flight))
                return true;
        }

        return false;
    }

    /// <summary>The same for any flight that is meant.</summary>
    internal static bool IsInside(Func<object, bool> isMeant)
    {
        for (var marker = s_current.Value; marker is not null; marker = marker._parent)
        {
            if (Volatile.Read(ref marker._flight) is { } flight && isMeant(flight))
                return true;
        }

        return false;
    }

    /// <summary>Marks the current flow. Null when the check is off.</summary>
    internal static FlightMarker? Enter(object flight)
    {
#if NET
        if (s_disabled)
            return null;
        if (ExecutionContext.Capture() is { } context
            && t_spare is { } spare
            && spare.TryGetTarget(out var marker)
            && ReferenceEquals(marker._base, context)
            && Volatile.Read(ref marker._flight) is null
            && !marker._spent)
        {
            ExecutionContext.Restore(marker._marked!);
        }
        else
        {
            marker = new FlightMarker(s_current.Value);
        }

        marker._flight = flight;
        return marker;
#else
        return EnterUnder(s_current.Value, flight);
#endif
    }

    /// <summary>
    /// Marks the current flow as inside a flight whose leader has the mark <paramref name="parent"/>, on a thread that may not have it.
    /// </summary>
    internal static FlightMarker? EnterUnder(FlightMarker? parent, object flight)
    {
        if (s_disabled)
            return null;
        return new FlightMarker(parent) { _flight = flight };
    }

    /// <summary>The innermost of the flights around that has not ended.</summary>
    private static FlightMarker? Living(FlightMarker? marker)
    {
        while (marker is not null && Volatile.Read(ref marker._flight) is null)
            marker = marker._parent;
        return marker;
    }

    /// <summary>Gives the thread its context back after the synchronous part of the delegate.</summary>
    internal void Exit()
    {
#if NET
        if (_base is not null)
        {
            ExecutionContext.Restore(_base);
            return;
        }
#endif
        s_current.Value = _outer;
    }

    /// <summary>The flight has ended on the thread that started it, before the delegate returned to it.</summary>
    internal void EndedAtOnce()
    {
        _flight = null;
#if NET
        if (_isSpare || _base is null)
            return;
        _isSpare = true;
        if (t_spare is { } spare)
            spare.SetTarget(this);
        else
            t_spare = new WeakReference<FlightMarker>(this);
#endif
    }

    /// <summary>The flight has ended later. Flows that still carry the mark must not take it for another flight's.</summary>
    internal void Ended()
    {
#if NET
        _spent = true;
        _base = _marked = null;
#endif
        _outer = null;
        Volatile.Write(ref _flight, null);
    }
}
