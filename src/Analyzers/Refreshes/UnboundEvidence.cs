using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>
/// Evidence for a call that does not bind because a type at it is unknown, as in a tree that is read without its packages.
/// Its own words must say it all: a method that is named for a refresh, or one that sends to a refresh endpoint, is handed a refresh token,
/// and its answer is waited for.
/// </summary>
internal static class UnboundEvidence
{
    /// <summary>The name of the method and the operations whose value is the refresh token; null where the call is no such one.</summary>
    public static (string Name, ImmutableArray<IOperation> Tokens)? Of(IInvalidOperation call)
    {
        if (call.Syntax is not InvocationExpressionSyntax invocation || NameOf(invocation) is not { } name
            || NeverARefresh.IsOtherVerb(name) || !IsWaitedFor(invocation))
        {
            return null;
        }

        // The syntax rules nearly all calls out before a type is asked for.
        var arguments = invocation.ArgumentList.Arguments;
        var tokens = arguments.Select(argument => TokenIn(call, argument)).OfType<IOperation>().ToImmutableArray();
        return !tokens.IsEmpty && !tokens.All(IsJustExchanged)
            && (Vocabulary.SaysRefresh(name) || arguments.Any(argument => IsRefreshAddress(call, argument.Expression)))
            && MissesAType(call, invocation)
            ? (name, tokens)
            : null;
    }

    // var answer = await api.GetTokenAsync(id, secret, "authorization_code", code); … answer.RefreshToken: nobody else has it yet.
    private static bool IsJustExchanged(IOperation token)
    {
        var local = token.Syntax.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().FirstOrDefault()?.Identifier.ValueText;
        var member = token.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        return member is not null && member.DescendantNodes().OfType<VariableDeclaratorSyntax>().Any(declared =>
            declared.Identifier.ValueText == local
            && declared.Initializer?.Value is AwaitExpressionSyntax { Expression: InvocationExpressionSyntax exchange }
            && exchange.ArgumentList.Arguments.Any(argument => argument.Expression
                is LiteralExpressionSyntax { Token.Value: "authorization_code" or "password" }));
    }

    private static string? NameOf(InvocationExpressionSyntax invocation) => invocation.Expression switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => null,
    };

    // await unknown.RefreshAsync(token).ConfigureAwait(false), unknown.RefreshAsync(token).Result: none of it binds; the syntax is asked.
    private static bool IsWaitedFor(InvocationExpressionSyntax call)
    {
        for (SyntaxNode at = call; at.Parent is { } parent; at = parent)
        {
            switch (parent)
            {
                case AwaitExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result" or "GetResult" }:
                    return true;
                case ParenthesizedExpressionSyntax:
                case MemberAccessExpressionSyntax member when member.Expression == at:
                case InvocationExpressionSyntax outer when outer.Expression == at:
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }

    // A call that people are just writing has a receiver and arguments of known types; where a package is missing, one of them is unknown.
    private static bool MissesAType(IInvalidOperation call, InvocationExpressionSyntax invocation)
    {
        var model = call.SemanticModel;
        var receiver = (invocation.Expression as MemberAccessExpressionSyntax)?.Expression;
        return model is not null
            && (IsUnknown(receiver) || invocation.ArgumentList.Arguments.Any(argument => IsUnknown(argument.Expression)));

        bool IsUnknown(ExpressionSyntax? expression) =>
            expression is not null && model.GetTypeInfo(expression).Type is { TypeKind: TypeKind.Error };
    }

    private static bool IsRefreshAddress(IInvalidOperation call, ExpressionSyntax argument) =>
        OperationAt(call, argument) is { } value
        && ConstantText.Of(value).Any(text => text.Contains('/') && PayloadTexts.IsRefreshAddress(text, out _));

    /// <summary>The argument that is named for a refresh token, or that fills such a member of a new object.</summary>
    private static IOperation? TokenIn(IInvalidOperation call, ArgumentSyntax argument)
    {
        if (NamesToken(argument.Expression))
        {
            return OperationAt(call, argument.Expression);
        }

        var filled = (argument.Expression as BaseObjectCreationExpressionSyntax)?.Initializer?.Expressions
            .OfType<AssignmentExpressionSyntax>()
            .FirstOrDefault(assignment =>
                assignment.Left is IdentifierNameSyntax { Identifier.ValueText: var member } && Vocabulary.NamesRefreshToken(member));
        return filled is null ? null : OperationAt(call, filled.Right);
    }

    private static bool NamesToken(ExpressionSyntax expression) => expression switch
    {
        SimpleNameSyntax name => Vocabulary.NamesRefreshToken(name.Identifier.ValueText),
        MemberAccessExpressionSyntax member => NamesToken(member.Name),
        PostfixUnaryExpressionSyntax forgiven => NamesToken(forgiven.Operand),
        ConditionalAccessExpressionSyntax { WhenNotNull: MemberBindingExpressionSyntax bound } => NamesToken(bound.Name),
        _ => false,
    };

    private static IOperation? OperationAt(IInvalidOperation call, ExpressionSyntax expression) =>
        call.Descendants().FirstOrDefault(at => at.Syntax == expression);
}
