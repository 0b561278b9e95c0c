using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>The statements from an exchange to the last one that stores its answer.</summary>
/// <param name="Statements">The statements, all in one block; or the one expression behind an arrow.</param>
/// <param name="Output">The one local or parameter that they write and the code behind them reads; null for none.</param>
/// <param name="Leaves">Whether they always leave the function, or are its end.</param>
internal sealed record Segment(SyntaxNode[] Statements, ISymbol? Output, bool Leaves)
{
    // A renewal is a few statements; what is further away belongs to something else.
    private const int MaxStatements = 24;

    public SyntaxNode First => Statements[0];

    public SyntaxNode Last => Statements[Statements.Length - 1];

    /// <summary>Null where the statements cannot be taken out of their block as a whole.</summary>
    /// <param name="declined">Takes the reason for null.</param>
    public static Segment? Of(ExpressionSyntax call, SyntaxNode body, RefreshCallSite site, CancellationToken cancellationToken,
        Action<NoFixReason> declined)
    {
        if (body is ExpressionSyntax expression)
        {
            return new AnswerFlow(call, site, cancellationToken).IsStoredBy(expression) ? new Segment([expression], null, true) : null;
        }

        var start = call.FirstAncestorOrSelf<StatementSyntax>();
        Segment? found = null;
        for (var first = start; first is not null && first != body && body.Span.Contains(first.Span); first = Around(first))
        {
            if (Siblings(first) is not { } siblings)
            {
                continue;
            }

            var flow = new AnswerFlow(call, site, cancellationToken);
            found = In(siblings, siblings.IndexOf(first), flow, body, site, declined);
            if (found is null || !IsStoredBehind(found, flow, body))
            {
                // A call of which nothing is stored is wrapped by itself.
                return found is { Statements.Length: 1 } && !flow.IsStoredBy(found.First) ? null : found;
            }
        }

        return null;
    }

    private static Segment? In(SyntaxList<StatementSyntax> siblings, int first, AnswerFlow flow, SyntaxNode body, RefreshCallSite site,
        Action<NoFixReason> declined)
    {
        for (var last = first; last < siblings.Count && last - first < MaxStatements;)
        {
            flow.Follow(siblings[last]);
            if (site.Model.AnalyzeDataFlow(siblings[first], siblings[last]) is not { Succeeded: true } data
                || site.Model.AnalyzeControlFlow(siblings[first], siblings[last]) is not { Succeeded: true } control)
            {
                return null;
            }

            if (control.ExitPoints.Any(exit => exit is not ReturnStatementSyntax) || control.EntryPoints.Length > 0)
            {
                declined(NoFixReason.Jumps);
                return null;
            }

            var returns = control.ReturnStatements.Length > 0;
            var leaves = !control.EndPointIsReachable || returns && IsEnd(siblings, last, body);
            var behind = siblings.Skip(last + 1).ToArray();
            var outputs = Outputs(data).Where(output => !IsDisposedWith(output, behind)).ToArray();
            var isWhole = !returns || leaves;
            var isReadLater = flow.Changed.Any(name => behind.Any(later => Mentions(later, name)));
            var next = NextStore(siblings, last, flow);
            if (next < 0 && isWhole && outputs.Length <= 1 && outputs.All(IsShareable) && !isReadLater)
            {
                return new Segment([.. siblings.Skip(first).Take(last - first + 1)], outputs.FirstOrDefault(), returns);
            }

            var until = Math.Max(next, last + 1);
            while (last < until && last + 1 < siblings.Count)
            {
                last++;
                if (last < until)
                {
                    flow.Follow(siblings[last]);
                }
            }

            if (last < until)
            {
                declined(NoFixReason.Values);
                return null;
            }
        }

        return null;
    }

    private static int NextStore(SyntaxList<StatementSyntax> siblings, int last, AnswerFlow flow)
    {
        var found = -1;
        for (var index = last + 1; index < siblings.Count; index++)
        {
            if (flow.IsStoredBy(siblings[index]))
            {
                found = index;
            }
        }

        return found;
    }

    // Stores in the blocks around, behind the one that the segment stands in.
    private static bool IsStoredBehind(Segment segment, AnswerFlow flow, SyntaxNode body)
    {
        for (var at = Around((StatementSyntax)segment.First); at is not null && at != body && body.Span.Contains(at.Span); at = Around(at))
        {
            if (Siblings(at) is { } siblings && siblings.Skip(siblings.IndexOf(at) + 1).Any(flow.IsStoredBy))
            {
                return true;
            }
        }

        return false;
    }

    private static ISymbol[] Outputs(DataFlowAnalysis data)
    {
        var outside = data.ReadOutside.Concat(data.WrittenOutside).ToArray();
        var declared = data.VariablesDeclared.Where(symbol => outside.Contains(symbol, SymbolEqualityComparer.Default));
        return [.. data.DataFlowsOut.Concat(declared)
            .Where(symbol => symbol is ILocalSymbol or IParameterSymbol { IsThis: false })
            .Distinct<ISymbol>(SymbolEqualityComparer.Default)];
    }

    // The end of a using declaration counts as a read of what it disposes of.
    private static bool IsDisposedWith(ISymbol output, IEnumerable<StatementSyntax> later) =>
        output.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax().FirstAncestorOrSelf<LocalDeclarationStatementSyntax>()
            is { UsingKeyword.RawKind: not 0 }
        && !later.Any(statement => Mentions(statement, output.Name));

    private static bool IsShareable(ISymbol output) => TypeOf(output) is { } type && new ReturnShape(ReturnKind.Value, type).IsShareable;

    /// <summary>The type of a local or parameter.</summary>
    public static ITypeSymbol? TypeOf(ISymbol symbol) => (symbol as ILocalSymbol)?.Type ?? (symbol as IParameterSymbol)?.Type;

    private static bool IsEnd(SyntaxList<StatementSyntax> siblings, int last, SyntaxNode body) =>
        last == siblings.Count - 1 && siblings[last].Parent == body;

    private static bool Mentions(SyntaxNode code, string name) =>
        code.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(at => at.Identifier.ValueText == name);

    private static StatementSyntax? Around(StatementSyntax statement) =>
        statement.Parent?.FirstAncestorOrSelf<StatementSyntax>(at => at is not BlockSyntax || at.Parent is not StatementSyntax);

    private static SyntaxList<StatementSyntax>? Siblings(StatementSyntax statement) => statement.Parent switch
    {
        BlockSyntax block => block.Statements,
        SwitchSectionSyntax section => section.Statements,
        IfStatementSyntax or ElseClauseSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or ForStatementSyntax =>
            SyntaxFactory.SingletonList(statement),
        _ => null,
    };
}
