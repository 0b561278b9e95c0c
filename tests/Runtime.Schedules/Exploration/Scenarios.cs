namespace RefreshRace.Schedules;

/// <summary>The scenarios by name, so that a mutant that is compiled at test time can run the same ones.</summary>
public static class Scenarios
{
    private static readonly Dictionary<string, Func<Scenario>> s_all = new()
    {
        ["burst of 3"] = () => new Burst(3, blocking: false),
        ["burst of 4"] = () => new Burst(4, blocking: false),
        ["blocking burst"] = () => new Burst(3, blocking: true),
        ["again"] = () => new Again(),
        ["slow server"] = () => new SlowServer(),
        ["leaving joiner"] = () => new LeavingJoiner(),
        ["eviction"] = () => new Eviction(),
        ["drain"] = () => new Drain(),
        ["zombie"] = () => new Zombie(),
        ["commit"] = () => new Commit(),
        ["abandoned"] = () => new Abandoned(),
        ["rotation"] = () => new Rotation(),
        ["expiry"] = () => new Expiry(),
        ["chain"] = () => new Chain(selector: true),
        ["chain of keys"] = () => new Chain(selector: false),
        ["mixed forms"] = () => new MixedForms(selector: true, retain: true),
        ["mixed forms without retention"] = () => new MixedForms(selector: false, retain: false),
        ["late exchange"] = () => new LateExchange(commitFails: false),
        ["late exchange, failed commit"] = () => new LateExchange(commitFails: true),
        ["owed and expired"] = () => new OwedAndExpired(plain: false),
        ["owed and taken over"] = () => new OwedAndExpired(plain: true),
        ["mixed drain"] = () => new MixedDrain(),
    };

    public static IReadOnlyCollection<string> Names => s_all.Keys;

    public static Func<Scenario> Named(string name) => s_all[name];

    public static string? DepthFirst(string name, int preemptions, int most) => Explorer.DepthFirst(Named(name), preemptions, most);

    public static string? Random(string name, int firstSeed, int most) => Explorer.Random(Named(name), firstSeed, most);
}
