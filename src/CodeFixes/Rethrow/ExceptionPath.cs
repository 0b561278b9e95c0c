using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Rethrow;

/// <summary>Where an exception goes that a catch or a branch lets out: whether what stands above expects one.</summary>
internal static class ExceptionPath
{
    // Callers are looked for in files that mention the method's name; a project with more of them than this calls it everywhere.
    private const int MaxCallers = 200;

    /// <summary>
    /// Whether the failure may leave as an exception: not where the next turn of a loop tries again, where no caller can handle it (a
    /// constructor, an initializer, an event handler, a callback that returns nothing), and not where a caller acts on the empty value.
    /// </summary>
    /// <param name="place">The catch clause, or the branch.</param>
    /// <param name="goesOn">Whether it falls through to the code behind it.</param>
    public static bool IsExpected(SyntaxNode place, bool goesOn, SemanticModel model, CancellationToken cancellationToken)
    {
        foreach (var at in place.Ancestors())
        {
            switch (at)
            {
                case WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax when goesOn:
                    return false;
                case AnonymousFunctionExpressionSyntax lambda:
                    return model.GetSymbolInfo(lambda, cancellationToken).Symbol is IMethodSymbol { ReturnsVoid: false };
                case LocalFunctionStatementSyntax local:
                    return model.GetDeclaredSymbol(local, cancellationToken) is IMethodSymbol function
                        && IsExpectedOf(function, local.Modifiers, place, goesOn, model, cancellationToken);
                case MethodDeclarationSyntax method:
                    return model.GetDeclaredSymbol(method, cancellationToken) is { } declared
                        && IsExpectedOf(declared, method.Modifiers, place, goesOn, model, cancellationToken);
                case AccessorDeclarationSyntax accessor:
                    return accessor.IsKind(SyntaxKind.GetAccessorDeclaration);
                case GlobalStatementSyntax or PropertyDeclarationSyntax { ExpressionBody: not null }:
                    return true;
                case MemberDeclarationSyntax:
                    return false;
            }
        }

        return false;
    }

    private static bool IsExpectedOf(IMethodSymbol method, SyntaxTokenList modifiers, SyntaxNode place, bool goesOn, SemanticModel model,
        CancellationToken cancellationToken) =>
        !(method.ReturnsVoid && modifiers.Any(SyntaxKind.AsyncKeyword))
        && !IsEventHandler(method)
        && !IsContract(method)
        && !IsActedOn(method, place, goesOn, model, cancellationToken);

    // (object sender, SomethingEventArgs e)
    private static bool IsEventHandler(IMethodSymbol method) => method.Parameters.Length == 2
        && method.Parameters[0].Type.SpecialType == SpecialType.System_Object
        && IsEventArgs(method.Parameters[1].Type);

