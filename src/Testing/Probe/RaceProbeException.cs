namespace RefreshRace.Testing;

/// <summary>What an assertion on a <see cref="RaceReport"/> throws. Its message is the whole report; every test framework shows it as it
/// is.</summary>
public sealed class RaceProbeException : Exception
{
    internal RaceProbeException(string message)
        : base(message)
    {
    }
}
