using System.Runtime.CompilerServices;

namespace RefreshRace;

/// <content>The calls that get the result of another call's flight.</content>
internal sealed partial class FlightTable<TKey, TResult>
{
    private Task<TResult> JoinAs(
        CallKind kind, Flight<TKey, TResult> flight, Task<TResult> answer, bool isInFlight, CancellationToken cancellationToken) =>
        (kind & CallKind.Blocks) != 0
            ? JoinBlocking(flight, answer, isInFlight, cancellationToken)
            : Join(flight, answer, isInFlight, cancellationToken);

    private Task<TResult> Join(Flight<TKey, TResult> flight, Task<TResult> answer, bool isInFlight, CancellationToken cancellationToken)
    {
        if (!TryJoin(flight, isInFlight, out var isCounted))
            return Task.FromException<TResult>(Errors.Reentrant());
        if (FlightTrace.IsListening)
            return JoinTracedAsync(flight, answer, isInFlight, isCounted, cancellationToken);
        if (isCounted && cancellationToken.CanBeCanceled)
            return JoinCounted(flight, answer, cancellationToken);
        return Waiting.Until(answer, cancellationToken);
    }

    /// <summary>False when the caller would wait for itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryJoin(Flight<TKey, TResult> flight, bool isInFlight, out bool isCounted)
    {
        isCounted = isInFlight && _options.CancelWhenAbandoned;
        if (isInFlight && FlightMarker.IsInside(flight))
        {
            if (isCounted)
                Leave(flight);
            return false;
        }

        _meter.Joined(Name, isInFlight ? "inflight" : "retained");
        return true;
    }

    /// <summary>A call from inside a flight that everybody has left waits for no end of it.</summary>
    private static void RefuseReentrantWait(Flight<TKey, TResult> abandonedFlight, ref Admission admission)
    {
        if (!FlightMarker.IsInside(abandonedFlight))
            return;
        admission.Blocked = null;
        admission.Answer = Task.FromException<TResult>(Errors.Reentrant());
    }

    private async Task<TResult> JoinTracedAsync(
        Flight<TKey, TResult> flight, Task<TResult> answer, bool isInFlight, bool isCounted, CancellationToken cancellationToken)
    {
        using var span = FlightTrace.StartJoin(Name, isInFlight ? "inflight" : "retained", flight.Extras?.Span);
        try
        {
            return isCounted && cancellationToken.CanBeCanceled
                ? await JoinCounted(flight, answer, cancellationToken).ConfigureAwait(false)
                : await Waiting.Until(answer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            throw;
        }
    }

    private Task<TResult> JoinCounted(Flight<TKey, TResult> flight, Task<TResult> answer, CancellationToken cancellationToken)
    {
        var registration = new Departure(this, flight).When(cancellationToken);
        return CountedAsync(Waiting.Until(answer, cancellationToken), registration, cancellationToken);
    }

    /// <summary>The wait of a caller whose leaving may abandon the flight, and who is registered for that.</summary>
    private static async Task<TResult> CountedAsync(
        Task<TResult> wait, CancellationTokenRegistration registration, CancellationToken cancellationToken)
    {
        try
        {
            return await wait.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // This caller may have been the last: the flight's token has fired then, and the caller knows only its own.
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            Departure.NoLonger(registration, cancellationToken);
        }
    }

    /// <summary>A caller that was counted has left; when it was the last one, the flight's token fires.</summary>
    private void Leave(Flight<TKey, TResult> flight)
    {
        CancellationTokenSource? abandoned = null;
        SchedulePoint.Hit("before leaving");
        using (ShardOf(flight.Hash).Lock())
        {
            // One whose token fires after its flight was forgotten leaves nothing.
            if (flight.Extras is { } extras && --extras.Callers == 0 && flight.State == FlightState.InFlight)
            {
                flight.State = FlightState.Abandoned;
                abandoned = extras.Cancellation;
            }
        }

        if (abandoned is not null)
            Fire(Name, abandoned);
    }

    /// <summary>
    /// Cancels a flight's token. What the callbacks of a delegate throw has nowhere to go: this runs in the cancellation of some caller or
    /// in a timer.
    /// </summary>
    private static void Fire(string? name, CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException exception)
        {
            FlightEvents.Swallowed(name, "a callback of the flight's token", exception.InnerException!);
        }
    }

    /// <summary>The leaving of one counted caller.</summary>
    private sealed class Departure(FlightTable<TKey, TResult> table, Flight<TKey, TResult> flight)
    {
        internal CancellationTokenRegistration When(CancellationToken cancellationToken) =>
#if NET
            cancellationToken.UnsafeRegister(static state => ((Departure)state!).Leave(), this);
#else
            cancellationToken.Register(static state => ((Departure)state!).Leave(), this, useSynchronizationContext: false);
#endif

        /// <summary>
        /// The caller's wait is over. A token that has fired runs its callbacks all the same, this one among them, whether before or after
        /// the end of the wait; and to take it away would be to wait for it while it runs what the delegate wants to be told.
        /// </summary>
        internal static void NoLonger(CancellationTokenRegistration registration, CancellationToken cancellationToken)
        {
            if (cancellationToken.IsCancellationRequested)
                return;
#if NET
            registration.Unregister();
#else
            registration.Dispose();
#endif
        }

        private void Leave() => table.Leave(flight);
    }
}
