namespace Fleet;

/// <summary>What came of 50 requests for one expired session.</summary>
/// <param name="Refreshes">Refreshes that reached the provider.</param>
/// <param name="ConsumedPresented">Those of them that presented a consumed token.</param>
/// <param name="Answered">Requests that got what they came for, of the 49 whose client stayed.</param>
/// <param name="SignedOut">Requests that were told that nobody is signed in (401).</param>
/// <param name="Failed">Requests that were told to come again (5xx).</param>
/// <param name="SessionLives">Whether a later request, with a new refresh of its own, gets an answer.</param>
public sealed record BurstResult(int Refreshes, int ConsumedPresented, int Answered, int SignedOut, int Failed, bool SessionLives);
