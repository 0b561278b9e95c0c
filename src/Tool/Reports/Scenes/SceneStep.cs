namespace RefreshRace.Tool.Reports.Scenes;

/// <summary>One thing that happens, after all that stand before it.</summary>
/// <param name="Kind">How it is drawn.</param>
/// <param name="From">Index of the actor that acts.</param>
/// <param name="To">Index of the actor that is asked or told; the same as <paramref name="From"/> for a note.</param>
/// <param name="Label">What happens, in code where it is code.</param>
/// <param name="Where">File and line; null where it is in no file.</param>
/// <param name="Token">The refresh token that travels: <c>R1</c>, <c>R2</c>; null where none does.</param>
/// <param name="IsConsumed">Whether that token is worth nothing any more.</param>
internal sealed record SceneStep(
    SceneStepKind Kind, int From, int To, string Label, string? Where = null, string? Token = null, bool IsConsumed = false);
