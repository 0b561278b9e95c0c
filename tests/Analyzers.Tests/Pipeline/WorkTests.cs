using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.AnalyzerBenchmarks.Subjects;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Tests.Pipeline;

/// <summary>What the analyzer does for code that is large in one way grows as the code does. Counted, so that a busy machine changes nothing.</summary>
public sealed class WorkTests
{
    // Twice the code may cost so many times the work: the rest is what does not grow.
    private const double MostForTwice = 2.2;

    // Less than this is no work whose growth means anything.
    private const long Negligible = 2_000;

    public static TheoryData<string> Cases => [.. GeneratedCases.All.Select(made => made.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void TwiceTheCode_IsTwiceTheWork(string name)
    {
        var made = GeneratedCases.Named(name);
        var size = Math.Clamp(made.Sizes[^1] / 4, 1, 250);
        var (once, _) = Work.OfBuild(Work.Compile(made.Files(size)), made.Options);
        var (twice, _) = Work.OfBuild(Work.Compile(made.Files(2 * size)), made.Options);
        foreach (var kind in Enum.GetValues<WorkKind>())
        {
            Assert.True(twice[kind] <= Math.Max(Negligible, MostForTwice * once[kind]), $"{name}: {kind} grew from {once[kind]} to {twice[kind]}");
        }
    }

    [Theory]
    [InlineData("classes without a refresh")]
    [InlineData("wordy files")]
    [InlineData("generated files")]
    [InlineData("files under a malformed option")]
    public void WhatIsNoRefresh_IsNotBound(string name)
    {
        var made = GeneratedCases.Named(name);
        var compilation = Work.Compile(made.Files(50));
        var (counter, _) = Work.OfBuild(compilation, made.Options);
        Assert.Equal(0, counter[WorkKind.BodiesBound]);
        Assert.Equal(0, counter[WorkKind.NamesResolved]);
        Assert.True(counter[WorkKind.CharactersRead] <= 2.1 * compilation.SyntaxTrees.Sum(tree => tree.Length), $"{counter[WorkKind.CharactersRead]} characters read");
    }

    [Theory]
    [InlineData("refreshes with names of their own")]
    [InlineData("refreshes with equal names")]
    [InlineData("refreshes in one file")]
    public void EachOfManyRefreshes_IsFound(string name)
    {
        const int Count = 1_000;
        var (counter, findings) = Work.OfBuild(Work.Compile(GeneratedCases.Named(name).Files(Count)));
        Assert.Equal(Count, findings);
        Assert.True(counter[WorkKind.BodiesBound] <= 4 * Count, $"{counter[WorkKind.BodiesBound]} members bound");
        Assert.True(counter[WorkKind.NamesResolved] <= 4 * Count, $"{counter[WorkKind.NamesResolved]} names resolved");
    }

    [Fact]
    public void MegabytesThatSayRefresh_AreReadOnce()
    {
        var compilation = Work.Compile(GeneratedCases.Named("one constant, of megabytes").Files(1));
        var (counter, _) = Work.OfBuild(compilation);
        Assert.True(counter[WorkKind.CharactersRead] <= 4L * compilation.SyntaxTrees.Sum(tree => tree.Length), $"{counter[WorkKind.CharactersRead]} characters read");
    }

    [Fact]
    public void EditOfAFileThatNothingReaches_JudgesNothing()
    {
        var files = GeneratedCases.Named("refreshes with names of their own").Files(50).Concat(GeneratedCases.Named("classes without a refresh").Files(50).Select(file => ("plain/" + file.Path, file.Text)));
        var compilation = Work.Compile(files);
        var plain = compilation.SyntaxTrees.First(tree => tree.FilePath.StartsWith("plain/", StringComparison.Ordinal));
        _ = Work.OfFile(compilation, plain);

        var edited = plain.WithChangedText(plain.GetText().WithChanges(new TextChange(new TextSpan(plain.Length, 0), "// edited\n")));
        var (counter, findings) = Work.OfFile(compilation.ReplaceSyntaxTree(plain, edited), edited);
        Assert.Equal(0, findings);
        Assert.Equal(0, counter[WorkKind.BodiesBound]);
        Assert.Equal(0, counter[WorkKind.NamesResolved]);
        Assert.True(counter[WorkKind.CharactersRead] <= 5 * compilation.SyntaxTrees.Sum(tree => tree.Length), $"{counter[WorkKind.CharactersRead]} characters read");
    }

    [Fact]
    public void EditOfAFile_JudgesWhatReachesIt_AndNothingElse()
    {
        var compilation = Work.Compile(GeneratedCases.Named("refreshes with names of their own").Files(50));
        var tree = compilation.SyntaxTrees[7];
        _ = Work.OfFile(compilation, tree);

        var edited = tree.WithChangedText(tree.GetText().WithChanges(new TextChange(new TextSpan(tree.Length, 0), "// edited\n")));
        var (counter, findings) = Work.OfFile(compilation.ReplaceSyntaxTree(tree, edited), edited);
        Assert.Equal(1, findings);
        Assert.True(counter[WorkKind.NamesResolved] <= 5, $"{counter[WorkKind.NamesResolved]} names resolved");
    }

    [Fact]
    public void CancelledAnalysis_KeepsWhatWasFinished()
    {
        var compilation = Work.Compile(GeneratedCases.Named("refreshes with names of their own").Files(20));
        var scope = new AnalysisScope(compilation, new RefreshRace.Analyzers.Symbols.WellKnownTypes(compilation), new Microsoft.CodeAnalysis.Diagnostics.AnalyzerOptions([]).AnalyzerConfigOptionsProvider);
        var findings = new RefreshRace.Analyzers.Pipeline.CompilationFindings(scope);
        var whole = WorkCounter.Of(() => Assert.Single(findings.In(compilation.SyntaxTrees[0], default)));
        Assert.True(whole[WorkKind.BodiesBound] > 0);
        Assert.Throws<OperationCanceledException>(() => findings.In(compilation.SyntaxTrees[1], new CancellationToken(canceled: true)));
        var again = WorkCounter.Of(() => Assert.Single(findings.In(compilation.SyntaxTrees[0], default)));
        Assert.Equal(0, again[WorkKind.BodiesBound]);
        Assert.Equal(0, again[WorkKind.Steps]);
    }
}
