using System.Collections.Concurrent;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>Reads what a call sends: follows its arguments and its receiver backwards through the locals and fields of the member, and into builders of this compilation.</summary>
internal sealed class PayloadReader(AnalysisScope scope, OutgoingCalls outgoing)
{
    private readonly ConcurrentDictionary<MemberBody, VariableWrites> _contributions = new();

    public Payload Read(IInvocationOperation call, MemberBody body, CancellationToken cancellationToken)
    {
        var walk = new PayloadWalk(scope, outgoing, this, body, cancellationToken);
        walk.VisitCall(call);
        return walk.Payload;
    }

    /// <summary>What a member's code builds as a whole.</summary>
    public Payload Read(MemberBody body, CancellationToken cancellationToken)
    {
        var walk = new PayloadWalk(scope, outgoing, this, body, cancellationToken);
        walk.VisitBody(body);
        return walk.Payload;
    }

    public VariableWrites WritesOf(MemberBody body) => _contributions.GetOrAdd(body, static made => new VariableWrites(made));
}
