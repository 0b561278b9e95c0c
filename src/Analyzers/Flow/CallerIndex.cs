using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace RefreshRace.Analyzers.Flow;

/// <summary>Who calls a member, within this compilation: directly, through the interface member it implements, the base member it overrides, or as a method group.</summary>
internal sealed class CallerIndex(AnalysisScope scope)
{
    // A name used more often than this says nothing about who refreshes ("Get", "Send"); its callers then count as unknown.
    private const int MaxNames = 2_000;

    // More callers than this do not change a verdict.
    private const int MaxCallers = 128;

    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<CallSite>> _callers = new(SymbolEqualityComparer.Default);

    public ImmutableArray<CallSite> CallersOf(IMethodSymbol member, CancellationToken cancellationToken)
    {
        member = member.OriginalDefinition;
        return _callers.TryGetValue(member, out var known) ? known : _callers.GetOrAdd(member, Find(member, cancellationToken));
    }

    private ImmutableArray<CallSite> Find(IMethodSymbol member, CancellationToken cancellationToken)
    {
        var targets = TargetsOf(member);
        var sites = ImmutableArray.CreateBuilder<CallSite>();
        foreach (var name in targets.Select(NameOf).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal))
        {
            foreach (var use in scope.Texts.Names(name, MaxNames, cancellationToken) ?? [])
            {
                if (sites.Count == MaxCallers)
                {
                    return sites.ToImmutable();
                }

                if (SiteAt(use, member, targets, cancellationToken) is { } site)
                {
                    sites.Add(site);
                }
            }
        }

        return sites.ToImmutable();
    }

    private CallSite? SiteAt(SimpleNameSyntax use, IMethodSymbol member, HashSet<ISymbol> targets, CancellationToken cancellationToken)
    {
        if (scope.Bodies.Model(use.SyntaxTree) is not { } model || IsInsideNameof(use))
        {
            return null;
        }

        var (node, symbol) = use.Parent is ObjectCreationExpressionSyntax creation && creation.Type == use
            ? (creation, model.GetSymbolInfo(creation, cancellationToken).Symbol)
            : (use as SyntaxNode, model.GetSymbolInfo(use, cancellationToken).Symbol);
        if (symbol is null || !targets.Contains(Definition(symbol)) || IsCallOfTheBase(use))
        {
            return null;
        }

        if (scope.Bodies.Containing(use, cancellationToken) is not { } body
            || CallAt(node, model, cancellationToken) is not { } call
            || !CanReach(call, member.ContainingType)
            || !body.Root.Syntax.Span.Contains(call.Syntax.Span))
        {
            return null;
        }

        return new CallSite(body, call);
    }

    /// <summary>Whether a call of a base member can land in an override of the type: not where the receiver is of a class beside it.</summary>
    private static bool CanReach(IOperation call, INamedTypeSymbol? overrider) =>
        overrider is null
        || call is not IInvocationOperation { Instance: { Type: INamedTypeSymbol { TypeKind: TypeKind.Class } receiver } }
        || IsOrInherits(receiver, overrider)
        || IsOrInherits(overrider, receiver)
        || overrider.TypeKind != TypeKind.Class;

    private static bool IsOrInherits(INamedTypeSymbol? type, INamedTypeSymbol other)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, other.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    private static IOperation? CallAt(SyntaxNode use, SemanticModel model, CancellationToken cancellationToken)
    {
        var node = use;
        if (node is SimpleNameSyntax)
        {
            node = node.Parent switch
            {
                MemberAccessExpressionSyntax access when access.Name == use => access,
                MemberBindingExpressionSyntax binding => binding,
                _ => node,
            };
            node = node.Parent is InvocationExpressionSyntax invocation && invocation.Expression == node ? invocation : node;
        }

        var operation = model.GetOperation(node, cancellationToken);
        return operation switch
        {
            IInvocationOperation or IMethodReferenceOperation or IObjectCreationOperation => operation,
            IPropertyReferenceOperation property when IsRead(property) => operation,
            _ => null,
        };
    }

    private static bool IsRead(IPropertyReferenceOperation property) => property.Parent is not ISimpleAssignmentOperation assignment || assignment.Target != property;

    private static HashSet<ISymbol> TargetsOf(IMethodSymbol member)
    {
        var targets = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        ISymbol declared = member.AssociatedSymbol is IPropertySymbol property ? property : member;
        for (ISymbol? at = declared; at is not null; at = at is IMethodSymbol method ? method.OverriddenMethod : (at as IPropertySymbol)?.OverriddenProperty)
        {
            targets.Add(Definition(at));
        }

        foreach (var contract in declared.ContainingType?.AllInterfaces ?? ImmutableArray<INamedTypeSymbol>.Empty)
        {
            foreach (var promise in contract.GetMembers())
            {
                if (promise.Kind == declared.Kind && SymbolEqualityComparer.Default.Equals(declared.ContainingType!.FindImplementationForInterfaceMember(promise), declared))
                {
                    targets.Add(Definition(promise));
                }
            }
        }

        return targets;
    }

    private static ISymbol Definition(ISymbol symbol) => symbol switch
    {
        IMethodSymbol { ReducedFrom: { } extension } => extension.OriginalDefinition,
        IMethodSymbol { PartialDefinitionPart: { } definition } => definition.OriginalDefinition,
        _ => symbol.OriginalDefinition,
    };

    private static string NameOf(ISymbol symbol) => symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } ? symbol.ContainingType.Name
        : symbol.Name.LastIndexOf('.') is >= 0 and var dot ? symbol.Name.Substring(dot + 1)
        : symbol.Name;

    // base.SendAsync() never reaches an override.
    private static bool IsCallOfTheBase(SimpleNameSyntax use) => use.Parent is MemberAccessExpressionSyntax { Expression: BaseExpressionSyntax } access && access.Name == use;

    private static bool IsInsideNameof(SyntaxNode node) =>
        node.FirstAncestorOrSelf<InvocationExpressionSyntax>(at => at.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" }) is not null;
}
