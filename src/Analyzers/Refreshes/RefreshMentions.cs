using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>
/// Whether one operation says refresh: a name, a constant, a type that has a member for a refresh token. Binds nothing: of other members only their names and their text are asked.
/// </summary>
internal sealed class RefreshMentions(AnalysisScope scope)
{
    // A request model has few bases.
    private const int MaxBases = 4;

    // What says of a payload that it may be a refresh, or what kind of grant it is.
    private static readonly CandidateTextFilter s_words = new(["refresh", "renew", "rotat", "grant", "authflow", "tokentype", "token_type"]);

    private readonly ConcurrentDictionary<ISymbol, bool> _declared = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ITypeSymbol, bool> _types = new(SymbolEqualityComparer.Default);

    /// <summary>Whether the text says refresh, or names a grant.</summary>
    public static bool IsIn(string text) => s_words.IsIn(text);

    /// <summary>Whether one operation says it by itself.</summary>
    public bool Says(IOperation operation)
    {
        if (operation.ConstantValue is { HasValue: true, Value: string text })
        {
            return IsIn(text);
        }

        return operation switch
        {
            IInvocationOperation call => IsSaid(call.TargetMethod) || call.TargetMethod.Parameters.Any(parameter => IsIn(parameter.Name) || Holds(parameter.Type)) || Holds(call.Type) || IsSaidByAddress(call.TargetMethod),
            IObjectCreationOperation { Type: { } type } creation => IsSaid(type) || Holds(type) || (creation.Constructor?.Parameters.Any(parameter => IsIn(parameter.Name)) ?? false),
            ILocalReferenceOperation local => IsIn(local.Local.Name) || Holds(local.Type),
            IParameterReferenceOperation parameter => IsIn(parameter.Parameter.Name) || Holds(parameter.Type) || (parameter.Type is { } type && IsIn(type.Name)),
            IMemberReferenceOperation reference => IsSaid(reference.Member) || Holds(reference.Type) || (reference.Type is { } type && IsIn(type.Name)),
            IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver } => false,
            IDynamicMemberReferenceOperation { MemberName: var name } => IsIn(name),
            IUtf8StringOperation bytes => IsIn(bytes.Value),
            IInterpolatedStringTextOperation part => part.Text.ConstantValue is { HasValue: true, Value: string said } && IsIn(said),
            _ => false,
        };
    }

    private static bool IsSaidByAddress(IMethodSymbol method) => OutgoingCalls.AddressOf(method) is { } address && IsIn(address);

    private bool Holds(ITypeSymbol? type) => type is not null && _types.GetOrAdd(type, static at => Vocabulary.HoldsRefreshToken(ExchangeSigns.Unwrap(at)));

    private bool IsSaid(ISymbol symbol) => IsIn(symbol.Name) || _declared.GetOrAdd(symbol.OriginalDefinition, IsDeclaredSaying);

    // The text of a declaration of this compilation or of a project that it refers to; of a type, also that of its bases.
    private bool IsDeclaredSaying(ISymbol symbol)
    {
        if (IsSayingText(symbol))
        {
            return true;
        }

        var at = (symbol as INamedTypeSymbol)?.BaseType;
        for (var depth = 0; at is not null && depth < MaxBases && at.SpecialType == SpecialType.None; depth++, at = at.BaseType)
        {
            if (IsIn(at.Name) || IsSayingText(at.OriginalDefinition))
            {
                return true;
            }
        }

        return symbol switch
        {
            // What a read-only member holds may be put in by a constructor.
            IFieldSymbol { IsReadOnly: true } or IPropertySymbol { IsReadOnly: true } => symbol.ContainingType is { } type && type.Constructors.Any(IsSayingText),
            IMethodSymbol { AssociatedSymbol: { } property } => IsSaid(property),
            IMethodSymbol { IsAbstract: true } or IMethodSymbol { ContainingType.TypeKind: TypeKind.Interface } =>
                !symbol.DeclaringSyntaxReferences.IsEmpty && scope.Implementations.Of((IMethodSymbol)symbol).Any(IsSayingText),
            _ => false,
        };
    }

    private static bool IsSayingText(ISymbol symbol)
    {
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            if (s_words.IsIn(reference.SyntaxTree.GetText(), reference.Span))
            {
                return true;
            }
        }

        return false;
    }
}
