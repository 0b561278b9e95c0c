namespace RefreshRace.Analyzers.Flow;

/// <summary>What an analysis costs, in units that do not depend on the machine.</summary>
internal enum WorkKind
{
    /// <summary>Characters of source that were searched.</summary>
    CharactersRead,

    /// <summary>Members whose operations were built.</summary>
    BodiesBound,

    /// <summary>Names whose symbol was asked for.</summary>
    NamesResolved,

    /// <summary>Options that were asked for.</summary>
    OptionsRead,

    /// <summary>Operations that were looked at while payloads and answers were followed.</summary>
    Steps,
}
