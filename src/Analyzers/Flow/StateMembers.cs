using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace RefreshRace.Analyzers.Flow;

/// <summary>What a type does with one of its fields, properties or primary-constructor parameters: how it is created, and every place that uses it.</summary>
internal sealed class StateMembers(AnalysisScope scope)
{
    // A member that its own type uses more often than this is judged by the uses seen so far.
    private const int MaxUses = 300;

    // A chain of locals and fields that hand one object on is followed this far.
    private const int MaxHops = 4;

    private readonly ConcurrentDictionary<ISymbol, ImmutableArray<IOperation>> _uses = new(SymbolEqualityComparer.Default);

    /// <summary>The field, property, local or parameter that an expression names; null for anything else.</summary>
    public static ISymbol? SymbolOf(IOperation? expression) => expression?.Unwrap() switch
    {
        IFieldReferenceOperation field => field.Field.OriginalDefinition,
        IPropertyReferenceOperation property => property.Property.OriginalDefinition,
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    /// <summary>The member of its own object through which an expression goes: <c>_session</c> of <c>_session.Tokens.Refresh</c>.</summary>
    public static ISymbol? OwnMember(IOperation read)
    {
        var at = read.Unwrap();
        while (at is IMemberReferenceOperation { Instance: { } instance } reference)
        {
            if (instance.Unwrap() is IInstanceReferenceOperation)
            {
                return reference.Member;
            }

            at = instance.Unwrap();
        }

        return null;
    }

    /// <summary>Every use of a member within its own type, in all its parts.</summary>
    public ImmutableArray<IOperation> Uses(ISymbol member, CancellationToken cancellationToken) =>
        _uses.TryGetValue(member, out var known) ? known : _uses.GetOrAdd(member, FindUses(member, cancellationToken));

    /// <summary>The values that a field or property is given where it is declared and in constructors.</summary>
    public IEnumerable<IOperation> InitialValues(ISymbol member, CancellationToken cancellationToken)
    {
        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            var value = reference.GetSyntax(cancellationToken) switch
            {
                VariableDeclaratorSyntax variable => variable.Initializer?.Value,
                PropertyDeclarationSyntax property => property.Initializer?.Value ?? property.ExpressionBody?.Expression,
                _ => null,
            };
            if (value is not null && scope.Bodies.Model(value.SyntaxTree)?.GetOperation(value, cancellationToken) is { } operation)
            {
                yield return operation;
            }
        }

        foreach (var use in Uses(member, cancellationToken))
        {
            if (use.Parent is IAssignmentOperation assignment && assignment.Target == use
                && assignment.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is ConstructorDeclarationSyntax)
            {
                yield return assignment.Value;
            }
        }
    }

    /// <summary>The <c>new</c> that made the object behind an expression, through locals and members; null where it came from elsewhere.</summary>
    public IObjectCreationOperation? Creation(IOperation? expression, MemberBody body, CancellationToken cancellationToken)
    {
        for (var hop = 0; hop < MaxHops; hop++)
        {
            switch (expression?.Unwrap())
            {
                case IObjectCreationOperation creation:
                    return creation;
                case IFieldReferenceOperation or IPropertyReferenceOperation:
                    expression = InitialValues(SymbolOf(expression)!, cancellationToken).FirstOrDefault();
                    break;
                case ILocalReferenceOperation local:
                    expression = LocalValue(local.Local, body);
                    break;
                case IInvocationOperation { TargetMethod.Name: "GetOrAdd" } call:
                    expression = CreatedBy(call);
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>The value with which a local is declared, or that is first assigned to it.</summary>
    public static IOperation? LocalValue(ILocalSymbol local, MemberBody body)
    {
        foreach (var operation in body.Fact(static at => new LocalWrites(at)).Of(local))
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation declarator when declarator.GetVariableInitializer() is { } initializer:
                    return initializer.Value;
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation } assignment:
                    return assignment.Value;
            }
        }

        return null;
    }

    /// <summary>What the factory of a <c>GetOrAdd</c> makes.</summary>
    private static IOperation? CreatedBy(IInvocationOperation call) =>
        call.Arguments.Select(argument => argument.Value).SelectMany(value => value.DescendantsAndSelf()).OfType<IObjectCreationOperation>().FirstOrDefault();

    private ImmutableArray<IOperation> FindUses(ISymbol member, CancellationToken cancellationToken)
    {
        var uses = ImmutableArray.CreateBuilder<IOperation>();
        var parts = member.ContainingType?.DeclaringSyntaxReferences ?? ImmutableArray<SyntaxReference>.Empty;
        foreach (var declaration in parts.OrderBy(part => part.SyntaxTree.FilePath, StringComparer.Ordinal))
        {
            if (scope.Bodies.Model(declaration.SyntaxTree) is not { } model)
            {
                continue;
            }

            foreach (var name in declaration.GetSyntax(cancellationToken).DescendantNodes().OfType<IdentifierNameSyntax>())
            {
                if (name.Identifier.ValueText != member.Name || !SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellationToken).Symbol?.OriginalDefinition, member))
                {
                    continue;
                }

                var node = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : (SyntaxNode)name;
                if (model.GetOperation(node, cancellationToken) is { } use)
                {
                    uses.Add(use);
                    if (uses.Count == MaxUses)
                    {
                        return uses.ToImmutable();
                    }
                }
            }
        }

        return uses.ToImmutable();
    }
}
