namespace RefreshRace.RealWorld.Compilations;

/// <summary>How projects become compilations.</summary>
/// <param name="Stubs">The declarations that stand in for packages; null for none.</param>
/// <param name="Newest">Whether every project gets the newest language, with nullable on, and not what its own files say.</param>
/// <param name="Restore">Brings packages; null where only stubs stand in for them.</param>
internal sealed record CompilationSettings(StubLibrary? Stubs, bool Newest = false, PackageRestore? Restore = null);
