using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Tool.Findings;

namespace RefreshRace.Tool.Analysis;

/// <summary>Follows the presented refresh token back, over parameters and locals, to the member that reads it from where it is
/// kept.</summary>
internal sealed class TokenTrail(CallGraph graph, RootPaths paths)
{
    private const int MaxSteps = 12;

    /// <summary>The owner: the member at which the token is no parameter any more.</summary>
    /// <param name="token">The expression that the refresh presents; null where none is visible.</param>
    public TokenOwner OwnerOf(SyntaxNode? token)
    {
        var site = graph.Refresh;
        if (token is null)
        {
            return Owner(site, null, null, site.Node);
        }

        for (var step = 0; step < MaxSteps; step++)
        {
            if (Initializer(token, site.Model) is { } earlier && earlier != token)
            {
                token = earlier;
            }
            else if (Up(token, site) is var (caller, argument))
            {
                (site, token) = (caller, argument);
            }
            else
            {
                break;
            }
        }

        return Owner(site, token, StoreOf(token, site.Model), token);
    }

    private TokenOwner Owner(CallSite site, SyntaxNode? token, string? store, SyntaxNode place)
    {
        var type = site.Member?.ContainingType is { } containing ? Names.OfType(containing) : Names.OfMember(site.Member);
        var text = token is null ? null : RootPaths.Shorten(token.ToString());
        return new TokenOwner(type, Names.OfMember(site.Member), text, store, paths.Of(place.GetLocation()));
    }

    /// <summary>The argument that a caller passes for the parameter that the token is.</summary>
    private (CallSite Caller, SyntaxNode Argument)? Up(SyntaxNode token, CallSite site)
    {
        if (site.Model.GetSymbolInfo(token).Symbol is not IParameterSymbol { ContainingSymbol: IMethodSymbol method } parameter
            || method.MethodKind == MethodKind.Constructor)
        {
            return null;
        }

        foreach (var caller in graph.CallersOf(site))
        {
            var operation = caller.Model.GetOperation(caller.Node is AwaitExpressionSyntax awaited ? awaited.Expression : caller.Node);
            var argument = (operation as IInvocationOperation)?.Arguments.FirstOrDefault(at => at.Parameter?.Ordinal == parameter.Ordinal);
            if (argument is { IsImplicit: false })
            {
                return (caller, argument.Value.Syntax);
            }
        }

        return null;
    }

    /// <summary>What a local was made of; null for anything but a local.</summary>
    private static SyntaxNode? Initializer(SyntaxNode token, SemanticModel model)
    {
        var inner = Unwrapped(token);
        if (inner != token)
        {
            return inner;
        }

        if (model.GetSymbolInfo(token).Symbol is not ILocalSymbol { DeclaringSyntaxReferences: [var reference, ..] })
        {
            return null;
        }

        return reference.GetSyntax() switch
        {
            VariableDeclaratorSyntax { Initializer.Value: var value } => value,
            SingleVariableDesignationSyntax designation => designation.FirstAncestorOrSelf<IsPatternExpressionSyntax>()?.Expression,
            ForEachStatementSyntax loop => loop.Expression,
            _ => null,
        };
    }

    private static SyntaxNode Unwrapped(SyntaxNode token) => token switch
    {
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } forgiven => forgiven.Operand,
        ParenthesizedExpressionSyntax parenthesized => parenthesized.Expression,
        AwaitExpressionSyntax awaited => awaited.Expression,
        _ => token,
    };

    /// <summary>Where the object comes from whose member the token is.</summary>
    private static string? StoreOf(SyntaxNode token, SemanticModel model)
    {
        var receiver = token switch
        {
            MemberAccessExpressionSyntax access => access.Expression,
            ElementAccessExpressionSyntax element => element.Expression,
            ConditionalAccessExpressionSyntax conditional => conditional.Expression,
            _ => null,
        };
        return receiver is not null && Initializer(receiver, model) is { } source ? RootPaths.Shorten(Unwrapped(source).ToString(), 60)
            : null;
    }
}
