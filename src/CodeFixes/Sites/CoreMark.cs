using Microsoft.CodeAnalysis;

namespace RefreshRace.CodeFixes.Sites;

/// <summary>The mark on the core of a guarded function.</summary>
internal static class CoreMark
{
    /// <summary>On a core: whatever stands in it runs in a flight already.</summary>
    public static readonly SyntaxAnnotation Annotation = new("RefreshRace.Guarded");
}
