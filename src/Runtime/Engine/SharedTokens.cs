namespace RefreshRace;

/// <summary>
/// The cancellation sources of flights with a timeout. Flights that start within a short span share one, because a source per flight would
/// cost more than the rest of the flight. It fires when the last deadline of its span has come, or earlier when no flight of the span is
/// left that is not overdue, so a lone flight's token fires exactly with its timeout. Guarded by the lock of the shard.
/// </summary>
internal struct SharedTokens
{
    private Span? _oldest;
    private Span? _youngest;

    /// <summary>The token for a flight.</summary>
    /// <param name="deadline">The deadline of the flight.</param>
    /// <param name="width">How far deadlines that share a source may lie apart.</param>
    /// <param name="isIdle">Whether no flight of the shard is under way, so that nobody needs the older sources any more.</param>
    internal CancellationToken For(long deadline, long width, bool isIdle)
    {
        var span = _youngest;
        if (isIdle && _oldest != span)
            _oldest = span;

        // A deadline before the span's first means that the clock was set back.
        if (span is null || deadline > span.First + width || deadline < span.First)
        {
            span = new Span { First = deadline };
            if (_youngest is null)
                _oldest = span;
            else
                _youngest.Next = span;
            _youngest = span;
        }

        // The clock is coarse, and what is only read stays in the caches of all processors.
        if (span.Last < deadline)
            span.Last = deadline;
        return span.Source.Token;
    }

    /// <summary>
    /// No flight of the shard is under way any more: what delegates have registered on the tokens and not taken back ends with their
    /// flights, not with the next traffic. The source itself, if it has not fired, serves the next flights.
    /// </summary>
    internal void Reset()
    {
        if (_youngest is not { } span)
            return;
#if NET
        // Drops registrations without running or awaiting any; false for a source that has fired.
        if (span.Source.TryReset())
        {
            _oldest = span;
            return;
        }
#endif
        _oldest = _youngest = null;
    }

    /// <summary>Says that the flight with this deadline is overdue, so its source must fire.</summary>
    internal readonly void MarkOverdue(long deadline)
    {
        for (var span = _oldest; span is not null; span = span.Next)
        {
            if (span.First <= deadline && deadline <= span.Last)
                span.Overdue = true;
        }
    }

    /// <summary>
    /// Removes the spans that are over and returns the sources among them that must fire; <paramref name="nextCheck"/> is when to ask
    /// again.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="nextPending">The earliest deadline of a flight that is not overdue.</param>
    /// <param name="nextCheck">When a span ends that has overdue flights and others; lowered, never raised.</param>
    internal List<CancellationTokenSource>? TakeFinished(long now, long nextPending, ref long nextCheck)
    {
        List<CancellationTokenSource>? fire = null;
        Span? last = null;
        for (var span = _oldest; span is not null; span = span.Next)
        {
            var over = span.Last <= now || (span.Overdue && nextPending > span.Last);
            if (!over)
            {
                if (span.Overdue)
                    nextCheck = Math.Min(nextCheck, span.Last);
                last = span;
                continue;
            }

            if (span.Overdue)
                (fire ??= []).Add(span.Source);
            if (last is null)
                _oldest = span.Next;
            else
                last.Next = span.Next;
        }

        _youngest = last;
        return fire;
    }

    private sealed class Span
    {
        internal readonly CancellationTokenSource Source = new();
        internal long First;
        internal long Last;
        internal bool Overdue;
        internal Span? Next;
    }
}
