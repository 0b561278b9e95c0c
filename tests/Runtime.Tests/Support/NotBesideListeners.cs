namespace RefreshRace.Runtime.Tests;

/// <summary>
/// Listeners of spans are process-wide and lengthen the path of every flight, so tests that listen or count bytes run alone.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class NotBesideListeners
{
    internal const string Name = "not beside listeners";
}
