using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>What one member puts into each of its locals, parameters, and fields: initialisers, assignments to it or to its members, calls on it, calls that it is handed to.</summary>
internal sealed class VariableWrites
{
    private const int MaxOperations = 20_000;

    private readonly Dictionary<ISymbol, List<IOperation>> _whole = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<IOperation>> _parts = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, ISymbol> _bodies = new(SymbolEqualityComparer.Default);

    public VariableWrites(MemberBody body)
    {
        var count = 0;
        foreach (var operation in body.Operations)
        {
            if (++count > MaxOperations)
            {
                break;
            }

            Visit(operation);
        }
    }

    /// <summary>Values that the variable is set to as a whole.</summary>
    public IReadOnlyList<IOperation> Whole(ISymbol variable) => _whole.TryGetValue(variable, out var list) ? list : Array.Empty<IOperation>();

    /// <summary>Operations that put something into the object that the variable holds: <c>form["a"] = b</c>, <c>form.Add(a, b)</c>, <c>request.Content = c</c>, <c>AddOptional(form, a, b)</c>.</summary>
    public IReadOnlyList<IOperation> Parts(ISymbol variable) => _parts.TryGetValue(variable, out var list) ? list : Array.Empty<IOperation>();

    /// <summary>Each variable with each operation that puts something into it. A link of a chain of calls on it stands for its own arguments.</summary>
    public IEnumerable<(ISymbol Variable, IOperation Value)> All()
    {
        foreach (var (variable, value) in _whole.Concat(_parts).SelectMany(pair => pair.Value.Select(value => (pair.Key, value))))
        {
            if (value is not IInvocationOperation { Instance: IInvocationOperation } link)
            {
                yield return (variable, value);
                continue;
            }

            foreach (var argument in link.Arguments)
            {
                yield return (variable, argument);
            }
        }
    }

    private void Visit(IOperation operation)
    {
        switch (operation)
        {
            case IVariableDeclaratorOperation declarator when declarator.GetVariableInitializer()?.Value is { } value:
                Add(_whole, declarator.Symbol, value);
                NoteBody(declarator.Symbol, value);
                break;
            case IDeclarationPatternOperation { DeclaredSymbol: { } declared, Parent: IIsPatternOperation test }:
                Add(_whole, declared, test.Value);
                break;
            case IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation { Symbol: { } item } } loop:
                Add(_whole, item, loop.Collection);
                break;
            case IAssignmentOperation assignment:
                var target = assignment.Target.Unwrap();
                if (Variable(target) is { } assigned)
                {
                    Add(assignment is ISimpleAssignmentOperation ? _whole : _parts, assigned, assignment.Value);
                    NoteBody(assigned, assignment.Value);
                }
                else if (Anchor(target) is { } owner)
                {
                    Add(_parts, owner, assignment);
                }

                break;
            // writer.Write(payload) of a payload whose type is only known when it runs.
            case IDynamicInvocationOperation { Operation: IDynamicMemberReferenceOperation { Instance: { } filled } } when Anchor(filled) is { } known:
                Add(_parts, known, operation);
                break;
            case ILocalReferenceOperation { Local: var stream } when _bodies.TryGetValue(stream, out var request):
                Add(_parts, request, operation);
                break;
            case IInvocationOperation invocation:
                if (invocation.Instance is { } receiver && Anchor(receiver) is { } called)
                {
                    Add(_parts, called, invocation);
                }

                // A void call, or an extension on it, may fill what it is handed.
                if (invocation.TargetMethod.ReturnsVoid || (invocation.TargetMethod.IsExtensionMethod && invocation.Parent is IExpressionStatementOperation))
                {
                    foreach (var argument in invocation.Arguments)
                    {
                        if (Variable(argument.Value.Unwrap()) is { } handed && CanBeFilled(argument.Value.Type))
                        {
                            Add(_parts, handed, invocation);
                        }
                    }
                }

                break;
        }
    }

    // Nothing can be put into a text, a number or a callback.
    private static bool CanBeFilled(ITypeSymbol? type) => type is not { IsReferenceType: true } || type is { SpecialType: not SpecialType.System_String, TypeKind: not TypeKind.Delegate };

    /// <summary><c>var writer = new StreamWriter(request.GetRequestStream())</c>: what is put into the writer is put into the request.</summary>
    private void NoteBody(ISymbol variable, IOperation value)
    {
        value = value.Unwrap();
        value = value is IObjectCreationOperation { Arguments: { Length: > 0 } arguments } ? arguments[0].Value.Unwrap() : value;
        if (value is IInvocationOperation { TargetMethod.Name: "GetRequestStream" or "GetRequestStreamAsync", Instance: { } request } && Anchor(request) is { } owner)
        {
            _bodies[variable] = owner;
        }
        else if (Variable(value) is { } stream && _bodies.TryGetValue(stream, out var known))
        {
            _bodies[variable] = known;
        }
    }

    /// <summary>The local, parameter, or member of this object (or static member) that a reference names; null for anything else.</summary>
    public static ISymbol? Variable(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Field.IsConst: false, Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } field => field.Field,
        IPropertyReferenceOperation { Arguments.Length: 0, Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } property => property.Property,
        _ => null,
    };

    /// <summary>The variable that a chain of members, indexers and calls starts from.</summary>
    public static ISymbol? Anchor(IOperation operation)
    {
        // Chains of calls are as long as fluent builders are; a hundred links are none.
        for (var length = 0; length < 100; length++)
        {
            operation = operation.Unwrap();
            if (Variable(operation) is { } variable)
            {
                return variable;
            }

            var next = operation switch
            {
                IFieldReferenceOperation { Instance: { } instance } => instance,
                IPropertyReferenceOperation { Instance: { } instance } => instance,
                IDynamicMemberReferenceOperation { Instance: { } instance } => instance,
                IInvocationOperation { Instance: { } instance } => instance,
                IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments: { Length: > 0 } arguments } => arguments[0].Value,
                IArrayElementReferenceOperation element => element.ArrayReference,
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            operation = next;
        }

        return null;
    }

    private static void Add(Dictionary<ISymbol, List<IOperation>> lists, ISymbol variable, IOperation value)
    {
        if (!lists.TryGetValue(variable, out var list))
        {
            lists.Add(variable, list = new List<IOperation>());
        }

        list.Add(value);
    }
}
