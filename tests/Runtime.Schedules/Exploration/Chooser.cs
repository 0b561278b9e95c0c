namespace RefreshRace.Schedules;

/// <summary>Decides who runs next. Option 0 is the thread that runs already, where it can go on.</summary>
public abstract class Chooser
{
    /// <summary>The choices made in this run, for a replay.</summary>
    public List<int> Choices { get; } = [];

    public int Choose(int options, bool currentIsFirst)
    {
        if (options == 1)
            return 0;
        var choice = Decide(options, currentIsFirst);
        Choices.Add(choice);
        return choice;
    }

    protected abstract int Decide(int options, bool currentIsFirst);
}

/// <summary>Depth first through all schedules with a bounded number of preemptions.</summary>
public sealed class DepthFirst(int preemptions) : Chooser
{
    private readonly List<(int Choice, int Options, bool CostsPreemption)> _path = [];
    private int _depth;

    /// <summary>Goes to the next schedule; false after the last one.</summary>
    public bool Next()
    {
        _depth = 0;
        Choices.Clear();
        if (_path.Count == 0)
            return false;
        for (var i = _path.Count - 1; i >= 0; i--)
        {
            var (choice, options, costs) = _path[i];
            var spent = _path.Take(i).Count(p => p.CostsPreemption && p.Choice > 0);
            if (choice + 1 < options && (!costs || spent < preemptions))
            {
                _path.RemoveRange(i, _path.Count - i);
                _path.Add((choice + 1, options, costs));
                return true;
            }
        }

        return false;
    }

    protected override int Decide(int options, bool currentIsFirst)
    {
        if (_depth == _path.Count)
            _path.Add((0, options, currentIsFirst));
        return Math.Min(_path[_depth++].Choice, options - 1);
    }
}

/// <summary>Chooses by a seed; the same seed gives the same schedule.</summary>
public sealed class Seeded(int seed) : Chooser
{
    private readonly Random _random = new(seed);

    protected override int Decide(int options, bool currentIsFirst) => _random.Next(options);
}

/// <summary>Repeats the choices of an earlier run.</summary>
public sealed class Replay(IReadOnlyList<int> choices) : Chooser
{
    private int _at;

    protected override int Decide(int options, bool currentIsFirst) => _at < choices.Count ? Math.Min(choices[_at++], options - 1) : 0;
}
