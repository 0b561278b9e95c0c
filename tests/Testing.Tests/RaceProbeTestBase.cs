namespace RefreshRace.Testing.Tests;

/// <summary>A server, and clients of it that differ in their guard.</summary>
public abstract class RaceProbeTestBase : IDisposable
{
    private protected RotatingTokenServer Server { get; } = new();

    public void Dispose()
    {
        Server.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static Guard Flight(SingleFlightOptions<string, Tokens> options)
    {
        var flight = new SingleFlight<string, Tokens>(options);
        return (token, exchange, ct) => flight.RunAsync(token, exchange, ct);
    }

    private protected ShopClient Client(Func<ShopClientBox, Guard> guard, TokenSet? session = null, HttpClient? http = null)
    {
        var box = new ShopClientBox();
        return box.Client = new ShopClient(http ?? Server.CreateClient(), session ?? Server.SignIn(), guard(box));
    }

    /// <summary>Lets a guard see the client that it guards.</summary>
    private protected sealed class ShopClientBox
    {
        internal ShopClient? Client { get; set; }
    }
}
