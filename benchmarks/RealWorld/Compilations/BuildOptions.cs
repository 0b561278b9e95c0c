using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RefreshRace.RealWorld.Compilations;

/// <summary>How a project is compiled: its language version, nullable context and symbols, as its files at that commit say.</summary>
/// <param name="Language">The version of C#.</param>
/// <param name="Nullable">The nullable context.</param>
/// <param name="Symbols">What is defined in a release build.</param>
/// <param name="IsOwn">Whether the project, or its target framework, says so; a project that names no known framework gets the newest.</param>
internal sealed record BuildOptions(LanguageVersion Language, NullableContextOptions Nullable, IReadOnlyList<string> Symbols, bool IsOwn)
{
    private static readonly TargetFramework Latest = new("net", 10, 0, string.Empty);

    /// <summary>The options of a project.</summary>
    public static BuildOptions Of(ProjectFile project)
    {
        var framework = TargetFramework.Parse(project.Framework);
        var named = project.Properties["LangVersion"] is { Length: > 0 } text && LanguageVersionFacts.TryParse(text, out var language) ? language : (LanguageVersion?)null;
        return new BuildOptions(
            (named ?? framework?.DefaultLanguage ?? LanguageVersion.Latest).MapSpecifiedToEffectiveVersion(),
            project.Properties["Nullable"]?.ToLowerInvariant() switch
            {
                "enable" => NullableContextOptions.Enable,
                "annotations" => NullableContextOptions.Annotations,
                "warnings" => NullableContextOptions.Warnings,
                _ => NullableContextOptions.Disable,
            },
            [.. (framework ?? Latest).Symbols.Concat(project.Constants).Append("TRACE").Append("RELEASE").Where(SyntaxFacts.IsValidIdentifier).Distinct()],
            named is not null || framework is not null);
    }

    /// <summary>The newest language with nullable on, over the newest framework: what the bench gave every project once. It is kept to tell what the own options change.</summary>
    public static BuildOptions Newest(ProjectFile project) => new(
        LanguageVersion.Preview,
        NullableContextOptions.Enable,
        [.. Latest.Symbols.Concat(project.Constants).Append("TRACE").Append("RELEASE").Where(SyntaxFacts.IsValidIdentifier).Distinct()],
        IsOwn: false);
}
