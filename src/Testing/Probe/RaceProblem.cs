namespace RefreshRace.Testing;

/// <summary>Something that is wrong with a race.</summary>
/// <param name="since">The line of the server's log with which it began, which puts causes before what they bring.</param>
/// <param name="text">What is wrong, in a sentence or two.</param>
internal sealed class RaceProblem(int since, string text)
{
    /// <summary>Where the log does not show when it began, because it is what other problems led to.</summary>
    public const int Consequence = int.MaxValue;

    /// <summary>Where it is the cause of everything else.</summary>
    public const int Cause = 0;

    public int Since => since;

    public string Text => text;
}
