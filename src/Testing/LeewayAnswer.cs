namespace RefreshRace.Testing;

/// <summary>What a provider gives for a consumed refresh token that is presented again within its leeway.</summary>
public enum LeewayAnswer
{
    /// <summary>The tokens of the first exchange, once more (WorkOS, Supabase).</summary>
    SameTokens,

    /// <summary>A new pair of tokens; the earlier pair stays valid (Okta, Auth0).</summary>
    NewTokens,
}
