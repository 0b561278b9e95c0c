using System.Globalization;

namespace RefreshRace.Schedules;

/// <summary>
/// How many schedules are explored. The environment variable REFRESHRACE_SCHEDULES asks for a total over all scenarios, for a search that
/// takes minutes:
/// <c>REFRESHRACE_SCHEDULES=100000 dotnet test tests/Runtime.Schedules</c>.
/// </summary>
internal static class Budget
{
    /// <summary>Every schedule with two preemptions, up to this number; a bound on time that only the larger scenarios reach.</summary>
    private const int DepthFirstInTests = 60;

    private const int RandomInTests = 40;

    private static readonly int? s_total = Read(Environment.GetEnvironmentVariable("REFRESHRACE_SCHEDULES"));

    /// <summary>The schedules of one scenario, both kinds together.</summary>
    internal static int OfScenario { get; } = s_total is { } total
        ? (total + Scenarios.Names.Count - 1) / Scenarios.Names.Count
        : DepthFirstInTests + RandomInTests;

    internal static int DepthFirst { get; } = s_total is null ? DepthFirstInTests : OfScenario / 2;

    private static int? Read(string? value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
