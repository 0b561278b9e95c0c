using RefreshRace.Benchmarks.Peers;

namespace RefreshRace.Benchmarks.Paired;

/// <summary>The same four questions to each peer: a leader, a hit, a join, and crowds.</summary>
internal sealed class PeerCases
{
    /// <summary>Joiners of one flight; a call that stays costs memory until the flight ends.</summary>
    private const int Joiners = 20_000;

    private static readonly int[] s_crowds = [2, 10, 100, 1000];

    private readonly IPeer[] _peers = [new HybridCachePeer(), new FusionCachePeer(), new BitFasterPeer()];

    internal PeerCases()
    {
        foreach (var peer in _peers)
            peer.RunAsync("retained", Workload.Flight, keep: true).GetAwaiter().GetResult();
    }

    internal IEnumerable<(string Name, Func<Measured?> Measure)> Leaders() =>
        Each("leader", peer => DotNetCases.Loop(i => _ = peer.RunAsync(DotNetCases.Key(i), Workload.Flight, keep: false)));

    internal IEnumerable<(string Name, Func<Measured?> Measure)> Hits() =>
        Each("hit", peer => DotNetCases.Loop(i => _ = peer.RunAsync("retained", Workload.Flight, keep: true)));

    internal IEnumerable<(string Name, Func<Measured?> Measure)> Joins() => Each("join", Join);

    internal IEnumerable<(string Name, Func<Measured?> Measure)> Crowds() =>
        s_crowds.SelectMany(callers => Each($"crowd {callers}", peer => CrowdOf(peer, callers)));

    private IEnumerable<(string Name, Func<Measured?> Measure)> Each(string operation, Func<IPeer, Measured> measure) =>
        _peers.Select(peer => ($"{operation}, {peer.Name}", (Func<Measured?>)(() => measure(peer))));

    /// <summary>The joining calls alone; what they cost when the flight ends is in the crowds.</summary>
    private static Measured Join(IPeer peer)
    {
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var leader = peer.RunAsync("joined", (_, _) => answer.Task, keep: false);
        var calls = new Task<string>[Joiners];
        var measured = DotNetCases.Loop(i => calls[i] = peer.RunAsync("joined", Workload.Flight, keep: false), Joiners);
        answer.SetResult("result");
        Task.WhenAll(calls).GetAwaiter().GetResult();
        leader.GetAwaiter().GetResult();
        peer.Forget("joined");
        return measured;
    }

    private static Measured CrowdOf(IPeer peer, int callers) =>
        DotNetCases.CrowdOf(callers, flight => peer.RunAsync("crowd", flight, keep: true), () => peer.Forget("crowd"));
}
