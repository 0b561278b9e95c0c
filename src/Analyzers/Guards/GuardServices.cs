using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Hosting;

namespace RefreshRace.Analyzers.Guards;

/// <summary>What the guard families share while one compilation is analysed.</summary>
internal sealed class GuardServices
{
    public GuardServices(AnalysisScope scope, InstanceLifetimes lifetimes)
    {
        Scope = scope;
        Lifetimes = lifetimes;
        Flows = new FunctionFlows();
        State = new StateMembers(scope);
        Implementations = scope.Implementations;
        Releasers = new Releasers(this);
        EnclosingLocks = new EnclosingLocks(this);
        HelperLocks = new HelperLocks(this);
        Rechecks = new RecheckFinder(this);
        HolderOnlyFlags = new HolderOnlyFlags(this);
        GuardLifetime = new GuardLifetime(this);
        PresenceTests = new PresenceTests(method => scope.Bodies.Of(method, CancellationToken.None));
    }

    public AnalysisScope Scope { get; }

    /// <summary>How long instances of a type live.</summary>
    public InstanceLifetimes Lifetimes { get; }

    public FunctionFlows Flows { get; }

    public StateMembers State { get; }

    public Implementations Implementations { get; }

    public Releasers Releasers { get; }

    public EnclosingLocks EnclosingLocks { get; }

    public HelperLocks HelperLocks { get; }

    public RecheckFinder Rechecks { get; }

    public HolderOnlyFlags HolderOnlyFlags { get; }

    public GuardLifetime GuardLifetime { get; }

    public PresenceTests PresenceTests { get; }

    /// <summary>Whether the user says that a method guards: named in <c>refreshrace.guard_methods</c>, or it or its type marked with a <c>SingleFlightGuardAttribute</c>.</summary>
    public bool IsDeclaredGuard(IMethodSymbol method, SyntaxTree tree) =>
        IsMarked(method) || IsMarked(method.ContainingType) || Scope.Options.GuardMethods(tree).Contains(method.ReducedFrom ?? method);

    /// <summary>Whether a lock object is made anew by the member that uses it, so that it excludes nobody.</summary>
    public bool IsMadeHere(IOperation target, MemberBody body, CancellationToken cancellationToken) =>
        target.Unwrap() is IObjectCreationOperation
        || StateMembers.SymbolOf(target) is ILocalSymbol local
            && StateMembers.LocalValue(local, body)?.Unwrap() is IObjectCreationOperation creation
            && !IsShared(local, creation, body, cancellationToken);

    /// <summary>Whether a semaphore lets more than one in, which makes it a throttle: its creation says so with a constant.</summary>
    public bool IsThrottle(IOperation semaphore, MemberBody body, CancellationToken cancellationToken) =>
        State.Creation(semaphore, body, cancellationToken) is { Arguments: { Length: > 0 } arguments, Type.Name: "SemaphoreSlim" or "Semaphore" or "AsyncSemaphore" }
        && arguments[0].Value.ConstantValue is { HasValue: true, Value: > 1 };

    /// <summary>Whether a body says nothing about what it does: it throws, or is a stub that returns a default.</summary>
    public static bool OnlyThrows(MemberBody body) =>
        !body.Root.DescendantsAndSelf().Any(operation => operation is IInvocationOperation or IObjectCreationOperation { Parent: not (IThrowOperation or IConversionOperation) } or IAssignmentOperation or ILockOperation);

    // A new lock that is put where others find it is shared after all: a map, a field.
    private static bool IsShared(ILocalSymbol local, IOperation creation, MemberBody body, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return body.Root.DescendantsAndSelf().Any(operation =>
            operation is ILocalReferenceOperation reference
            && SymbolEqualityComparer.Default.Equals(reference.Local, local)
            && (reference.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: not ("Enter" or "Exit" or "TryEnter") } }
                || reference.Parent is IAssignmentOperation assignment && (assignment.Value == reference || assignment.Value != creation)));
    }

    private static bool IsMarked(ISymbol? symbol) =>
        symbol is not null && symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "SingleFlightGuardAttribute" or "SingleFlightGuard");
}
