namespace RefreshRace.Testing;

/// <summary>A process that ended with another exit code than 0.</summary>
internal sealed class ProcessFailure(string exitCode, string lastLine)
{
    /// <summary>The exit code, and the last line of its standard error that is no stack frame.</summary>
    public override string ToString() =>
        lastLine.Length == 0 ? $"ended with exit code {exitCode}" : $"ended with exit code {exitCode}: {lastLine}";
}
