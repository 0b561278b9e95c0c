namespace RefreshRace.Tool.Reports.Html;

/// <summary>A line that is marked in a listing.</summary>
/// <param name="Path">Relative to the root of the scan.</param>
/// <param name="Line">First line.</param>
/// <param name="EndLine">Last line.</param>
/// <param name="Text">What happens there.</param>
/// <param name="IsHarm">Whether that does the harm.</param>
internal sealed record CodeMark(string Path, int Line, int EndLine, string Text, bool IsHarm);
