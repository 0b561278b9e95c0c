namespace RefreshRace.Schedules;

/// <summary>The first commit fails: the token is presented once, and the result is committed in the end.</summary>
internal sealed class Commit : OneFlight
{
    private readonly List<string> _store = [];
    private int _commits;

    internal Commit()
    {
        for (var i = 0; i < 3; i++)
            Bodies.Add(Refresh);
    }

    public override void CheckEnd()
    {
        Require(_store.SequenceEqual(["R0#1"]), "The result was not committed once.");
        base.CheckEnd();
    }

    private void Refresh()
    {
        for (var attempt = 0; attempt < 2; attempt++)
        {
            try
            {
                Await(Flight.RunAndCommitAsync("R0", (t, _) => Task.FromResult(Server.Exchange(t)), (_, result, _) =>
                {
                    var first = ++_commits == 1;
                    Baton.Hit("in the commit");
                    if (first)
                        throw new IOException();
                    _store.Add(result);
                    return Task.CompletedTask;
                }));
                return;
            }
            catch (IOException)
            {
            }
        }

        Require(false, "The second commit failed as well.");
    }
}
