namespace RefreshRace.Analyzers.Refreshes;

/// <summary>What kind of credential goes into a call, or comes out of it.</summary>
internal enum CredentialKind
{
    None,

    /// <summary>A session, ticket or cookie that is itself what keeps a user signed in.</summary>
    Session,

    /// <summary>An access token, which a refresh may give back but does not present.</summary>
    AccessToken,

    /// <summary>A refresh token, or an object that holds one.</summary>
    RefreshToken,
}
