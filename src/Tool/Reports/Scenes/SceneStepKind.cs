namespace RefreshRace.Tool.Reports.Scenes;

/// <summary>How a step is drawn.</summary>
internal enum SceneStepKind
{
    Call,

    /// <summary>An answer.</summary>
    Answer,

    /// <summary>An answer, or an act, that does harm.</summary>
    Harm,

    /// <summary>Somebody waits, or something is remarked.</summary>
    Note,

    /// <summary>A remark on the harm.</summary>
    HarmNote,
}
