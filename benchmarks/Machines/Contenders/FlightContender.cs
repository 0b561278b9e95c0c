using RefreshRace.Distributed;

namespace RefreshRace.Machines;

/// <summary>RefreshRace on one of its engines.</summary>
internal sealed class FlightContender(IFlightStore store, ITokenTable table, Exchange exchange, string run) : IContender
{
    private readonly SingleFlight<string, Tokens> _flight = new(new()
    {
        RetainFor = TimeSpan.Zero,
        Coordinator = new DistributedFlightCoordinator<string, Tokens>(
            store, new() { ResultType = TokenJson.Default.Tokens, WhenUnavailable = EngineUnavailable.Throw }),
    });

    public Task<Tokens> RefreshAsync(int number) => _flight.RunAndCommitAsync(
        $"{run}-{number}-0123456789abcdefghijklmnopqrstuvwxyz",
        (_, flight) => exchange.RedeemAsync(number, flight),
        (_, tokens, _) => table.SaveAsync(tokens));
}
