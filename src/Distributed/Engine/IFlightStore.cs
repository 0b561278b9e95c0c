namespace RefreshRace.Distributed;

/// <summary>What an engine supplies: one record per flight, changed by calls that are each atomic.</summary>
/// <remarks>
/// All times are measured by the engine's clock alone, so the clocks of the processes do not matter. Every call may be repeated by its
/// owner
/// when its answer was lost. A store never sees a key or a result in plain text.
/// Every method throws <see cref="FlightEngineException"/> when the engine cannot do its work, and
/// <see cref="OperationCanceledException"/>.
/// </remarks>
public interface IFlightStore
{
    /// <summary>Decides: the caller leads, somebody else does, or the result is there.</summary>
    /// <remarks>
    /// The caller becomes the owner, in state <see cref="FlightState.Leading"/>, when nothing is known (run 1), when the state is
    /// <see cref="FlightState.Failed"/> (run 1), and when it is <see cref="FlightState.InDoubt"/> or the lease of a leader has ended (one
    /// run more
    /// than before). When the lease of a <see cref="FlightState.Published"/> record has ended and the claim commits, the caller becomes its
    /// owner with
    /// a new lease; state and payload stay. Otherwise nothing changes but a note that somebody waits.
    /// </remarks>
    /// <param name="id">The flight.</param>
    /// <param name="claim">Who asks.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The record after the decision. The caller leads, or has to commit, if it is the owner.</returns>
    Task<FlightRecord> LeadAsync(FlightId id, FlightClaim claim, CancellationToken cancellationToken);

    /// <summary>Reads the record and changes nothing.</summary>
    /// <param name="id">The flight.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The record.</returns>
    Task<FlightRecord> ReadAsync(FlightId id, CancellationToken cancellationToken);

    /// <summary>Begins the lease anew if the caller still owns the record and leads, and writes the record again if the engine has lost
    /// it.</summary>
    /// <param name="id">The flight.</param>
    /// <param name="claim">The leader's claim.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The record. The lease is lost if somebody else is the owner.</returns>
    Task<FlightRecord> RenewAsync(FlightId id, FlightClaim claim, CancellationToken cancellationToken);

    /// <summary>Stores a result and tells who waits. The first result wins: a record that has one is not changed; every other record is,
    /// whoever owns it.</summary>
    /// <param name="id">The flight.</param>
    /// <param name="outcome">The result.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The record that stands: the caller's, or the result that was stored first.</returns>
    Task<FlightRecord> PublishAsync(FlightId id, FlightOutcome outcome, CancellationToken cancellationToken);

    /// <summary>Stores a failure or a doubt and tells who waits, if the caller still owns the record and leads.</summary>
    /// <param name="id">The flight.</param>
    /// <param name="outcome">The failure.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The record that stands. Where it has a result, somebody else succeeded.</returns>
    Task<FlightRecord> FailAsync(FlightId id, FlightOutcome outcome, CancellationToken cancellationToken);

    /// <summary>Says how the commit of a published result ended, if the caller still owns it, and tells who waits.</summary>
    /// <param name="id">The flight.</param>
    /// <param name="owner">The flight that committed.</param>
    /// <param name="committed">True: the record becomes <see cref="FlightState.Settled"/> and is kept for <paramref name="keepFor"/>.
    /// False: its lease ends, so that somebody else commits.</param>
    /// <param name="keepFor">How long a settled record is kept.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that ends when it is stored.</returns>
    Task SettleAsync(FlightId id, Guid owner, bool committed, TimeSpan keepFor, CancellationToken cancellationToken);

    /// <summary>Begins to listen for changes of a flight. What is heard is a hint: it may come late, twice, for nothing, or not at
    /// all.</summary>
    /// <param name="id">The flight.</param>
    /// <returns>What to wait on. Dispose of it.</returns>
    FlightWatch Watch(FlightId id);

    /// <summary>Checks, when the application starts, that the engine can do what the other calls need: it is there, writable and set
    /// up.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that ends when the engine was found fit.</returns>
    Task VerifyAsync(CancellationToken cancellationToken);
}
