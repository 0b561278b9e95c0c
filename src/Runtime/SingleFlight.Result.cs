using System.Diagnostics;

namespace RefreshRace;

/// <summary>
/// Runs at most one delegate per key at a time. Callers that arrive while it runs, or within <see cref="FlightOptions.RetainFor"/>
/// after it succeeded, receive that one result. Made for refresh tokens that rotate: the key is the token that the exchange consumes.
/// </summary>
/// <remarks>
/// Scope: this instance in this process. Keep one instance (a static field or a singleton); an instance per request guards nothing.
/// Thread-safe. Joins are decided by the key alone: whatever else the delegate captured belongs to the leader.
/// </remarks>
/// <typeparam name="TKey">The type of the key. Keys never appear in texts, tags or debugger views.</typeparam>
/// <typeparam name="TResult">The type of the shared result.</typeparam>
[DebuggerDisplay("{ToString(),nq}")]
[DebuggerTypeProxy(typeof(FlightDebugView))]
public sealed class SingleFlight<TKey, TResult> : IFlightStatistics
    where TKey : notnull
{
    private readonly FlightTable<TKey, TResult> _table;

    /// <summary>Creates a flight with the default options.</summary>
    public SingleFlight()
        : this(new SingleFlightOptions<TKey, TResult>())
    {
    }

    /// <summary>Creates a flight with the given options, which are read now and never again.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that no flight can work with.</exception>
    public SingleFlight(SingleFlightOptions<TKey, TResult> options)
    {
        Check.NotNull(options, nameof(options));
        var own = options.Copy();
        own.Validate();
        _table = new FlightTable<TKey, TResult>(own);
    }

    /// <summary>
    /// Returns the result of the flight of <paramref name="key"/>: joins the one under way, answers with the retained one, or runs
    /// <paramref name="flight"/> as the leader.
    /// </summary>
    /// <remarks>
    /// <para>The leader runs the delegate on its own thread and <see cref="ExecutionContext"/>, or on the thread pool when a
    /// <see cref="SynchronizationContext"/> or a task scheduler is current. The delegate's token is reached by no caller's cancellation;
    /// it fires when <see cref="FlightOptions.FlightTimeout"/> has passed. What it registers there ends with the flights that share the
    /// token. An ambient transaction (<c>Transaction.Current</c>) does not reach it.</para>
    /// <para>The key is freed, or becomes a retained entry, before any waiter resumes; waiters resume on the thread pool.
    /// A failure reaches every caller of its flight as the same exception, and the next call starts a new flight.</para>
    /// </remarks>
    /// <param name="key">What the exchange consumes, usually the refresh token.</param>
    /// <param name="flight">The exchange: gets the key and the flight's token.</param>
    /// <param name="cancellationToken">
    /// Ends only this caller's wait. A joiner leaves at once; the leader when its flight has ended, with the flight's outcome
    /// (see <see cref="FlightOptions.LeaderLeaves"/>). If it has fired already, nothing starts.
    /// </param>
    /// <returns>A task with the shared result. It may be the same task for many callers, and may be awaited many times.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> or <paramref name="flight"/> is null.</exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> fired, or the delegate was cancelled by a token of its own.
    /// </exception>
    /// <exception cref="TimeoutException">The flight took longer than <see cref="FlightOptions.FlightTimeout"/>.</exception>
    /// <exception cref="InvalidOperationException">The call came from inside the flight that it would wait for, the delegate returned a
    /// null task, or
    /// <see cref="DrainAsync"/> was called and no flight or result is there to join.</exception>
    public Task<TResult> RunAsync(
        TKey key, Func<TKey, CancellationToken, Task<TResult>> flight, CancellationToken cancellationToken = default)
    {
        Check.NotNull(key, nameof(key));
        Check.NotNull(flight, nameof(flight));
        return _table.RunAsync(key, flight, cancellationToken);
    }

    /// <summary>
    /// As <see cref="RunAsync(TKey, Func{TKey, CancellationToken, Task{TResult}}, CancellationToken)"/>, with an argument for the
    /// delegate, so that a static lambda needs no closure. The arguments of joiners are not used.
    /// </summary>
    /// <typeparam name="TArg">The type of the argument.</typeparam>
    /// <param name="key">What the exchange consumes, usually the refresh token.</param>
    /// <param name="flight">The exchange: gets the key, the argument and the flight's token.</param>
    /// <param name="arg">The argument for <paramref name="flight"/>.</param>
    /// <param name="cancellationToken">Ends only this caller's wait.</param>
    /// <returns>A task with the shared result.</returns>
    /// <inheritdoc cref="RunAsync(TKey, Func{TKey, CancellationToken, Task{TResult}}, CancellationToken)" path="/exception"/>
    public Task<TResult> RunAsync<TArg>(
        TKey key, Func<TKey, TArg, CancellationToken, Task<TResult>> flight, TArg arg, CancellationToken cancellationToken = default)
    {
        Check.NotNull(key, nameof(key));
        Check.NotNull(flight, nameof(flight));
        return _table.RunAsync(key, flight, arg, cancellationToken);
    }

    /// <summary>
    /// As <see cref="RunAsync(TKey, Func{TKey, CancellationToken, Task{TResult}}, CancellationToken)"/>, in two phases:
    /// <paramref name="commit"/>, which persists the rotated token, runs after the exchange succeeded and before anybody resumes.
    /// </summary>
    /// <remarks>
    /// <para>If the commit throws, the callers get that exception, but the result is kept for
    /// <see cref="SingleFlightOptions{TKey, TResult}.KeepUncommittedFor"/>: the next call for this key runs only its commit, never the
    /// exchange, so a consumed token is not presented again (the failure behind https://github.com/stacklok/toolhive/pull/5636). A call of
    /// <c>RunAsync</c> or <c>Run</c> meanwhile gets the kept result.</para>
    /// <para>A commit that failed may have written. So only the newest link of a chain of rotations is committed, and once T1→T2 is
    /// committed the commit of T0→T1 is settled, and a caller with T0 receives T2. For that the chain must be known: set
    /// <see cref="SingleFlightOptions{TKey, TResult}.Successor"/>, unless the result is itself the next key. A commit should be safe to
    /// repeat in any case, best as a compare-and-swap on the old token.</para>
    /// <para>Nothing uncommitted is returned: the result of a flight of <c>RunAsync</c> or <c>Run</c>, under way or retained, is committed
    /// first. Results that <see cref="SingleFlightOptions{TKey, TResult}.RetainIf"/> rejects, that a coordinator has from elsewhere or that
    /// <see cref="SingleFlightOptions{TKey, TResult}.Recover"/> found are not committed.</para>
    /// <para>Neither the exchange nor the commit sees an ambient transaction of the caller.</para>
    /// </remarks>
    /// <param name="key">What the exchange consumes, usually the refresh token.</param>
    /// <param name="flight">The exchange: gets the key and the flight's token.</param>
    /// <param name="commit">Persists the result: gets the key, the result and the flight's token.</param>
    /// <param name="cancellationToken">Ends only this caller's wait.</param>
    /// <returns>A task with the shared result, after it was committed.</returns>
    /// <inheritdoc cref="RunAsync(TKey, Func{TKey, CancellationToken, Task{TResult}}, CancellationToken)" path="/exception"/>
    public Task<TResult> RunAndCommitAsync(
        TKey key,
        Func<TKey,
        CancellationToken,
        Task<TResult>> flight,
        Func<TKey,
        TResult,
        CancellationToken,
        Task> commit,
        CancellationToken cancellationToken = default)
    {
        Check.NotNull(key, nameof(key));
        Check.NotNull(flight, nameof(flight));
        Check.NotNull(commit, nameof(commit));
        return _table.RunAndCommitAsync(key, flight, commit, cancellationToken);
    }

    /// <summary>
    /// The synchronous form, on the same table as the asynchronous ones: the leader runs the delegate inline, joiners block.
    /// </summary>
    /// <remarks>The leader cannot be interrupted: after a timeout its joiners get the exception at once, the leader when its delegate
    /// returns. A success that comes late is still returned to the leader and retained. Neither needs a thread of the pool to go on, which
    /// the callers of this method may have blocked; a delegate, a <see cref="SingleFlightOptions{TKey, TResult}.Recover"/> or a coordinator
    /// that waits for the pool does.</remarks>
    /// <param name="key">What the exchange consumes, usually the refresh token.</param>
    /// <param name="flight">The exchange: gets the key and the flight's token.</param>
    /// <param name="cancellationToken">Ends only this caller's wait; of a leader that runs its delegate it ends nothing.</param>
    /// <returns>The shared result.</returns>
    /// <inheritdoc cref="RunAsync(TKey, Func{TKey, CancellationToken, Task{TResult}}, CancellationToken)" path="/exception"/>
    public TResult Run(TKey key, Func<TKey, CancellationToken, TResult> flight, CancellationToken cancellationToken = default)
    {
        Check.NotNull(key, nameof(key));
        Check.NotNull(flight, nameof(flight));
        return _table.Run(key, flight, cancellationToken);
    }

    /// <summary>
    /// Forgets the retained or uncommitted result of <paramref name="key"/>, for a sign-out. With
    /// <see cref="SingleFlightOptions{TKey, TResult}.Successor"/> the whole chain of rotations that the key belongs to is forgotten,
    /// whichever of its tokens is given.
    /// </summary>
    /// <remarks>A flight under way goes on and its result is retained as usual: detaching it, as Go's <c>Forget</c> does, would allow the
    /// very race that this type prevents.</remarks>
    /// <param name="key">The key.</param>
    /// <returns>Whether there was anything to forget.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    public bool Evict(TKey key)
    {
        Check.NotNull(key, nameof(key));
        return _table.Evict(key);
    }

    /// <summary>
    /// Refuses new flights from now on, and completes when all flights and commits under way have ended. For the shutdown of a host:
    /// a process that ends between the exchange and its commit loses the rotated token.
    /// </summary>
    /// <remarks>Joining a flight under way, retained results, and committing an uncommitted result still work. It takes at most twice
    /// <see cref="FlightOptions.FlightTimeout"/>. May be called many times.</remarks>
    /// <param name="cancellationToken">Ends the wait; flights stay refused.</param>
    /// <returns>A task that completes when no flight is under way.</returns>
    /// <exception cref="InvalidOperationException">
    /// The call was made from inside a flight of this instance, and would wait for it. NoResult is refused then.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public Task DrainAsync(CancellationToken cancellationToken = default) => _table.DrainAsync(cancellationToken);

    /// <summary>The kind and the name of this instance, never a key.</summary>
    /// <returns>A text for logs.</returns>
    public override string ToString() => _table.Name is { } name ? $"SingleFlight ({name})" : "SingleFlight";

    string? IFlightStatistics.Name => _table.Name;

    int IFlightStatistics.InFlight => _table.InFlight;

    int IFlightStatistics.Retained => _table.Retained;
}
