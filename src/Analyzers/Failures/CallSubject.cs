namespace RefreshRace.Analyzers.Failures;

/// <summary>Whether what happens to a frame's call happens to the refresh, or to a larger piece of business in which a refresh takes place somewhere.</summary>
internal enum CallSubject
{
    /// <summary>A call that says nothing of tokens; its error handling is about its own business.</summary>
    Other,

    /// <summary>A call that gets a token, which may or may not refresh: experts differ.</summary>
    Token,

    /// <summary>The refresh itself, or a call or member that is named for it.</summary>
    Refresh,
}
