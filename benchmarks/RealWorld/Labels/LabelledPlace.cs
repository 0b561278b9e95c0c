using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.RealWorld.Labels;

/// <summary>Where a label points in the source: a row stands for the member around its line.</summary>
/// <param name="Label">The label.</param>
/// <param name="Tree">The file.</param>
/// <param name="Member">The member that holds the line.</param>
/// <param name="Catch">The catch clause whose keyword stands on the line, or null.</param>
/// <param name="OtherCatches">Whether the member has more catch clauses than that one.</param>
internal sealed record LabelledPlace(Label Label, SyntaxTree Tree, MemberScope Member, CatchClauseSyntax? Catch, bool OtherCatches)
{
    /// <summary>The place of a label, or null where the file has no such line.</summary>
    public static LabelledPlace? Find(Label label, SyntaxTree tree)
    {
        var text = tree.GetText();
        if (label.Line > text.Lines.Count)
        {
            return null;
        }

        var line = text.Lines[label.Line - 1];
        var start = line.Start;
        while (start < line.End && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        var member = MemberScope.At(tree, start);
        var catches = member.Node.DescendantNodes().OfType<CatchClauseSyntax>().ToList();
        var here = catches.Find(clause => text.Lines.GetLinePosition(clause.SpanStart).Line == label.Line - 1);
        return new LabelledPlace(label, tree, member, here, catches.Count > 1);
    }

    /// <summary>Whether the member holds a place.</summary>
    public bool Holds(Location location) => location.SourceTree == Tree && Member.Span.Contains(location.SourceSpan.Start);

    /// <summary>Whether a finding of the row's family points, with any of its locations, into the member: then it hits a positive row.</summary>
    public bool IsHitBy(Diagnostic diagnostic) => Families.Of(diagnostic.Id) == Label.Expect && (Holds(diagnostic.Location) || diagnostic.AdditionalLocations.Any(Holds));

    /// <summary>Whether the row speaks, in whatever sense, about a finding that lies in the member. A row about one of several catch clauses is not about what is reported on another of them.</summary>
    public bool Concerns(Diagnostic diagnostic) =>
        Families.Of(diagnostic.Id) is { } family && Label.Covers(family) && Holds(diagnostic.Location)
        && (Catch is null || !OtherCatches || InCatch(diagnostic.Location) || diagnostic.AdditionalLocations.Any(InCatch));

    /// <summary>Whether the calls whose name stands on the line bind to methods; null where the line has no call.</summary>
    public bool? IsBound(Compilation compilation)
    {
        var text = Tree.GetText();
        bool OnLine(int position) => text.Lines.GetLinePosition(position).Line == Label.Line - 1;
        var calls = Tree.GetRoot().DescendantNodes(Member.Span).OfType<InvocationExpressionSyntax>().ToList();
        var named = calls.Where(call => OnLine(NamePosition(call))).ToList();
        named = named.Count > 0 ? named : [.. calls.Where(call => OnLine(call.SpanStart)).TakeLast(1)];
        if (named.Count == 0)
        {
            return null;
        }

        var model = compilation.GetSemanticModel(Tree);
        return named.TrueForAll(call => model.GetSymbolInfo(call).Symbol is not null || call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" });
    }

    private bool InCatch(Location location) => location.SourceTree == Tree && Catch!.Span.Contains(location.SourceSpan.Start);

    private static int NamePosition(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.SpanStart,
        MemberBindingExpressionSyntax binding => binding.Name.SpanStart,
        var other => other.SpanStart,
    };
}
