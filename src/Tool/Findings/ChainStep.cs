namespace RefreshRace.Tool.Findings;

/// <summary>One call on the way from an entry point to the refresh.</summary>
/// <param name="Member">The member in which the call stands, e.g. <c>SessionService.GetAccessTokenAsync</c>.</param>
/// <param name="Place">The call.</param>
internal sealed record ChainStep(string Member, Place Place);
