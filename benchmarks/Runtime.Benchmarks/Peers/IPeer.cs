namespace RefreshRace.Benchmarks.Peers;

/// <summary>A cache of another project that promises one factory at a time per key.</summary>
internal interface IPeer
{
    string Name { get; }

    /// <summary>Runs the flight, joins the one under way, or answers with what is kept.</summary>
    /// <param name="key">The key.</param>
    /// <param name="flight">The factory.</param>
    /// <param name="keep">Whether the result is kept; otherwise the next call for the key leads again.</param>
    Task<string> RunAsync(string key, Func<string, CancellationToken, Task<string>> flight, bool keep);

    void Forget(string key);
}
