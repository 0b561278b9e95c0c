namespace RefreshRace.Analyzers.Model;

/// <summary>What makes a call a refresh, strongest first.</summary>
internal enum EvidenceKind
{
    /// <summary>A method of a known SDK, or a known request type handed to any method.</summary>
    Catalogue,

    /// <summary>An outgoing request whose <c>grant_type</c> is <c>refresh_token</c>.</summary>
    Grant,

    /// <summary>An outgoing request to a refresh endpoint that carries a refresh token.</summary>
    Endpoint,

    /// <summary>A request that carries a refresh token out under its name, and whose answer the member keeps as a credential.</summary>
    Answer,

    /// <summary>Named in <c>refreshrace.refresh_methods</c> or marked with a <c>RefreshOperationAttribute</c>.</summary>
    Declared,

    /// <summary>A method without a visible body whose name says refresh and which takes or returns a refresh token.</summary>
    Shape,

    /// <summary>The name alone: RR0101 only.</summary>
    Name,
}
