namespace RefreshRace.Tool.Findings;

/// <summary>A guard that was considered.</summary>
/// <param name="Name">What it is, e.g. <c>lock (_gate)</c>.</param>
/// <param name="Why">Why it does not hold.</param>
/// <param name="Place">Where it is taken.</param>
internal sealed record GuardNote(string Name, string Why, Place Place);
