namespace RefreshRace.RealWorld.Invariance.Seeds;

/// <summary>A source that may become a seed.</summary>
/// <param name="Place">The file and line that it comes from.</param>
/// <param name="Text">The source, without test markup.</param>
internal sealed record SeedText(string Place, string Text);
