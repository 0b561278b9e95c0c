namespace RefreshRace.Distributed.Tests;

/// <summary>The other processes of a fleet. Commands and tokens come on standard input, so that no command line shows them.</summary>
public static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [var role, var engine, var connectionString, var provider, var leaseInMilliseconds])
        {
            Console.Error.WriteLine("This assembly holds tests. As a program it is one of their processes.");
            return 2;
        }

        using var http = new HttpClient { BaseAddress = new Uri(provider) };
        var store = await Engines.ConnectAsync(engine, connectionString, create: false);
        var lease = TimeSpan.FromMilliseconds(double.Parse(leaseInMilliseconds));
        await new FleetProcess(store, new(http), lease, role).RunAsync();
        return 0;
    }
}
