namespace RefreshRace.Distributed;

/// <summary>Renews the lease of a leader every third of it, until disposed of or lost. A flight that is quicker than that costs no
/// call.</summary>
internal sealed class LeaseRenewal : IDisposable
{
    private readonly CancellationTokenSource _end = new();

    internal LeaseRenewal(FlightEngine engine, FlightId id, FlightClaim claim) => _ = RenewAsync(engine, id, claim, _end.Token);

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private static async Task RenewAsync(FlightEngine engine, FlightId id, FlightClaim claim, CancellationToken end)
    {
        using var timer = new PeriodicTimer(claim.Lease / 3, engine.TimeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(end).ConfigureAwait(false))
            {
                if (await IsLostAsync(engine, id, claim, end).ConfigureAwait(false))
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            // The flight has ended.
        }
    }

    private static async Task<bool> IsLostAsync(FlightEngine engine, FlightId id, FlightClaim claim, CancellationToken end)
    {
        try
        {
            var record = await engine.CallAsync((store, token) => store.RenewAsync(id, claim, token), end).ConfigureAwait(false);
            if (record.Owner == claim.Owner)
                return false;
            engine.Report(DistributedFlightEventKind.LeaseLost);
            return true;
        }
        catch (FlightEngineException)
        {
            // Reported by the call. The exchange goes on, and the engine may be back for the next third.
            return false;
        }
    }
}
