using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A local that falls back with ?? is set, tested and set again.</summary>
internal sealed class CoalesceToIf(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        var visited = (BlockSyntax)base.VisitBlock(node)!;
        var statements = new List<StatementSyntax>();
        for (var i = 0; i < node.Statements.Count; i++)
        {
            var now = visited.Statements[i];
            if (now is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: [{ Initializer.Value: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } choice } variable] }
                && node.Statements[i] is LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: BinaryExpressionSyntax original }] }
                && Model.GetTypeInfo(original.Left).Type is { IsReferenceType: true } type)
            {
                statements.Add(Statement($"{TypeText(type.WithNullableAnnotation(NullableAnnotation.Annotated), original)} {variable.Identifier} = {choice.Left};"));
                statements.Add(choice.Right is ThrowExpressionSyntax thrown
                    ? Statement($"if ({variable.Identifier} is null)\n{{\nthrow {thrown.Expression};\n}}")
                    : Statement($"if ({variable.Identifier} is null)\n{{\n{variable.Identifier} = {choice.Right};\n}}"));
                continue;
            }

            statements.Add(now);
        }

        return statements.Count == node.Statements.Count ? visited : visited.WithStatements(SyntaxFactory.List(statements));
    }
}
