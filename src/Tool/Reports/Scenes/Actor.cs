namespace RefreshRace.Tool.Reports.Scenes;

/// <summary>Somebody who takes part in a collision: a lane of the diagram.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Title">e.g. "Request A".</param>
/// <param name="Subtitle">What it is in this code, e.g. <c>BatchEndpoint.RunBatchAsync</c>.</param>
internal sealed record Actor(ActorKind Kind, string Title, string Subtitle);
