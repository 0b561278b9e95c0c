using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Locks;

/// <summary>Who else uses the lock of a function: whom its removal would leave unprotected.</summary>
/// <param name="Any">Whether other code takes it, or may.</param>
/// <param name="CallBack">Whether other code may call the function while it holds the lock, which only a thread's own lock lets
/// pass.</param>
/// <param name="Disposals">Statements that do nothing but dispose it.</param>
/// <param name="IsAssigned">Whether a constructor creates it.</param>
internal sealed record LockUsers(bool Any, bool CallBack, ExpressionStatementSyntax[] Disposals, bool IsAssigned)
{
    public static LockUsers Of(ISymbol locked, EnclosingFunction function, RefreshCallSite site, CancellationToken cancellationToken)
    {
        if (locked is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private }
            || !SymbolEqualityComparer.Default.Equals(locked.ContainingType, site.Type))
        {
            return new LockUsers(true, false, [], false);
        }

        var (any, callBack, assigned) = (false, false, false);
        var disposals = new List<ExpressionStatementSyntax>();
        foreach (var part in site.Type!.DeclaringSyntaxReferences)
        {
            foreach (var name in part.GetSyntax(cancellationToken).DescendantNodes().OfType<IdentifierNameSyntax>()
                .Where(name => name.Identifier.ValueText == locked.Name))
            {
                var use = name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own && own.Name == name
                    ? own
                    : (ExpressionSyntax)name;
                if (name.SyntaxTree == site.Root.SyntaxTree && function.Body.Span.Contains(name.Span))
                {
                    continue;
                }

                switch (use.Parent)
                {
                    case AssignmentExpressionSyntax assignment when assignment.Left == use:
                        assigned = true;
                        break;
                    case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Dispose",
                        Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax disposal } }
                        when name.SyntaxTree == site.Root.SyntaxTree:
                        disposals.Add(disposal);
                        break;
                    default:
                        any = true;
                        callBack |= use.FirstAncestorOrSelf<LockStatementSyntax>() is not { } held
                            || held.Expression != use
                            || held.Statement.DescendantNodes().Any(at => at is InvocationExpressionSyntax);
                        break;
                }
            }
        }

        return new LockUsers(any, callBack, [.. disposals], assigned);
    }
}
