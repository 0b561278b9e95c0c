namespace RefreshRace.Schedules;

/// <summary>After a drain nothing runs; every call got a result or was refused.</summary>
internal sealed class Drain : OneFlight
{
    private bool _drained;

    internal Drain()
    {
        for (var i = 0; i < 3; i++)
        {
            var key = i == 2 ? "S0" : "R0";
            Bodies.Add(() =>
            {
                try
                {
                    Await(Flight.RunAsync(key, (t, _) =>
                    {
                        Require(!_drained, "A flight started after the drain.");
                        var result = Server.Exchange(t);
                        Require(!_drained, "The drain did not wait for a flight.");
                        return Task.FromResult(result);
                    }));
                }
                catch (InvalidOperationException)
                {
                }
            });
        }

        Bodies.Add(() =>
        {
            var drain = Flight.DrainAsync();
            Baton.WaitFor(() => drain.IsCompleted);
            _drained = true;
        });
    }
}
