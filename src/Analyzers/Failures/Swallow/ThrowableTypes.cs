using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Failures;

/// <summary>Which exceptions a refresh can throw, as far as its code is here.</summary>
internal sealed class ThrowableTypes(AnalysisScope scope)
{
    // Bodies looked into below one frame; a refresh that reaches more than these may throw anything.
    private const int MaxBodies = 60;

    private const int MaxDepth = 3;

    /// <summary>
    /// Whether an exception of the type can come out of the call. It cannot where the refresh is a plain send of System.Net.Http and the type is neither .NET's own
    /// nor thrown, nor made by a library that is called, on the way.
    /// </summary>
    public bool MayThrow(ITypeSymbol? caught, CallFrame frame, CancellationToken cancellationToken)
    {
        if (caught is null || IsFrameworks(caught) || !IsPlainSend(Deepest(frame)))
        {
            return true;
        }

        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        for (var at = frame.Callee; at is not null; at = at.Callee)
        {
            if (BodyMayThrow(caught, at.Body, 0, seen, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a member between here and the refresh throws the very type once the refresh has failed: then its handler is where the failure ends, whatever the type is called.</summary>
    public static bool Throws(ITypeSymbol? caught, CallFrame frame)
    {
        if (caught is null)
        {
            return false;
        }

        for (var at = frame.Callee; at is not null; at = at.Callee)
        {
            var call = at.Call;
            if (at.Body.Root.Descendants().OfType<IThrowOperation>().Any(thrown => thrown.Exception?.Unwrap() is IObjectCreationOperation { Type: { } made } && Is(made, caught) && StatementOrder.MayFollow(call, thrown)))
            {
                return true;
            }
        }

        return false;
    }

    private bool BodyMayThrow(ITypeSymbol caught, MemberBody body, int depth, HashSet<ISymbol> seen, CancellationToken cancellationToken)
    {
        if (!seen.Add(body.Member))
        {
            return false;
        }

        if (seen.Count > MaxBodies || depth > MaxDepth)
        {
            return true;
        }

        foreach (var at in body.Root.Descendants())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (at is IObjectCreationOperation { Type: { } made } && Is(made, caught))
            {
                return true;
            }

            if (at is IInvocationOperation { TargetMethod: var method } && CallMayThrow(caught, method.ReducedFrom ?? method, depth, seen, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    private bool CallMayThrow(ITypeSymbol caught, IMethodSymbol method, int depth, HashSet<ISymbol> seen, CancellationToken cancellationToken) =>
        SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, caught.ContainingAssembly)
            ? scope.Bodies.Of(method, cancellationToken) is not { } inner || BodyMayThrow(caught, inner, depth + 1, seen, cancellationToken)
            : scope.Bodies.Of(method, cancellationToken) is { } here && BodyMayThrow(caught, here, depth + 1, seen, cancellationToken);

    private static IOperation Deepest(CallFrame frame)
    {
        while (frame.Callee is { } callee)
        {
            frame = callee;
        }

        return frame.Call;
    }

    private static bool IsPlainSend(IOperation call) =>
        call is IInvocationOperation { TargetMethod.ContainingNamespace: var space } && space?.ToDisplayString() is "System.Net.Http" or "System.Net.Http.Json";

    private static bool IsFrameworks(ITypeSymbol type) => type.ContainingNamespace?.ToDisplayString() is { } space && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal));

    private static bool Is(ITypeSymbol? type, ITypeSymbol other)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, other))
            {
                return true;
            }
        }

        return false;
    }
}
