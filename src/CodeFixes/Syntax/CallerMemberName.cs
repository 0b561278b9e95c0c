using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>
/// Calls that are told the name of the member in which they stand (<c>[CallerMemberName]</c>: a span, a log entry, a metric). Where they
/// move into a core they keep the name that they had, because somebody
/// looks for it.
/// </summary>
internal static class CallerMemberName
{
    private const string Attribute = "System.Runtime.CompilerServices.CallerMemberNameAttribute";

    /// <summary>The code as it moves into the core of a function.</summary>
    public static T Keep<T>(T code, EnclosingFunction function, SemanticModel model)
        where T : SyntaxNode
    {
        // A local function's core stands in the same member.
        if (function.IsLocal)
        {
            return code;
        }

        // The name of an explicit implementation is known to nobody.
        var name = SyntaxFactory.ParseExpression(function.Symbol.ExplicitInterfaceImplementations.IsEmpty
            ? $"nameof({Identifiers.Escaped(function.Name)})"
            : SymbolDisplay.FormatLiteral(function.Name, quote: true));
        var told = code.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>()
            .Select(call => (call, Parameter: Told(call, model)))
            .Where(call => call.Parameter is not null)
            .ToDictionary(call => call.call, call => call.Parameter!);
        return code.ReplaceNodes(told.Keys, (old, now) => ArgumentLists.Append(now, Argument(old, told[old], name)));
    }

    private static IParameterSymbol? Told(InvocationExpressionSyntax call, SemanticModel model) =>
        (model.GetOperation(call) as IInvocationOperation)?.Arguments
            .FirstOrDefault(argument => argument.ArgumentKind == ArgumentKind.DefaultValue
                && argument.Parameter?.GetAttributes()
                    .Any(attribute => attribute.AttributeClass?.ToDisplayString() == Attribute) == true)
            ?.Parameter;

    private static ArgumentSyntax Argument(InvocationExpressionSyntax call, IParameterSymbol parameter, ExpressionSyntax name)
    {
        var given = call.ArgumentList.Arguments;
        var isNext = parameter.Ordinal == given.Count
            && given.All(argument => argument.NameColon is null)
            && parameter.ContainingSymbol is IMethodSymbol { IsExtensionMethod: false };
        return SyntaxFactory.Argument(isNext
            ? null
            : SyntaxFactory.NameColon(SyntaxFactory.IdentifierName(parameter.Name), SyntaxFactory.Token(SyntaxKind.ColonToken)
                .WithTrailingTrivia(SyntaxFactory.Space)), default, name);
    }
}
