using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Hosting;

/// <summary>Who runs a member that nothing in the compilation calls: many at once, or one caller alone.</summary>
internal sealed class EntryPoints(AnalysisScope scope, InstanceLifetimes lifetimes)
{
    // Types whose overrides and hooks a host calls once, one after another.
    private static readonly string[] LoopTypes = ["BackgroundService", "IHostedService", "IHostedLifecycleService", "IJob", "IInvocable", "Grain"];

    // Bases of what a user looks at. Their members run on one thread, at the pace of a person.
    private static readonly string[] ScreenTypes = ["Window", "Page", "ContentPage", "UserControl", "Form", "Activity", "Fragment", "UIViewController", "ViewModelBase", "BaseViewModel", "ReactiveObject", "ObservableObject"];

    private readonly Lazy<IMethodSymbol?> _entry = new(() => scope.Compilation.GetEntryPoint(default));
    private bool? _isConsole;

    /// <summary>
    /// Whether the member has one caller at a time by its nature: the program's entry point, a background loop, a button's handler, a
    /// scheduled job, the renewal of a token source, a member of a view model, the constructor of a type that nothing shows to be
    /// short-lived.
    /// </summary>
    public bool IsSingleCaller(IMethodSymbol member, CancellationToken cancellationToken) =>
        SymbolEqualityComparer.Default.Equals(member, _entry.Value)
        || member is { IsStatic: true, Name: "Main", Parameters.Length: <= 1 }
        || IsEventHandler(member)
        || IsCommand(member)
        || CommandHandlers.IsOne(member)
        || IsLoop(member)
        || TokenSources.IsRenewal(member, scope.Symbols)
        || IsOnScreen(member.ContainingType)
        || (member.MethodKind == MethodKind.Constructor && !lifetimes.IsShortLived(member.ContainingType, cancellationToken));

    /// <summary>Whether everything here is run by a plain console program, one thing after another unless a member says otherwise.</summary>
    public bool AreOfPlainProgram(CancellationToken cancellationToken) => _isConsole ??= ConsolePrograms.IsOne(scope, cancellationToken);

    /// <summary>
    /// Whether nothing shows that anybody calls the member: a plain method of a program that no host, contract, attribute or registration names. A library's is called by those who use the library.
    /// </summary>
    public bool IsUnused(IMethodSymbol member) =>
        scope.Compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication
        && member is { MethodKind: MethodKind.Ordinary, IsOverride: false, IsStatic: false, ExplicitInterfaceImplementations.IsEmpty: true }
        && member.GetAttributes().IsEmpty
        && member.ContainingType is { AllInterfaces.IsEmpty: true, BaseType.SpecialType: SpecialType.System_Object } type && type.GetAttributes().IsEmpty
        && !lifetimes.IsRegistered(type, default)
        && !(member.Name is "Invoke" or "InvokeAsync" || member.Parameters.Any(parameter => parameter.Type.Name is "HttpContext"));

    /// <summary>Whether the frame is a public member that nobody calls and that does nothing but send: a token travels in a cookie or a handler, nothing is read and nothing stored, so the duty to guard is its caller's.</summary>
    public static bool IsPlainSend(CallFrame frame) =>
        frame is { Callee: null, Tokens.IsEmpty: true, Body.Member: { DeclaredAccessibility: Accessibility.Public, ContainingType.DeclaredAccessibility: Accessibility.Public } }
        && frame.Call is IInvocationOperation invocation
        && (invocation.TargetMethod.ContainingNamespace?.ToDisplayString() is "System.Net.Http" or "System.Net.Http.Json"
            || (invocation.Instance is null or IInstanceReferenceOperation && invocation.TargetMethod.DeclaringSyntaxReferences.Length > 0))
        && !frame.Body.Operations.Any(at => at is IAssignmentOperation { Target: IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } });

    private static bool IsEventHandler(IMethodSymbol member) =>
        member.Parameters.Length == 2
        && member.Parameters[0].Type.SpecialType == SpecialType.System_Object
        && Inherits(member.Parameters[1].Type, "EventArgs")
        && !Inherits(member.Parameters[1].Type, "ElapsedEventArgs")
        && (member.ReturnsVoid || member.ReturnType.Name == "Task");

    private static bool IsCommand(IMethodSymbol member) =>
        member.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "RelayCommandAttribute" or "ReactiveCommandAttribute" or "CommandAttribute" || ForbidsConcurrency(attribute))
        || member.ContainingType.GetAttributes().Any(ForbidsConcurrency);

    private static bool ForbidsConcurrency(AttributeData attribute) => attribute.AttributeClass?.Name is "DisallowConcurrentExecutionAttribute" or "DisableConcurrentExecutionAttribute";

    private static bool IsLoop(IMethodSymbol member)
    {
        if (member.OverriddenMethod is { } overridden && LoopTypes.Contains(overridden.ContainingType.Name))
        {
            return true;
        }

        return member.ContainingType.AllInterfaces.Any(contract => LoopTypes.Contains(contract.Name)
            && contract.GetMembers().Any(promise => SymbolEqualityComparer.Default.Equals(member.ContainingType.FindImplementationForInterfaceMember(promise), member)));
    }

    /// <summary>Whether a type is what a user looks at: its handlers, too, run on one thread at the pace of a person.</summary>
    public static bool IsOnScreen(INamedTypeSymbol? type) =>
        type is not null && (type.Name.EndsWith("ViewModel", StringComparison.Ordinal) || ScreenTypes.Any(name => Inherits(type.BaseType, name)));

    private static bool Inherits(ITypeSymbol? type, string name)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.Name == name)
            {
                return true;
            }
        }

        return false;
    }
}
