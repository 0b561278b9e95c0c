namespace RefreshRace.Analyzers.Options;

/// <summary>An option whose value cannot be read, with what was expected.</summary>
internal sealed record MalformedOption(string Key, string Value, string Expected);
