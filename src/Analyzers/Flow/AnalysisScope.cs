using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Options;
using RefreshRace.Analyzers.Symbols;

namespace RefreshRace.Analyzers.Flow;

/// <summary>What all rooms share while one compilation is analysed. It lives as long as the compilation-start scope and is never kept across compilations.</summary>
internal sealed class AnalysisScope
{
    private readonly Lazy<ImmutableArray<SyntaxTree>> _trees;

    public AnalysisScope(Compilation compilation, WellKnownTypes symbols, AnalyzerConfigOptionsProvider options, Catalogue? catalogue = null)
    {
        Compilation = compilation;
        Symbols = symbols;
        Options = new RefreshRaceOptions(options);
        Catalogue = catalogue ?? Catalogue.Shipped;
        Bodies = new MemberBodies(compilation);
        Implementations = new Implementations(compilation);
        Generated = new GeneratedCode(compilation);
        Texts = new SourceTexts(this);
        _trees = new(() => compilation.SyntaxTrees.OrderBy(tree => tree.FilePath, StringComparer.Ordinal).ToImmutableArray());
    }

    public Compilation Compilation { get; }

    /// <summary>The compilation's trees by their paths, so that no answer depends on the order in which a host lists them.</summary>
    public ImmutableArray<SyntaxTree> Trees => _trees.Value;

    public WellKnownTypes Symbols { get; }

    public MemberBodies Bodies { get; }

    public SourceTexts Texts { get; }

    /// <summary>What a call of an abstract member can run.</summary>
    public Implementations Implementations { get; }

    public GeneratedCode Generated { get; }

    /// <summary>What is known about packages: the shipped rows and the project's own.</summary>
    public Catalogue Catalogue { get; }

    public RefreshRaceOptions Options { get; }
}
