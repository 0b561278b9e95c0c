using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RefreshRace.Analyzers.Flow;

/// <summary>The operations of one member by the variable that they name, so that a question about a variable is not asked of the whole member. Each operation is looked at once.</summary>
internal sealed class BodyIndex
{
    private readonly Dictionary<ISymbol, List<IOperation>> _uses = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<ValueWrite>> _mentioning = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<IOperation, List<ValueWrite>> _writes = new();
    private readonly ConcurrentDictionary<IOperation, IReadOnlyList<ValueWrite>> _around = new();

    public BodyIndex(IOperation root)
    {
        foreach (var operation in root.Descendants())
        {
            WorkCounter.Add(WorkKind.Steps);
            if (VariableOf(operation) is { } variable)
            {
                (_uses.TryGetValue(variable, out var list) ? list : _uses[variable] = []).Add(operation);
            }

            if (ValueWrite.Of(operation) is { } write)
            {
                (_writes.TryGetValue(write.Value, out var list) ? list : _writes[write.Value] = []).Add(write);
            }
        }

        // From each use up: a write mentions what stands anywhere in its value, or in what its value is a member of.
        foreach (var (variable, uses) in _uses.Select(pair => (pair.Key, pair.Value)))
        {
            var mentioning = uses.SelectMany(WritesAround).Distinct().ToList();
            if (mentioning.Count > 0)
            {
                _mentioning.Add(variable, mentioning);
            }
        }
    }

    /// <summary>The local, parameter, or member of the own object that an expression names.</summary>
    public static ISymbol? VariableOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } property => property.Property,
        _ => null,
    };

    /// <summary>The places that name a variable, in the order of the code.</summary>
    public IReadOnlyList<IOperation> Uses(ISymbol variable) => _uses.TryGetValue(variable, out var list) ? list : [];

    /// <summary>The writes whose value mentions a variable.</summary>
    public IReadOnlyList<ValueWrite> WritesMentioning(ISymbol variable) => _mentioning.TryGetValue(variable, out var list) ? list : [];

    /// <summary>The writes whose value an operation is part of, or is the receiver of. What lies around a thousand operations is read once.</summary>
    public IReadOnlyList<ValueWrite> WritesAround(IOperation operation)
    {
        var inner = new Stack<IOperation>();
        IReadOnlyList<ValueWrite>? around = null;
        for (IOperation? at = operation; at is not null && !_around.TryGetValue(at, out around); at = at.Parent)
        {
            inner.Push(at);
        }

        around ??= [];
        while (inner.Count > 0)
        {
            WorkCounter.Add(WorkKind.Steps);
            var at = inner.Pop();
            var own = OwnWrites(at);
            _around[at] = around = own.Count == 0 ? around : [.. around, .. own];
        }

        return around;
    }

    private IReadOnlyList<ValueWrite> OwnWrites(IOperation operation)
    {
        IReadOnlyList<ValueWrite> own = _writes.TryGetValue(operation, out var list) ? list : [];

        // answer?.TryGet(out var value): the write stands behind the question mark, its value before it.
        return operation.Parent is IConditionalAccessOperation access && access.Operation == operation
            ? [.. own, .. access.WhenNotNull.DescendantsAndSelf().SelectMany(inner => _writes.TryGetValue(inner, out var inside) ? inside : [])]
            : own;
    }
}
