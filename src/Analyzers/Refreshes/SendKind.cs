namespace RefreshRace.Analyzers.Refreshes;

/// <summary>How a call leaves the process, as far as its declaration tells.</summary>
internal enum SendKind
{
    /// <summary>It does not, or nothing says so.</summary>
    No,

    /// <summary>It answers later and has no body here, whatever it is called: what it is handed may leave the process.</summary>
    Border,

    /// <summary>It is named like a call that sends what it is given, and has no body here that would show it.</summary>
    Perhaps,

    /// <summary>A method of this compilation whose body sends.</summary>
    Helper,

    /// <summary>A method of an HTTP client.</summary>
    Http,
}
