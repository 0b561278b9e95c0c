namespace RefreshRace.Analyzers.Knowledge;

/// <summary>Which of a method's overloads, or of its calls, redeem a refresh token.</summary>
internal enum Overloads
{
    /// <summary>Every overload is a refresh.</summary>
    All,

    /// <summary>Those that take a request whose type is named for a refresh.</summary>
    RefreshRequest,

    /// <summary>Calls whose argument <c>grantType</c> is <c>refresh_token</c>.</summary>
    GrantArgument,

    /// <summary>Those that have a parameter named for a refresh token.</summary>
    RefreshTokenParameter,
}
