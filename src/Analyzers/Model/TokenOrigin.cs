namespace RefreshRace.Analyzers.Model;

/// <summary>Where the refresh token of a frame comes from.</summary>
internal enum TokenOrigin
{
    /// <summary>No token expression is visible: whoever makes the call owns the session.</summary>
    Invisible,

    /// <summary>A parameter of this member: a pass-through, the owner is a caller.</summary>
    Parameter,

    /// <summary>A field, property, store, cookie, cache: this member is the owner.</summary>
    State,
}
