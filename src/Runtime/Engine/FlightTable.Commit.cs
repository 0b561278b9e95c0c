namespace RefreshRace;

/// <content>The second phase: the commit, and who commits what another call's flight brought.</content>
internal sealed partial class FlightTable<TKey, TResult>
{
    /// <summary>As <see cref="CommitAsync"/>, for a coordinator that wants to know how it ended.</summary>
    private async Task CommitAndTellAsync(
        Flight<TKey, TResult> led,
        TKey key,
        TResult result,
        Func<TKey, CancellationToken, Task<TResult>> exchange,
        Func<TKey, TResult, CancellationToken, Task> commit,
        Func<bool, Task>? ended,
        CancellationToken flightToken)
    {
        try
        {
            await CommitAsync(led, key, result, exchange, commit, flightToken).ConfigureAwait(false);
        }
        catch
        {
            await (ended?.Invoke(false) ?? Task.CompletedTask).ConfigureAwait(false);
            throw;
        }

        await (ended?.Invoke(true) ?? Task.CompletedTask).ConfigureAwait(false);
    }

    /// <summary>
    /// Persists the result. Until that has succeeded the result is kept, whatever happens; and when it has, no older link of the chain is
    /// committed any more.
    /// </summary>
    private async Task CommitAsync(
        Flight<TKey, TResult> led,
        TKey key,
        TResult result,
        Func<TKey, CancellationToken, Task<TResult>> exchange,
        Func<TKey, TResult, CancellationToken, Task> commit,
        CancellationToken flightToken)
    {
        if (!KeepUntilCommitted(led, key, result))
        {
            await CommitLateAsync(led.Hash, key, result, exchange, commit).ConfigureAwait(false);
            return;
        }

        SchedulePoint.Hit("before the commit");
        try
        {
            await (commit(key, result, flightToken) ?? throw Errors.NullTask()).ConfigureAwait(false);
        }
        catch
        {
            _meter.CommitFailed(Name);
            throw;
        }

        SchedulePoint.Hit("after the commit");
        Settle(led);
        SettleOlder(key, led.Hash);
    }

    /// <summary>Keeps the result, and links it into its chain. False when the flight has lost its key.</summary>
    private bool KeepUntilCommitted(Flight<TKey, TResult> led, TKey key, TResult result)
    {
        var extras = led.EnsureExtras();
        TKey? successor = default;
        var hash = 0;
        var isLinkable = extras.Link is null
            && _successorOf is not null
            && TryGetSuccessor(key, result, out successor, out hash) == Rotation.Known;
        using (ShardOf(led.Hash).Lock())
        {
            if (led.State == FlightState.Gone)
                return false;
            if (extras.Kept is null)
                SetKeptLocked(extras, Task.FromResult(result));

            // Whoever holds the new token may have it from the kept result, so that one is a link of the chain as well.
            if (isLinkable)
                LinkLocked(led, successor!, hash);
            return true;
        }
    }

    private void Settle(Flight<TKey, TResult> led)
    {
        using (ShardOf(led.Hash).Lock())
        {
            TakeKeptLocked(led);
            SettleLocked(led);
        }
    }

    /// <summary>
    /// Commits a result that another flight brought, unless a newer link of its chain is there by now, which answers for it.
    /// </summary>
    private async Task<TResult> CommitKeptAsync(
        Flight<TKey, TResult> led,
        TKey key,
        TResult result,
        Func<TKey, CancellationToken, Task<TResult>> exchange,
        Func<TKey, TResult, CancellationToken, Task> commit,
        CancellationToken flightToken)
    {
        KeepUntilCommitted(led, key, result);
        if (led.Extras?.Link is not { } link)
        {
            await CommitAsync(led, key, result, exchange, commit, flightToken).ConfigureAwait(false);
            return result;
        }

        // From here on no flight for the successor starts; one that has started is seen.
        _chain!.BeginRepeat(link);
        try
        {
            if (await TryFollowAsync(link, exchange, commit).ConfigureAwait(false) is { } newer)
            {
                Settle(led);
                return await newer.ConfigureAwait(false);
            }

            await CommitAsync(led, key, result, exchange, commit, flightToken).ConfigureAwait(false);
            return result;
        }
        finally
        {
            _chain.EndRepeat(link);
        }
    }

