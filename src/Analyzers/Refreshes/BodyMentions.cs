using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>
/// The operations of one member that say refresh, by themselves, by what lies in them, or by what the member puts into a variable that they name.
/// A call of which nothing says refresh is not followed. Each operation is looked at once.
/// </summary>
internal sealed class BodyMentions
{
    private readonly HashSet<IOperation> _saying = new();
    private readonly HashSet<ISymbol> _variables = new(SymbolEqualityComparer.Default);
    private readonly Stack<ISymbol> _pending = new();
    private readonly Dictionary<IOperation, List<ISymbol>> _targets = new();

    public BodyMentions(MemberBody body, VariableWrites writes, RefreshMentions mentions)
    {
        foreach (var (variable, value) in writes.All())
        {
            (_targets.TryGetValue(value, out var list) ? list : _targets[value] = []).Add(variable);
        }

        var uses = new Dictionary<ISymbol, List<IOperation>>(SymbolEqualityComparer.Default);
        foreach (var operation in body.Operations)
        {
            WorkCounter.Add(WorkKind.Steps);
            if (mentions.Says(operation))
            {
                Mark(operation);
            }

            if (VariableWrites.Variable(operation) is { } used)
            {
                (uses.TryGetValue(used, out var list) ? list : uses[used] = []).Add(operation);
            }
        }

        while (_pending.Count > 0)
        {
            if (uses.TryGetValue(_pending.Pop(), out var list))
            {
                list.ForEach(Mark);
            }
        }
    }

    public bool Contains(IOperation operation) => _saying.Contains(operation);

    private void Mark(IOperation operation)
    {
        for (IOperation? at = operation; at is not null && _saying.Add(at); at = at.Parent)
        {
            if (_targets.TryGetValue(at, out var variables))
            {
                foreach (var variable in variables.Where(_variables.Add))
                {
                    _pending.Push(variable);
                }
            }
        }
    }
}
