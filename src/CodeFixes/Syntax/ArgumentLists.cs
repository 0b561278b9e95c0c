using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>Edits of the arguments of a call.</summary>
internal static class ArgumentLists
{
    /// <summary>The call with one more argument.</summary>
    public static InvocationExpressionSyntax Append(InvocationExpressionSyntax call, ArgumentSyntax argument)
    {
        var list = call.ArgumentList;
        var arguments = list.Arguments.Count == 0
            ? SyntaxFactory.SingletonSeparatedList(argument)
            : SyntaxFactory.SeparatedList(list.Arguments.Append(argument), list.Arguments.GetSeparators()
                .Append(SyntaxFactory.Token(default, SyntaxKind.CommaToken, SyntaxFactory.TriviaList(SyntaxFactory.Space))));
        return call.WithArgumentList(list.WithArguments(arguments));
    }
}
