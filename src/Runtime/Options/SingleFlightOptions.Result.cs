namespace RefreshRace;

/// <summary>Options of <see cref="SingleFlight{TKey, TResult}"/>.</summary>
/// <typeparam name="TKey">The type of the key: what the exchange consumes, usually the refresh token.</typeparam>
/// <typeparam name="TResult">The type of the shared result, usually the token response.</typeparam>
public sealed class SingleFlightOptions<TKey, TResult> : FlightOptions
    where TKey : notnull
{
    /// <summary>
    /// Compares keys. Default: <see cref="EqualityComparer{T}.Default"/>, which is ordinal for strings. It is called under a lock of the
    /// table when a call begins, so it must neither wait nor call the flight. Keys must be compared by value: an array, or a class without
    /// <c>Equals</c>, equals nothing but itself, and no call would share a flight.
    /// </summary>
    public IEqualityComparer<TKey>? Comparer { get; set; }

    /// <summary>
    /// Tells a success from a failure that came as a value. Default: every result but <see langword="null"/> and <see langword="false"/>.
    /// For types that carry their error, for example <c>r => !r.IsError</c>. An empty text, zero and <c>(false, null)</c> are successes by
    /// default: where they mean a failure, say so (<c>r => r.Length > 0</c>, <c>r => r.Ok</c>).
    /// </summary>
    /// <remarks>
    /// A result that is rejected reaches the callers of its flight, but it is not retained, not committed
    /// (<see cref="SingleFlight{TKey, TResult}.RunAndCommitAsync"/>) and not shared by a coordinator. To turn retention off, set
    /// <see cref="FlightOptions.RetainFor"/> to zero instead. Must not throw; if it does, the result counts as rejected.
    /// </remarks>
    public Func<TResult, bool>? RetainIf { get; set; }

    /// <summary>
    /// The key that replaces the consumed one, for example <c>r => r.RefreshToken</c>. Default: none. With it, raise
    /// <see cref="FlightOptions.RetainFor"/>, for example to 60 seconds.
    /// </summary>
    /// <remarks>
    /// A caller that still holds T0 gets the newest result while T0→T1→T2 are retained, and joins a flight for T2 that is under way, so it
    /// does not bring back a stale token. <see cref="SingleFlight{TKey, TResult}.RunAndCommitAsync"/> needs it unless the result is itself
    /// the next key: without it, a commit that is repeated can store an older token over a newer one. A result whose successor is
    /// <see langword="null"/> or equals the key was not rotated and is not
    /// retained: a deliberate second refresh then reaches the server. Must not throw; if it does, the result has no successor and is
    /// retained.
    /// </remarks>
    public Func<TResult, TKey?>? Successor { get; set; }

    /// <summary>
    /// How many results are retained at most; the oldest is dropped first. Default: 10 000. The bound is divided over internal shards,
    /// so that an uneven spread of the keys meets it a little earlier.
    /// </summary>
    public int MaxRetained { get; set; } = 10_000;

    /// <summary>
    /// How long a result is kept whose commit failed (<see cref="SingleFlight{TKey, TResult}.RunAndCommitAsync"/>), counted from the
    /// last failed attempt. Default: 10 minutes.
    /// </summary>
    public TimeSpan KeepUncommittedFor { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Called when the delegate failed, with the key, the exception and the flight's token: returns the result that all callers
    /// get instead, or <see langword="null"/> to let the failure reach them. Default: none.
    /// </summary>
    /// <remarks>
    /// For the loser of a race between machines: on <c>invalid_grant</c> read the store again, and if it holds another refresh token than
    /// the key, return the sibling's tokens instead of signing the user out. It does not help at a provider that revokes the session on a reuse
    /// (RFC 9700, section 4.14.2): the sibling's tokens are revoked with it, and only a flight over all machines prevents that. An exception thrown here reaches the callers in place
    /// of the first one. A recovered result is retained, and it is not committed, because it came from the store. Where
    /// <typeparamref name="TResult"/> cannot be null, decline by throwing the exception again. Not called after a timeout.
    /// </remarks>
    public Func<TKey, Exception, CancellationToken, Task<TResult?>>? Recover { get; set; }

    /// <summary>Extends the flight beyond this process, for example to all machines that share a database. Default: none.</summary>
    public FlightCoordinator<TKey, TResult>? Coordinator { get; set; }

    /// <summary>What a flight works with: nobody else can change it afterwards.</summary>
    internal SingleFlightOptions<TKey, TResult> Copy() => (SingleFlightOptions<TKey, TResult>)MemberwiseClone();

    internal void Validate()
    {
        ValidateCommon();
        Check.Positive(KeepUncommittedFor, nameof(KeepUncommittedFor));
        if (MaxRetained < 0)
            throw new ArgumentOutOfRangeException(nameof(MaxRetained), MaxRetained, "The bound must not be negative.");
    }
}
