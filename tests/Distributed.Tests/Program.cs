namespace RefreshRace.Distributed.Tests;

/// <summary>The other processes of a fleet.</summary>
public static class Program
{
    public static int Main() => 0;
}
