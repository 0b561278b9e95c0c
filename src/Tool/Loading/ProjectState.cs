namespace RefreshRace.Tool.Loading;

/// <summary>What became of a project on its way into the analysis.</summary>
internal enum ProjectState
{
    /// <summary>Loaded, and analysed.</summary>
    Analysed,

    /// <summary>MSBuild could not load it: nothing in it was looked at.</summary>
    Failed,

    /// <summary>Not C#, or excluded.</summary>
    Skipped,
}
