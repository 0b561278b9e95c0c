using System.Collections.Immutable;
using RefreshRace.Tool.Findings;

namespace RefreshRace.Tool.Reports.Scenes;

/// <summary>The actors of a site and what each of them can do; a script puts the acts in order.</summary>
internal sealed class Stage
{
    public const int A = 0;
    public const int B = 1;

    private readonly Finding _finding;
    private readonly ImmutableArray<Actor> _actors;
    private readonly List<SceneStep> _steps = [];

    /// <param name="finding">The finding that is drawn.</param>
    /// <param name="guards">Titles of the guards between the callers and the store; none where there is no guard.</param>
    public Stage(Finding finding, params string[] guards)
    {
        _finding = finding;
        var guard = finding.Guards.FirstOrDefault()?.Name ?? "";
        _actors =
        [
            new Actor(ActorKind.Caller, "Request A", EntryOf(finding, 0)),
            new Actor(ActorKind.Caller, "Request B", EntryOf(finding, 1)),
            .. guards.Select(title => new Actor(ActorKind.Guard, title, guard)),
            new Actor(ActorKind.Store, "Token store", finding.Owner.Store ?? finding.Owner.Token ?? finding.Owner.Type),
            new Actor(ActorKind.Provider, "Identity provider", finding.Site.Provider),
        ];
    }

    /// <summary>The lane of the only guard, or of the one that A has.</summary>
    public int Guard => 2;

    public int GuardOfB => Store - 1;

    private int Store => _actors.Length - 2;

    private int Provider => _actors.Length - 1;

    /// <summary>Whether the token is read after the guard is taken.</summary>
    public bool ReadsInside =>
        _finding.Guards is [var guard, ..] && guard.Place.Path == _finding.Owner.Place.Path
            && guard.Place.Line <= _finding.Owner.Place.Line;

    public Scene Play() => new(_finding.Rule.Title.ToString(), _actors, [.. _steps]);

    /// <summary>A caller reads the token.</summary>
    public void Read(int caller, string token = "R1")
    {
        Add(SceneStepKind.Answer, Store, caller, $"reads {_finding.Owner.Token ?? "its refresh token"}", _finding.Owner.Place.ToString(),
            token);
    }

    /// <summary>A caller presents a token that is good, and gets the next one.</summary>
    public void Redeem(int caller, string token = "R1", string next = "R2")
    {
        Add(SceneStepKind.Call, caller, Provider, _finding.Site.Redeems, _finding.Site.Call.ToString(), token);
        Add(SceneStepKind.Answer, Provider, caller, $"{token} is consumed", token: next);
    }

    /// <summary>A caller presents a consumed token.</summary>
    public void Reuse(int caller, string token = "R1")
    {
        Add(SceneStepKind.Call, caller, Provider, _finding.Site.Redeems, _finding.Site.Call.ToString(), token, isConsumed: true);
        Add(SceneStepKind.Harm, Provider, caller, "invalid_grant: reuse of a consumed token");
    }

    /// <summary>A caller's request reaches the provider and its answer does not come back.</summary>
    public void RedeemAndLose(int caller, string what, string token = "R1")
    {
        Add(SceneStepKind.Call, caller, Provider, _finding.Site.Redeems, _finding.Site.Call.ToString(), token);
        Add(SceneStepKind.Harm, Provider, caller, what);
    }

    /// <summary>A caller keeps what it got.</summary>
    public void Keep(int caller, string token = "R2")
    {
        if (_finding.Site.Keeps is { } keeps)
        {
            var what = keeps.Contains('(', StringComparison.Ordinal) ? keeps : $"stores it in {keeps}";
            Add(SceneStepKind.Call, caller, Store, what, _finding.Site.KeepsAt?.ToString(), token);
        }
    }

    /// <summary>What the code does with the failure of a caller.</summary>
    public void Fail(int caller)
    {
        var failures = _finding.Site.Failures;
        foreach (var failure in failures)
        {
            Add(SceneStepKind.HarmNote, caller, caller, $"{failure.Handler}: {failure.Does}", failure.Place.ToString());
        }

        if (failures.IsEmpty)
        {
            Add(SceneStepKind.HarmNote, caller, caller, $"the failure reaches {_actors[caller].Subtitle}");
        }
    }

    /// <summary>A provider that takes the reuse for a theft.</summary>
    public void Revoke() => Add(SceneStepKind.HarmNote, Provider, Provider, "some providers now revoke R2, too");

    public void AskGuard(int caller, int guard, string label) => Add(SceneStepKind.Call, caller, guard, label, GuardPlace);

    public void GuardSays(int guard, int caller, string label) => Add(SceneStepKind.Answer, guard, caller, label);

    public void GuardHarms(int guard, int caller, string label) => Add(SceneStepKind.Harm, guard, caller, label);

    public void Harm(int from, int to, string label, Place? where = null) => Add(SceneStepKind.Harm, from, to, label, where?.ToString());

    public void HarmStore(int caller, string label, Place where) => Harm(caller, Store, label, where);

    public void Note(int actor, string label, Place? where = null) => Add(SceneStepKind.Note, actor, actor, label, where?.ToString());

    public void HarmNote(int actor, string label, Place? where = null) =>
        Add(SceneStepKind.HarmNote, actor, actor, label, where?.ToString());

    private string? GuardPlace => _finding.Guards.FirstOrDefault()?.Place.ToString();

    private void Add(
        SceneStepKind kind, int from, int to, string label, string? where = null, string? token = null, bool isConsumed = false) =>
        _steps.Add(new SceneStep(kind, from, to, label, where, token, isConsumed));

    // Two entry points where there are two, else two requests to the one.
    private static string EntryOf(Finding finding, int index)
    {
        var entries = finding.Chains.Select(chain => chain[0].Member).Distinct(StringComparer.Ordinal).ToList();
        return entries.Count == 0 ? finding.Member : entries[Math.Min(index, entries.Count - 1)];
    }
}
