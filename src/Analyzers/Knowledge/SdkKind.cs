namespace RefreshRace.Analyzers.Knowledge;

/// <summary>What a row of the catalogue says about a member or a type.</summary>
internal enum SdkKind
{
    /// <summary>Redeems a refresh token, and concurrent calls are not merged: <c>redeems</c>.</summary>
    Redeems,

    /// <summary>Merges concurrent refreshes by itself, or its tokens stay valid after use: <c>merges</c>.</summary>
    Merges,

    /// <summary>As <see cref="Merges"/>, and the library's own source is right behind that surface: <c>merges-inside</c>.</summary>
    MergesInside,

    /// <summary>Only looks like a refresh: <c>looks-alike</c>.</summary>
    LooksAlike,
}
