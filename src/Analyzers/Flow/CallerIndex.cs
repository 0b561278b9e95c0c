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
    private const int MaxNames = 10_000;

    // More callers than this do not change a verdict.
    private const int MaxCallers = 128;

    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<CallSite>> _callers = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<(string Name, int Arguments), ILookup<ISymbol, SimpleNameSyntax>> _uses = new();

    /// <summary>The callers in source, by file and position; default where the member's name is too common to tell.</summary>
    public ImmutableArray<CallSite> CallersOf(IMethodSymbol member, CancellationToken cancellationToken)
    {
        member = member.OriginalDefinition;
        return _callers.TryGetValue(member, out var known) ? known : _callers.GetOrAdd(member, Find(member, cancellationToken));
    }

    /// <summary>The callers in source; none where the member's name is too common to tell.</summary>
    public ImmutableArray<CallSite> KnownCallersOf(IMethodSymbol member, CancellationToken cancellationToken) =>
        CallersOf(member, cancellationToken) is { IsDefault: false } callers ? callers : ImmutableArray<CallSite>.Empty;

    private ImmutableArray<CallSite> Find(IMethodSymbol member, CancellationToken cancellationToken)
    {
        var targets = TargetsOf(member);
        var sites = ImmutableArray.CreateBuilder<CallSite>();
        foreach (var name in targets.Select(NameOf).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).OrderBy(name => name, StringComparer.Ordinal))
        {
            if (scope.Texts.Names(name, MaxNames, cancellationToken) is not { } uses)
            {
                return default;
            }

            foreach (var use in UsesOf(targets, name, uses, member, cancellationToken))
            {
                if (sites.Count == MaxCallers)
                {
                    return sites.ToImmutable();
                }

                if (SiteAt(use, member, cancellationToken) is { } site)
                {
                    sites.Add(site);
                }
            }
        }

        return sites.ToImmutable();
    }

    /// <summary>The uses of a name that stand for one of the targets. All members of one name share what was resolved for it.</summary>
    private IEnumerable<SimpleNameSyntax> UsesOf(
        HashSet<ISymbol> targets, string name, IReadOnlyList<SimpleNameSyntax> uses, IMethodSymbol member, CancellationToken cancellationToken)
    {
        var counts = uses.Select(ArgumentsOf).Distinct().Where(count => MayTake(member, count)).ToList();
        return counts
            .Select(count => _uses.TryGetValue((name, count), out var known) ? known : _uses.GetOrAdd((name, count), Resolve(uses, count, cancellationToken)))
            .SelectMany(lookup => targets.SelectMany(target => lookup[target]))
            .OrderBy(use => use.SyntaxTree.FilePath, StringComparer.Ordinal)
            .ThenBy(use => use.SpanStart);
    }

    private ILookup<ISymbol, SimpleNameSyntax> Resolve(IReadOnlyList<SimpleNameSyntax> uses, int arguments, CancellationToken cancellationToken)
    {
        var resolved = new List<(ISymbol Symbol, SimpleNameSyntax Use)>();
        foreach (var use in uses)
        {
            if (ArgumentsOf(use) == arguments && !IsInsideNameof(use) && !IsCallOfTheBase(use) && scope.Bodies.Model(use.SyntaxTree) is { } model)
            {
                cancellationToken.ThrowIfCancellationRequested();
                WorkCounter.Add(WorkKind.NamesResolved);
                if (model.GetSymbolInfo(NodeOf(use), cancellationToken).Symbol is { } symbol)
                {
                    resolved.Add((Definition(symbol), use));
                }
            }
        }

        return resolved.ToLookup(pair => pair.Symbol, pair => pair.Use, SymbolEqualityComparer.Default);
    }

    /// <summary>How many arguments a name is called with; -1 where it is not called but handed on, or read.</summary>
    private static int ArgumentsOf(SimpleNameSyntax use) => NodeOf(use) is ObjectCreationExpressionSyntax creation ? creation.ArgumentList?.Arguments.Count ?? 0
        : InvokedAt(use) is InvocationExpressionSyntax call ? call.ArgumentList.Arguments.Count
        : -1;

    /// <summary>Whether a call with so many arguments can be one of the member; anything else than a call may always.</summary>
    private static bool MayTake(IMethodSymbol member, int arguments)
    {
        if (arguments < 0 || member.MethodKind is not (MethodKind.Ordinary or MethodKind.Constructor))
        {
            return true;
        }

        var parameters = member.Parameters;
        var most = parameters.Any(parameter => parameter.IsParams) ? int.MaxValue : parameters.Length;
        var least = parameters.Count(parameter => !parameter.IsOptional && !parameter.IsParams) - (member.IsExtensionMethod ? 1 : 0);
        return arguments >= least && arguments <= most;
    }

    private static SyntaxNode NodeOf(SimpleNameSyntax use) => use.Parent is ObjectCreationExpressionSyntax creation && creation.Type == use ? creation : use;

    private CallSite? SiteAt(SimpleNameSyntax use, IMethodSymbol member, CancellationToken cancellationToken)
    {
        if (scope.Bodies.Model(use.SyntaxTree) is not { } model
            || scope.Bodies.Containing(use, cancellationToken) is not { } body
            || CallAt(NodeOf(use), model, cancellationToken) is not { } call
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
        var node = use is SimpleNameSyntax name ? InvokedAt(name) : use;
        var operation = model.GetOperation(node, cancellationToken);
        return operation switch
        {
            IInvocationOperation or IMethodReferenceOperation or IObjectCreationOperation => operation,
            IPropertyReferenceOperation property when IsRead(property) => operation,
            _ => null,
        };
    }

    /// <summary>The call of a name, the whole access where it is not called.</summary>
    private static SyntaxNode InvokedAt(SimpleNameSyntax use)
    {
        var access = use.Parent switch
        {
            MemberAccessExpressionSyntax member when member.Name == use => member,
            MemberBindingExpressionSyntax binding => binding,
            _ => (SyntaxNode)use,
        };
        return access.Parent is InvocationExpressionSyntax invocation && invocation.Expression == access ? invocation : access;
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
