using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Hosting;

/// <summary>
/// How long instances of a type live: what its base type says (a controller, a component), or how this compilation registers it for dependency injection.
/// Registrations are looked for once, when the first lifetime is asked for.
/// </summary>
internal sealed class InstanceLifetimes(AnalysisScope scope)
{
    // A compilation with more uses of one registration method than this is not read to the end.
    private const int MaxRegistrations = 3_000;

    private static readonly (string Method, bool IsNarrow)[] Registrations =
    [
        ("AddScoped", true), ("TryAddScoped", true), ("AddTransient", true), ("TryAddTransient", true), ("AddKeyedScoped", true), ("AddKeyedTransient", true),
        ("AddHttpClient", true), ("AddHttpMessageHandler", true), ("AddScheme", true), ("AddHub", true),
        ("AddSingleton", false), ("TryAddSingleton", false), ("AddKeyedSingleton", false), ("AddHostedService", false), ("AddActivatedSingleton", false),
    ];

    // Types that a framework makes anew for each request, call, message or component.
    private static readonly string[] ShortLivedBases =
    [
        "ControllerBase", "Controller", "ApiController", "PageModel", "ViewComponent", "ComponentBase", "OwningComponentBase", "LayoutComponentBase", "Hub", "AuthenticationHandler", "RemoteAuthenticationHandler", "TagHelper",
    ];

    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _known = new(SymbolEqualityComparer.Default);
    private readonly object _gate = new();
    private Dictionary<INamedTypeSymbol, bool>? _registered;

    /// <summary>Whether instances live for one request, scope, circuit or use. False for singletons, and where nothing is known.</summary>
    public bool IsShortLived(INamedTypeSymbol? type, CancellationToken cancellationToken)
    {
        if (type is null || type.IsStatic)
        {
            return false;
        }

        type = type.OriginalDefinition;
        return _known.TryGetValue(type, out var known) ? known : _known.GetOrAdd(type, Inherits(type) || IsRegisteredShortLived(type, cancellationToken));
    }

    private static bool Inherits(INamedTypeSymbol type)
    {
        for (var at = type.BaseType; at is not null; at = at.BaseType)
        {
            if (Array.IndexOf(ShortLivedBases, at.Name) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsRegisteredShortLived(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        var registered = Registered(cancellationToken);
        return registered.TryGetValue(type, out var isShort) && isShort;
    }

    /// <summary>Whether this compilation registers the type for dependency injection, with whatever lifetime.</summary>
    public bool IsRegistered(INamedTypeSymbol type, CancellationToken cancellationToken) => Registered(cancellationToken).ContainsKey(type.OriginalDefinition);

    private Dictionary<INamedTypeSymbol, bool> Registered(CancellationToken cancellationToken)
    {
        // Not a Lazy: a cancelled computation must be repeated, not remembered.
        lock (_gate)
        {
            return _registered ??= Read(cancellationToken);
        }
    }

    private Dictionary<INamedTypeSymbol, bool> Read(CancellationToken cancellationToken)
    {
        var lifetimes = new Dictionary<INamedTypeSymbol, bool>(SymbolEqualityComparer.Default);
        // A scope is the whole application in WebAssembly and in the app hosts of MAUI: nothing there is made per request.
        var hasOneScope = scope.Symbols.Type("Microsoft.AspNetCore.Components.WebAssembly.Hosting.WebAssemblyHostBuilder") is not null
            || scope.Symbols.Type("Microsoft.Maui.Hosting.MauiAppBuilder") is not null;
        foreach (var (method, isNarrow) in Registrations)
        {
            foreach (var name in scope.Texts.Names(method, MaxRegistrations, cancellationToken) ?? [])
            {
                if (scope.Bodies.Model(name.SyntaxTree) is not { } model || name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call || hasOneScope && method.Contains("Scoped"))
                {
                    continue;
                }

                foreach (var type in TypesIn(name, call, model, cancellationToken))
                {
                    // One registration as a singleton is enough for doubt.
                    lifetimes[type] = isNarrow && (!lifetimes.TryGetValue(type, out var known) || known);
                }
            }
        }

        return lifetimes;
    }

    // AddScoped<IService, Service>(), AddScoped<IService>(sp => new Service(…)), AddScoped(typeof(IService), typeof(Service)).
    private static IEnumerable<INamedTypeSymbol> TypesIn(SimpleNameSyntax name, InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellationToken)
    {
        var types = new List<TypeSyntax>();
        if (name is GenericNameSyntax generic)
        {
            types.AddRange(generic.TypeArgumentList.Arguments);
        }

        foreach (var argument in call.ArgumentList.Arguments)
        {
            switch (argument.Expression)
            {
                case TypeOfExpressionSyntax typeOf:
                    types.Add(typeOf.Type);
                    break;
                case LambdaExpressionSyntax { ExpressionBody: ObjectCreationExpressionSyntax creation }:
                    types.Add(creation.Type);
                    break;
            }
        }

        foreach (var type in types)
        {
            if (model.GetTypeInfo(type, cancellationToken).Type is INamedTypeSymbol symbol)
            {
                yield return symbol.OriginalDefinition;
            }
        }
    }
}
