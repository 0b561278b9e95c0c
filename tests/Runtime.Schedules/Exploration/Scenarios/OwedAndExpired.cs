namespace RefreshRace.Schedules;

/// <summary>
/// T0's commit wrote and threw, T1→T2 came after it, and the retention of both is over: a straggler with T0 must not bring T1 back. The one
/// that comes before that gets T2.
/// </summary>
internal sealed class OwedAndExpired : Rotating
{
    private bool _isOver;

    internal OwedAndExpired(bool plain)
        : base(selector: false, retain: true, "T0")
    {
        Bodies.Add(() =>
        {
            try
            {
                Await(Flight.RunAndCommitAsync("T0", ExchangeAsync, SaveAsync));
            }
            catch (IOException)
            {
            }
        });
        Bodies.Add(() =>
        {
            Baton.WaitFor(() => Stored == "T1");
            if (plain)
                RefreshPlainly("T1");
            else
                Refresh("T1");
            Time.Advance(TimeSpan.FromSeconds(11));
            _isOver = true;
        });
        Bodies.Add(() =>
        {
            Baton.WaitFor(() => _isOver);
            Straggle(plain);
        });
    }

    /// <summary>A server that is asked with T0 refuses it; what the flight knows of the chain decides whether it is.</summary>
    private void Straggle(bool plain)
    {
        try
        {
            var next = Await(Flight.RunAndCommitAsync("T0", (_, _) => Task.FromException<string>(new FormatException()), SaveAsync));
            Require(next == "T2", $"A straggler got {next}, which is consumed.");
            Require(!plain || Stored == "T2", "A call that commits got what is not stored.");
        }
        catch (IOException)
        {
            // The flight of T0 was still under way: it joined that, and heard of its failed commit.
        }
        catch (FormatException)
        {
            // Nothing is known of the chain any more. That may be where T2 was committed, and not where its commit is owed.
            Require(!plain, "The newest token, whose commit is owed, was forgotten.");
        }
    }
}
