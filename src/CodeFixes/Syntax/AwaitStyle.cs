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
}
