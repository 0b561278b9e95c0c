using RefreshRace.Runtime.Tests;

namespace RefreshRace.Schedules;

/// <summary>A scenario with one flight, which must be empty at the end.</summary>
internal abstract class OneFlight : Scenario
{
    protected readonly ManualTime Time = new();
    protected TokenServer Server = new();
    protected SingleFlight<string, string> Flight;

    protected OneFlight(bool retain = true, bool cancelWhenAbandoned = false, Func<string, string?>? successor = null) => Flight = new(new()
    {
        TimeProvider = Time,
        RetainFor = retain ? TimeSpan.FromSeconds(10) : TimeSpan.Zero,
        CancelWhenAbandoned = cancelWhenAbandoned,
        Successor = successor,
    });

    public override void CheckEnd()
    {
        Require(((IFlightStatistics)Flight).InFlight == 0, "A flight is left in the table.");
        Time.Advance(TimeSpan.FromHours(1));
        Require(((IFlightStatistics)Flight).Retained == 0, "A result outlives its retention.");
        Require(Time.ActiveTimers == 0, "A timer runs for nothing.");
    }

    protected string Call(string token) => Await(Flight.RunAsync(token, (t, _) => Task.FromResult(Server.Exchange(t))));
}
