using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Flow;

/// <summary>Each function's flow, built once.</summary>
internal sealed class FunctionFlows
{
    private readonly ConcurrentDictionary<SyntaxNode, FunctionFlow?> _flows = new();

    public FunctionFlow? Around(IOperation operation, MemberBody body) => Of(FunctionFlow.FunctionAround(operation), body);

    public FunctionFlow? Of(IOperation? function, MemberBody body)
    {
        var key = (function ?? body.Root).Syntax;
        return _flows.TryGetValue(key, out var known) ? known : _flows.GetOrAdd(key, FunctionFlow.Of(function, body));
    }
}
