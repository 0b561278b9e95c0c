using System.Collections.Immutable;

namespace RefreshRace.Tool.Reports.Scenes;

/// <summary>The collision at one site, as a sequence of steps.</summary>
/// <param name="Title">What it shows, for those who do not see it.</param>
/// <param name="Actors">From left to right.</param>
/// <param name="Steps">In the order of time.</param>
internal sealed record Scene(string Title, ImmutableArray<Actor> Actors, ImmutableArray<SceneStep> Steps);
