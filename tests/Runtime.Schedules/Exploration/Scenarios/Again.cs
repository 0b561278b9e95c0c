namespace RefreshRace.Schedules;

/// <summary>Without retention, whoever has resumed and calls again must get a newer flight: the key was free before.</summary>
internal sealed class Again : OneFlight
{
    internal Again()
        : base(retain: false)
    {
        Server = new TokenServer { AcceptsReuse = true };
        for (var i = 0; i < 3; i++)
        {
            Bodies.Add(() =>
            {
                var first = TokenServer.NumberOf(Call("R0"));
                Require(TokenServer.NumberOf(Call("R0")) > first, "A caller that had its result joined the same flight again.");
            });
        }
    }
}
