using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Options;
using RefreshRace.Analyzers.Symbols;

namespace RefreshRace.Analyzers.Flow;

/// <summary>What all rooms share while one compilation is analysed. It lives as long as the compilation-start scope and is never kept across compilations.</summary>
internal sealed class AnalysisScope(
    Compilation compilation,
    WellKnownTypes symbols,
    AnalyzerConfigOptionsProvider options,
    Catalogue? catalogue = null)
{
    public Compilation Compilation { get; } = compilation;

    public WellKnownTypes Symbols { get; } = symbols;

    public MemberBodies Bodies { get; } = new(compilation);

    public SourceTexts Texts { get; } = new(compilation);

    /// <summary>What a call of an abstract member can run.</summary>
    public Implementations Implementations { get; } = new(compilation);

    public GeneratedCode Generated { get; } = new(compilation);

    /// <summary>What is known about packages: the shipped rows and the project's own.</summary>
    public Catalogue Catalogue { get; } = catalogue ?? Catalogue.Shipped;

    public RefreshRaceOptions Options { get; } = new(options);
}
