using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>How a function configures its awaits.</summary>
internal static class AwaitStyle
{
    /// <summary>
    /// What a new await of a task has to end with: <c>.ConfigureAwait(false)</c> in the words that the function has for it, or nothing
    /// where one of its awaits goes without.
    /// </summary>
    public static string SuffixIn(EnclosingFunction function, SemanticModel model, CancellationToken cancellationToken)
    {
        var suffix = "";
        foreach (var operand in function.OwnNodes().OfType<AwaitExpressionSyntax>().Select(at => at.Expression))
        {
            if (operand is InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" },
                    ArgumentList: var arguments,
                })
            {
                var written = ".ConfigureAwait" + arguments.WithoutTrivia();
                suffix = suffix.Length == 0 && written.IndexOf("SuppressThrowing", StringComparison.Ordinal) < 0 ? written : suffix;
            }
            else if (ReturnShape.Of(model.GetTypeInfo(operand, cancellationToken).Type) is { IsAsync: true })
            {
                return "";
            }
        }

        return suffix;
    }

    /// <summary>The places at which code of a function waits, without those of the lambdas and local functions in it.</summary>
    public static IEnumerable<SyntaxNode> In(SyntaxNode code) =>
        code.DescendantNodesAndSelf(at => at is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).Where(node => node
            is AwaitExpressionSyntax
            or CommonForEachStatementSyntax { AwaitKeyword.RawKind: not 0 }
            or UsingStatementSyntax { AwaitKeyword.RawKind: not 0 }
            or LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: not 0 });
}
