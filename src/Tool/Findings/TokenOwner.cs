namespace RefreshRace.Tool.Findings;

/// <summary>Who reads the refresh token from where it is kept.</summary>
/// <param name="Type">The type that owns the token: the group in every report.</param>
/// <param name="Member">The member that reads it.</param>
/// <param name="Token">The expression that is read, e.g. <c>session.RefreshToken</c>; null where the client holds its own.</param>
/// <param name="Store">Where the expression comes from, e.g. <c>sessions.Find(sessionId)</c>; null where the expression itself is the
/// store.</param>
/// <param name="Place">The expression; the refresh where no token is visible.</param>
internal sealed record TokenOwner(string Type, string Member, string? Token, string? Store, Place Place);
