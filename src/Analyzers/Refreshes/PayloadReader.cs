using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>Reads what a call sends: follows its arguments and its receiver backwards through the locals and fields of the member, and into builders of this compilation.</summary>
internal sealed class PayloadReader(AnalysisScope scope, OutgoingCalls outgoing)
{
    // So many steps are enough for a thousand requests of one member; a longer one is not read to its end.
    private const int MaxMemberSteps = 300_000;

    // An object into which a member puts more is filled for many requests; which part is in which, nobody can tell.
    private const int MaxParts = 100;

    private readonly RefreshMentions _mentions = new(scope);
    private readonly ConcurrentDictionary<MemberBody, VariableWrites> _writes = new();
    private readonly ConcurrentDictionary<MemberBody, BodyMentions> _mentioning = new();
    private readonly ConcurrentDictionary<(MemberBody Body, ISymbol Variable), IReadOnlyList<IOperation>> _parts = new(new PartComparer());
    private readonly ConcurrentDictionary<MemberBody, int> _steps = new();

    public Payload Read(IInvocationOperation call, MemberBody body, CancellationToken cancellationToken)
    {
        if (StepsLeft(body) <= 0)
        {
            return new Payload();
        }

        var walk = new PayloadWalk(scope, outgoing, this, body, cancellationToken);
        walk.VisitCall(call);
        _steps.AddOrUpdate(body, walk.Steps, (_, before) => before + walk.Steps);
        return walk.Payload;
    }

    /// <summary>What a member's code builds as a whole.</summary>
    public Payload Read(MemberBody body, CancellationToken cancellationToken)
    {
        var walk = new PayloadWalk(scope, outgoing, this, body, cancellationToken);
        walk.VisitBody(body);
        return walk.Payload;
    }

    /// <summary>Whether something at the call says refresh.</summary>
    public bool IsMentionedAt(IInvocationOperation call, MemberBody body) => _mentioning.GetOrAdd(body, at => new BodyMentions(at, WritesOf(at), _mentions)).Contains(call);

    public VariableWrites WritesOf(MemberBody body) => _writes.GetOrAdd(body, static made => new VariableWrites(made));

    /// <summary>What is put into a variable and may belong to a refresh: nothing that sends, and nothing that says nothing.</summary>
    public IReadOnlyList<IOperation> PartsOf(ISymbol variable, MemberBody body, CancellationToken cancellationToken) =>
        _parts.TryGetValue((body, variable), out var known) ? known : _parts.GetOrAdd((body, variable), FindParts(variable, body, cancellationToken));

    private int StepsLeft(MemberBody body) => MaxMemberSteps - (_steps.TryGetValue(body, out var done) ? done : 0);

    private IReadOnlyList<IOperation> FindParts(ISymbol variable, MemberBody body, CancellationToken cancellationToken)
    {
        var parts = WritesOf(body).Parts(variable).Where(part => !IsSilent(part, body) && !IsSend(part, cancellationToken)).ToList();
        return parts.Count <= MaxParts ? parts : [];
    }

    // A link of a chain stands for its arguments; what is appended counts in its order.
    private bool IsSilent(IOperation part, MemberBody body) => part is IInvocationOperation call && !IsAppending(call.TargetMethod) && !IsMentionedAt(call, body);

    private static bool IsAppending(IMethodSymbol method) => method.Name.StartsWith("Append", StringComparison.Ordinal) || method.Name.StartsWith("Write", StringComparison.Ordinal);

    private bool IsSend(IOperation operation, CancellationToken cancellationToken) =>
        operation is IInvocationOperation call && outgoing.Kind(call, cancellationToken) is SendKind.Http or SendKind.Helper;

    private sealed class PartComparer : IEqualityComparer<(MemberBody Body, ISymbol Variable)>
    {
        public bool Equals((MemberBody Body, ISymbol Variable) x, (MemberBody Body, ISymbol Variable) y) =>
            x.Body == y.Body && SymbolEqualityComparer.Default.Equals(x.Variable, y.Variable);

        public int GetHashCode((MemberBody Body, ISymbol Variable) key) => (key.Body.GetHashCode() * 31) + SymbolEqualityComparer.Default.GetHashCode(key.Variable);
    }
}