    /// <summary>
    /// The newer result, committed, of the flight or the entry that the link leads to; null when there is neither. While it waits, the
    /// flight of the successor may go on, so that the two do not wait for each other.
    /// </summary>
    private async Task<Task<TResult>?> TryFollowAsync(
        ChainLink<TKey,
        TResult> link,
        Func<TKey,
        CancellationToken,
        Task<TResult>> exchange,
        Func<TKey,
        TResult,
        CancellationToken,
        Task> commit)
    {
        SchedulePoint.Hit("before looking for a newer link");
        while (true)
        {
            Admit(link.Successor, CallKind.Commits | CallKind.Follows, CancellationToken.None, out var admission);
            if (admission.IsEmpty)
                return null;
            _chain!.EndRepeat(link);
            if (admission.Blocked is { } blocked)
            {
                await blocked.ConfigureAwait(false);
                _chain.BeginRepeat(link);
                continue;
            }

            var newer = Proceed(in admission, link.Successor, exchange, commit, CancellationToken.None);
            await newer.ConfigureAwait(false);
            return newer;
        }
    }

    /// <summary>
    /// A call that commits has joined a flight that does not. When that has succeeded, the call leads the commit of its result, or joins
    /// the one who does.
    /// </summary>
    private async Task<TResult> CommitAfterAsync(
        Task<TResult> answer,
        OwedCommit owed,
        int hash,
        TKey key,
        Func<TKey, CancellationToken, Task<TResult>> exchange,
        Func<TKey, TResult, CancellationToken, Task> commit,
        CancellationToken cancellationToken)
    {
        Task<TResult> committed;
        try
        {
            var result = await answer.ConfigureAwait(false);
            Admission admission;
            while (!TryResumeCommit(key, hash, result, owed, cancellationToken, out admission))
            {
                // What was there has just gone.
            }

            committed = Proceed(in admission, key, exchange, commit, cancellationToken);
        }
        finally
        {
            NoLongerPending(ShardOf(hash));
        }

        return await committed.ConfigureAwait(false);
    }

    private bool TryResumeCommit(
        TKey key, int hash, TResult result, OwedCommit owed, CancellationToken cancellationToken, out Admission admission)
    {
        admission = default;
        var shard = ShardOf(hash);
        var changes = default(GaugeChanges);
        SchedulePoint.Hit("before an owed commit");
        var now = _clock.Now;
        using (shard.Lock())
        {
            if (owed.IsSettled)
            {
                admission.Answer = Task.FromResult(result);
                return true;
            }

            var found = shard.FindLocked(key, hash, _comparer);
            if (found is null || (!found.IsUnderWay && found.Deadline <= now))
            {
                // A sign-out has forgotten the result meanwhile, as it may any; this call was under way before, and goes on.
                if (found is not null)
                    ForgetLocked(shard, found, ref changes);
                StartLocked(shard, key, hash, now, Task.FromResult(result), CallKind.Commits, ref changes, ref admission);
                admission.Lead!.EnsureExtras().Owed = owed;
                admission.OwesCommit = true;
                admission.OwedKey = key;
            }
        }

        if (admission.MustArm)
            ArmTimer(shard);
        Report(changes);
        if (admission.Lead is null)
            Admit(key, CallKind.Commits | CallKind.Follows, cancellationToken, out admission);
        return !admission.IsEmpty;
    }

    private static void NoLongerPending(FlightShard<TKey, TResult> shard)
    {
        TaskCompletionSource<bool>? idle;
        using (shard.Lock())
        {
            shard.PendingCommits--;
            idle = TakeIdleLocked(shard);
        }

        idle?.TrySetResult(true);
    }
}
