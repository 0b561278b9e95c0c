namespace RefreshRace.Distributed.Tests;

/// <summary>
/// What a process of the fleet does: for each line "path of the session file, tab, refresh token" it refreshes and answers with the
/// outcome. At the point that it is named for
/// it says "here" and waits to be killed.
/// </summary>
internal sealed class FleetProcess(IFlightStore store, ProviderClient provider, TimeSpan lease, string role)
{
    internal const string Here = "here";

    internal async Task RunAsync()
    {
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line.Split('\t') is [var path, var token])
                _ = RefreshAsync(new(path), token);
        }
    }

    private async Task RefreshAsync(SessionFile session, string token)
    {
        var machine = new Machine(store, provider, options => options with { Lease = lease, EngineTimeout = TimeSpan.FromMinutes(1) }, session);
        switch (role)
        {
            case nameof(machine.BeforeExchange):
                machine.BeforeExchange = WaitForTheEnd;
                break;
            case nameof(machine.AfterExchange):
                machine.AfterExchange = WaitForTheEnd;
                break;
            case nameof(machine.BeforeCommit):
                machine.BeforeCommit = WaitForTheEnd;
                break;
            case nameof(machine.AfterCommit):
                machine.AfterCommit = WaitForTheEnd;
                break;
        }

        try
        {
            await machine.RefreshAsync(token);
            Console.WriteLine("refreshed");
        }
        catch (Exception exception)
        {
            Console.WriteLine(exception.GetType().Name);
        }
    }

    private static Task WaitForTheEnd()
    {
        Console.WriteLine(Here);
        return Task.Delay(Timeout.Infinite);
    }
}