    private static bool IsEventArgs(ITypeSymbol type)
    {
        for (ITypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            if (at is { Name: "EventArgs", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
            {
                return true;
            }
        }

        return false;
    }

    // TryRenewAsync promises to answer; Dispose must not throw.
    private static bool IsContract(IMethodSymbol method) =>
        method.Name.StartsWith("Try", StringComparison.Ordinal) && method.Name.Length > 3 && char.IsUpper(method.Name[3])
        || method.Name is "Dispose" or "DisposeAsync" or "OnError" or "ToString";

    private static bool IsActedOn(IMethodSymbol method, SyntaxNode place, bool goesOn, SemanticModel model,
        CancellationToken cancellationToken)
    {
        if (ReturnShape.Of(method.ReturnType) is not { Result: not null }
            || !goesOn && (!GivesNothing(place) || GivesNothingElsewhere(place)))
        {
            return false;
        }

        var found = 0;
        foreach (var tree in model.Compilation.SyntaxTrees)
        {
            if (tree != model.SyntaxTree && method.DeclaredAccessibility == Accessibility.Private)
            {
                continue;
            }

            SemanticModel? of = null;
            foreach (var name in tree.GetRoot(cancellationToken).DescendantNodes().OfType<SimpleNameSyntax>()
                .Where(name => name.Identifier.ValueText == method.Name && CallOf(name) is not null))
            {
                of ??= tree == model.SyntaxTree ? model : model.Compilation.GetSemanticModel(tree);
                if (++found > MaxCallers || IsSame(of.GetSymbolInfo(name, cancellationToken).Symbol, method) && Tests(CallOf(name)!))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // A member of an interface that the method implements is called in its place.
    private static bool IsSame(ISymbol? called, IMethodSymbol method) => called is IMethodSymbol other
        && (SymbolEqualityComparer.Default.Equals(other.OriginalDefinition, method.OriginalDefinition)
            || other.ContainingType is { TypeKind: TypeKind.Interface }
                && SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(other), method)
            || SymbolEqualityComparer.Default.Equals(method.OverriddenMethod?.OriginalDefinition, other.OriginalDefinition));

    private static InvocationExpressionSyntax? CallOf(SimpleNameSyntax name) => name.Parent switch
    {
        InvocationExpressionSyntax call when call.Expression == name => call,
        MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access when access.Name == name
            && call.Expression == access => call,
        MemberBindingExpressionSyntax { Parent: InvocationExpressionSyntax call } => call,
        _ => null,
    };

    private static bool GivesNothing(SyntaxNode place) => place.DescendantNodes().OfType<ReturnStatementSyntax>()
        .Any(found => found.Expression is { } value
            && (Expressions.IsNullOrDefault(value) || value.IsKind(SyntaxKind.FalseLiteralExpression)))
        || place is ConditionalExpressionSyntax;

    // "Nobody is signed in" is null too: then callers have their test for that, and it stays alive.
    private static bool GivesNothingElsewhere(SyntaxNode place) =>
        place.Ancestors().FirstOrDefault(at => at is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax) is { } around
        && around.DescendantNodes(inner => inner != place && inner is not AnonymousFunctionExpressionSyntax)
            .OfType<ReturnStatementSyntax>()
            .Any(other => !place.Span.Contains(other.Span) && other.Expression is { } value && Expressions.IsNullOrDefault(value));

    // The result is tested where it is given, or in the local that takes it.
    private static bool Tests(InvocationExpressionSyntax call)
    {
        SyntaxNode whole = call;
        while (whole.Parent is AwaitExpressionSyntax or ParenthesizedExpressionSyntax
            || whole.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" or "Result" or "GetAwaiter"
                or "GetResult" }
            || whole.Parent is InvocationExpressionSyntax outer && outer.Expression == whole)
        {
            whole = whole.Parent;
        }

        if (IsTest(whole))
        {
            return true;
        }

        var local = whole.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator } => declarator.Identifier.ValueText,
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax name } assignment when assignment.Right == whole =>
                name.Identifier.ValueText,
            _ => null,
        };
        return local is not null
            && whole.Ancestors().FirstOrDefault(at => at is MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax) is { } around
            && around.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name =>
                name.Identifier.ValueText == local && name.SpanStart > whole.SpanStart && IsTest(name));
    }

    private static bool IsTest(SyntaxNode value) => value.Parent switch
    {
        IsPatternExpressionSyntax test => test.Expression == value,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } => true,
        IfStatementSyntax branch => branch.Condition == value,
        WhileStatementSyntax loop => loop.Condition == value,
        ConditionalExpressionSyntax choice => choice.Condition == value,
        ConditionalAccessExpressionSyntax access => access.Expression == value,
        SwitchExpressionSyntax choice => choice.GoverningExpression == value,
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } either => either.Left == value,
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression } => true,
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } comparison =>
            comparison.Left == value && comparison.Right is LiteralExpressionSyntax,
        ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } =>
            Expressions.CalledName(call) is "IsNullOrEmpty" or "IsNullOrWhiteSpace",
        _ => false,
    };
}
