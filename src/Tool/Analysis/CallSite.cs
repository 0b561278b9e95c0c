using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.Tool.Analysis;

/// <summary>A call that a diagnostic points at.</summary>
/// <param name="Location">Where the diagnostic points.</param>
/// <param name="Node">The expression there.</param>
/// <param name="Model">Of its tree.</param>
/// <param name="Members">The functions around it, the innermost first: local functions, then the member of a type.</param>
/// <param name="Callees">What it calls or refers to.</param>
internal sealed record CallSite(
    Location Location, SyntaxNode Node, SemanticModel Model, ImmutableArray<ISymbol> Members, ImmutableArray<ISymbol> Callees)
{
    /// <summary>The member of a type around the call.</summary>
    public ISymbol? Member => Members.LastOrDefault();

    public static CallSite? At(Location location, Compilation compilation)
    {
        if (location.SourceTree is not { } tree || !compilation.ContainsSyntaxTree(tree))
        {
            return null;
        }

        var model = compilation.GetSemanticModel(tree);
        var node = tree.GetRoot().FindNode(location.SourceSpan, getInnermostNodeForTie: true);
        var expression = node.AncestorsAndSelf().TakeWhile(at => at.Span == node.Span).OfType<ExpressionSyntax>().LastOrDefault() ?? node;
        return new CallSite(location, expression, model, Around(expression, model), CalleesOf(expression, model));
    }

    /// <summary>Whether this call leads into the function around the other one.</summary>
    public bool LeadsTo(CallSite deeper) => Callees.Any(callee => deeper.Members.Any(member => Runs(callee, member)));

    /// <summary>The functions around a node, the innermost first.</summary>
    public static ImmutableArray<ISymbol> Around(SyntaxNode node, SemanticModel model)
    {
        var members = ImmutableArray.CreateBuilder<ISymbol>();
        for (var at = model.GetEnclosingSymbol(node.SpanStart); at is not null and not INamespaceOrTypeSymbol; at = at.ContainingSymbol)
        {
            if (at is IMethodSymbol { MethodKind: not MethodKind.AnonymousFunction } or IPropertySymbol or IFieldSymbol)
            {
                members.Add(at is IMethodSymbol { AssociatedSymbol: { } owner } ? owner : at);
            }
        }

        return members.ToImmutable();
    }

    private static ImmutableArray<ISymbol> CalleesOf(SyntaxNode node, SemanticModel model)
    {
        var call = node is AwaitExpressionSyntax awaited ? awaited.Expression : node;
        var info = model.GetSymbolInfo(call);
        var symbols = info.Symbol is { } symbol ? [symbol] : info.CandidateSymbols;
        return [.. symbols.Select(found => (found is IMethodSymbol { ReducedFrom: { } extension } ? extension : found).OriginalDefinition)];
    }

    private static bool Runs(ISymbol callee, ISymbol member)
    {
        member = member.OriginalDefinition;
        if (SymbolEqualityComparer.Default.Equals(callee, member))
        {
            return true;
        }

        if (callee.Name != member.Name && !member.Name.EndsWith("." + callee.Name, StringComparison.Ordinal))
        {
            return false;
        }

        return callee.ContainingType is { TypeKind: TypeKind.Interface } ? Implements(callee, member) : Overrides(callee, member);
    }

    private static bool Implements(ISymbol callee, ISymbol member) => member.ContainingType.AllInterfaces
        .Where(type => SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, callee.ContainingType))
        .SelectMany(type => type.GetMembers(callee.Name))
        .Any(declared => SymbolEqualityComparer.Default.Equals(member.ContainingType.FindImplementationForInterfaceMember(declared),
            member));

    private static bool Overrides(ISymbol callee, ISymbol member)
    {
        for (var at = Overridden(member); at is not null; at = Overridden(at))
        {
            if (SymbolEqualityComparer.Default.Equals(at.OriginalDefinition, callee))
            {
                return true;
            }
        }

        return false;
    }

    private static ISymbol? Overridden(ISymbol member) => member switch
    {
        IMethodSymbol method => method.OverriddenMethod,
        IPropertySymbol property => property.OverriddenProperty,
        _ => null,
    };
}
