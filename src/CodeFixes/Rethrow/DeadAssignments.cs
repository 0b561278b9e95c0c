using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.CodeFixes.Rethrow;

/// <summary>Assignments of a catch to locals that nobody reads any more once the catch rethrows, with the comments on them.</summary>
internal static class DeadAssignments
{
    private static readonly SyntaxAnnotation s_mark = new("RefreshRace.Dead");

    /// <summary>The block of the clause, in which they are marked.</summary>
    public static BlockSyntax Mark(CatchClauseSyntax clause, SemanticModel model)
    {
        var around = clause.Ancestors()
            .FirstOrDefault(at => at is MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);
        var dead = clause.Block.Statements.OfType<ExpressionStatementSyntax>().Where(statement =>
            statement.Expression is AssignmentExpressionSyntax { Left: IdentifierNameSyntax name, Right: LiteralExpressionSyntax
                or DefaultExpressionSyntax or IdentifierNameSyntax }
            && model.GetSymbolInfo(name).Symbol is ILocalSymbol local && !IsRead(local, clause, around, statement));
        return clause.Block.ReplaceNodes(dead, (_, now) => now.WithAdditionalAnnotations(s_mark));
    }

    /// <summary>The block without those that a throw follows.</summary>
    public static BlockSyntax Remove(BlockSyntax block)
    {
        var last = block.Statements.LastOrDefault(statement => statement is ThrowStatementSyntax { Expression: null });
        if (last is null)
        {
            return block;
        }

        var dead = block.GetAnnotatedNodes(s_mark).Cast<StatementSyntax>().Where(statement => statement.SpanStart < last.SpanStart)
            .ToArray();
        return dead.Length == 0 ? block : block.RemoveNodes(dead, SyntaxRemoveOptions.KeepDirectives)!;
    }

    // In the rest of the clause, in what runs whatever happens, or in a lambda, which may run at any time.
    private static bool IsRead(ILocalSymbol local, CatchClauseSyntax clause, SyntaxNode? around, StatementSyntax assignment)
    {
        var always = clause.Ancestors().OfType<TryStatementSyntax>().Select(statement => (SyntaxNode?)statement.Finally)
            .Concat(clause.Ancestors().OfType<TryStatementSyntax>().Skip(1).SelectMany(statement => statement.Catches));
        return always.Append(clause).OfType<SyntaxNode>()
            .Any(place => Names(place, local).Any(name => !assignment.Span.Contains(name.Span)))
            || around is not null && Names(around, local).Any(name => name.Ancestors().TakeWhile(at => at != around)
                .Any(at => at is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax));
    }

    private static IEnumerable<IdentifierNameSyntax> Names(SyntaxNode code, ILocalSymbol local) =>
        code.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == local.Name);
}
