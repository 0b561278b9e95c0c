using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>Edits of top-level statements, where a flight is a local of the program: they run once, so it is one object for all.</summary>
internal static class TopLevelStatements
{
    public static SyntaxNode Replace(SyntaxNode root, SyntaxNode anchor, IEnumerable<StatementSyntax> with,
        LocalDeclarationStatementSyntax flight, SyntaxTrivia newLine)
    {
        var statements = with.ToArray();
        if (anchor.Parent is GlobalStatementSyntax global)
        {
            root = root.ReplaceNode(global,
                statements.Select((statement, index) => index == 0
                    ? global.WithStatement(statement)
                    : SyntaxFactory.GlobalStatement(statement)));
        }
        else
        {
            root = root.ReplaceNode(anchor, statements);
        }

        return Declare(root, flight, newLine);
    }

    /// <summary>The flight is the first statement, so that every use, also one in a local function, finds it assigned.</summary>
    public static SyntaxNode Declare(SyntaxNode root, LocalDeclarationStatementSyntax flight, SyntaxTrivia newLine)
    {
        var unit = (CompilationUnitSyntax)root;
        var first = unit.Members.OfType<GlobalStatementSyntax>().First();
        var leading = first.GetLeadingTrivia();
        var rest = leading.SkipWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).ToArray();
        var blank = leading.Take(leading.Count - rest.Length);
        unit = unit.ReplaceNode(first, first.WithLeadingTrivia(rest));
        var at = unit.Members.IndexOf(member => member is GlobalStatementSyntax);
        return unit.WithMembers(
            unit.Members.Insert(at, SyntaxFactory.GlobalStatement(flight.WithLeadingTrivia(blank).WithTrailingTrivia(newLine))));
    }
}
