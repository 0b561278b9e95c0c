using System.Collections.Immutable;

namespace RefreshRace.Tool.Findings;

/// <summary>What the code at a finding says about the actors of the collision.</summary>
internal sealed record SiteFacts
{
    /// <summary>The call that redeems the token, as a reader would name it, e.g. <c>PostAsync("connect/token")</c>.</summary>
    public required string Redeems { get; init; }

    /// <summary>What receives that call, e.g. <c>provider</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>Where the call stands.</summary>
    public required Place Call { get; init; }

    /// <summary>What keeps the answer, e.g. <c>sessions.Replace(refreshToken, tokens)</c>; null where nothing is seen to.</summary>
    public string? Keeps { get; init; }

    public Place? KeepsAt { get; init; }

    /// <summary>What becomes of a failure on its way up, nearest first.</summary>
    public ImmutableArray<FailureNote> Failures { get; init; } = [];
}
