namespace RefreshRace.Tool.Findings;

/// <summary>A handler that a failed refresh meets.</summary>
/// <param name="Handler">e.g. <c>catch (Exception)</c>.</param>
/// <param name="Does">What it does then, e.g. "returns null".</param>
/// <param name="Ends">Whether the failure goes no further.</param>
/// <param name="Place">The handler.</param>
internal sealed record FailureNote(string Handler, string Does, bool Ends, Place Place);
