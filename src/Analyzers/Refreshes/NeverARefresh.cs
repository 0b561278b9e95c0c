using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Symbols;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>What looks like a refresh and is none: test code, the issuing side, stores, other trades, and libraries that merge concurrent refreshes by themselves.</summary>
internal static class NeverARefresh
{
    private static readonly HashSet<string> TestFrameworks = new(StringComparer.OrdinalIgnoreCase)
    {
        "xunit.core", "xunit.assert", "xunit.v3.core", "xunit.v3.assert", "nunit.framework", "Microsoft.VisualStudio.TestPlatform.TestFramework", "MSTest.TestFramework",
        "Microsoft.VisualStudio.QualityTools.UnitTestFramework", "TUnit.Core", "Moq", "NSubstitute", "FakeItEasy", "Machine.Specifications",
    };

    // Anywhere in a name; what tests share is named so too, and refers to no framework of tests.
    private static readonly string[] TestParts = { "Tests", "UnitTest", "UnitTests", "IntegrationTests", "FunctionalTests" };

    private static readonly string[] Doubles = { "Mock", "Fake", "Stub" };

    // A verb before "RefreshToken" that tells of a store, a parser, a validator or an issuer.
    private static readonly string[] OtherVerbs =
    {
        "Get", "Set", "Store", "Save", "Add", "Find", "Has", "Is", "Create", "Generate", "Issue", "Update", "Validate", "Verify", "Revoke", "Remove", "Delete", "Clear", "Hash", "Read", "Parse",
        "Load", "Can", "Should", "Needs", "Must", "On", "Persist", "Write", "Insert", "Cancel", "Schedule", "Start", "Stop", "Enable", "Disable", "Check", "Log", "Build", "Make", "Format",
        "To", "From", "With", "Use", "Configure", "Register", "Map", "Invalidate", "Expire", "Encrypt", "Decrypt", "Protect", "Unprotect", "Extract", "Assert", "Handle", "Notify", "Raise",
    };

    // What sits behind these names issues, keeps or configures. Types of packages that only look like a client are rows of the catalogue.
    private static readonly HashSet<string> OtherTypes = new(StringComparer.Ordinal)
    {
        "UserManager", "SignInManager", "DbContext", "DbSet", "JwtSecurityTokenHandler", "JsonWebTokenHandler", "IAntiforgery",
        "CancellationTokenSource", "CancellationToken", "CancellationChangeToken", "ITokenCache",
        "IDistributedCache", "IMemoryCache", "IConfigurationRoot", "IConfigurationManager", "ConfigurationManager",
    };

    // Names that others may well give to a client of theirs: only these libraries' types are meant.
    private static readonly Dictionary<string, string[]> OtherTypesOf = new(StringComparer.Ordinal)
    {
        ["SessionApi"] = new[] { "Okta.Sdk" }, ["ISessionApi"] = new[] { "Okta.Sdk" }, ["ISessionApiAsync"] = new[] { "Okta.Sdk" },
        ["ISession"] = new[] { "Microsoft.AspNetCore.Http", "NHibernate" },
    };

    /// <summary>A project of tests, or of what tests share, by what it refers to or by its name.</summary>
    public static bool IsTestCode(Compilation compilation) => IsNamedForTests(compilation.AssemblyName ?? "") || compilation.ReferencedAssemblyNames.Any(assembly => TestFrameworks.Contains(assembly.Name));

    private static bool IsNamedForTests(string project) =>
        project.EndsWith(".Test", StringComparison.OrdinalIgnoreCase) || project.EndsWith("Tests", StringComparison.Ordinal)
        || project.Replace(" ", "").Split('.').Any(part => TestParts.Contains(part, StringComparer.OrdinalIgnoreCase));

    /// <summary>Mocks, fakes and stubs, by the name of the type or of one around it.</summary>
    public static bool IsDouble(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType)
        {
            if (Doubles.Any(word => type.Name.StartsWith(word, StringComparison.Ordinal) || type.Name.EndsWith(word, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What is left only to tell its users that it is gone: <c>[Obsolete("…", error: true)]</c> on the member or on a type around it. Nobody can call it.</summary>
    public static bool IsForbidden(ISymbol member) =>
        EnclosingAttributes.Cover(member, static attribute => attribute is { AttributeClass.Name: "ObsoleteAttribute", ConstructorArguments: { Length: 2 } arguments } && arguments[1].Value is true);

    /// <summary>In-process dispatch: the handler is elsewhere, and speaks for itself.</summary>
    public static bool IsMediator(IMethodSymbol method)
    {
        var type = method.ContainingType;
        return type is not null
            && (type.Name is "IMediator" or "ISender" or "Mediator" or "IPublisher" or "ICommandBus" or "IMessageBus" or "ICommandDispatcher" or "IDispatcher" or "ICommandProcessor" or "IBus"
                    or "IPublishEndpoint" or "ISendEndpoint" or "IMessageSession" or "IRequestClient" or "WeakReferenceMessenger" or "IMessenger" or "IEventAggregator"
                || (type.ContainingNamespace?.ToDisplayString() ?? "").StartsWith("MediatR", StringComparison.Ordinal));
    }

    /// <summary>Whether the callee's name or declaration rules it out.</summary>
    public static bool IsOther(IMethodSymbol method) => IsOfAnotherTrade(method) || IsOtherVerb(method.Name);

    /// <summary>Whether the callee's declaration rules it out, whatever its name says.</summary>
    public static bool IsOfAnotherTrade(IMethodSymbol method)
    {
        var type = method.ContainingType;
        if (type is null || IsMediator(method) || Catalogue.Shipped.RulesOut(method) || method.MethodKind is MethodKind.PropertySet or MethodKind.EventAdd or MethodKind.EventRemove)
        {
            return true;
        }

        for (var (at, depth) = (type, 0); at is not null && depth < 10; at = at.BaseType, depth++)
        {
            if (IsOtherType(at))
            {
                return true;
            }
        }

        if (type.Name.EndsWith("Repository", StringComparison.Ordinal) || type.Name.EndsWith("Store", StringComparison.Ordinal) || type.Name.EndsWith("Validator", StringComparison.Ordinal)
            || type.Name.EndsWith("EventSource", StringComparison.Ordinal) || type.Name.EndsWith("Logger", StringComparison.Ordinal) || type.Name.EndsWith("Log", StringComparison.Ordinal))
        {
            return true;
        }

        var reduced = method.ReducedFrom ?? method;
        return reduced.IsExtensionMethod && reduced.Parameters.Length > 0 && IsOtherType(reduced.Parameters[0].Type);
    }

    private static bool IsOtherType(ITypeSymbol type) =>
        OtherTypes.Contains(type.Name)
        || (OtherTypesOf.TryGetValue(type.Name, out var libraries) && type.ContainingNamespace?.ToDisplayString() is { } space && libraries.Any(library => space == library || space.StartsWith(library + ".", StringComparison.Ordinal)));

    /// <summary>Whether a name begins with a verb of a store or an issuer: <c>GetRefreshTokenAsync</c>, <c>ValidateRefreshToken</c>. <c>GetOrRefreshToken</c> and <c>GetRefreshedToken</c> do not.</summary>
    public static bool IsOtherVerb(string name)
    {
        foreach (var verb in OtherVerbs)
        {
            if (name.StartsWith(verb, StringComparison.Ordinal) && name.Length > verb.Length && char.IsUpper(name[verb.Length]))
            {
                var rest = name.Substring(verb.Length);
                return !rest.StartsWith("Or", StringComparison.Ordinal) && !rest.StartsWith("And", StringComparison.Ordinal) && !rest.Has("Refreshed") && !rest.Has("Renewed")
                    && !rest.Has("AndRefresh") && !rest.Has("OrRefresh") && !rest.Has("ByRefresh") && !rest.Has("UsingRefresh") && !rest.Has("WithRefresh") && !rest.Has("FromRefresh") && !rest.Has("OrRenew") && !rest.Has("AndRenew");
            }
        }

        return false;
    }

    /// <summary>Code that answers a request: what it hands a refresh token to is, as a rule, the issuer behind it.</summary>
    public static bool AnswersRequests(IMethodSymbol member)
    {
        for (INamedTypeSymbol? type = member.ContainingType; type is not null; type = type.ContainingType)
        {
            for (INamedTypeSymbol? at = type; at is not null; at = at.BaseType)
            {
                if (at.Name is "ControllerBase" or "Controller" or "ApiController" or "Hub" or "Endpoint" or "EndpointBase" or "EndpointWithoutRequest" or "ServiceBase" || at.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "ApiControllerAttribute" or "ExtendObjectTypeAttribute" or "MutationTypeAttribute"))
                {
                    return true;
                }
            }

            if (type.AllInterfaces.Any(implemented => implemented.Name is "IRequestHandler" or "ICommandHandler" or "IQueryHandler" or "IConsumer" or "IEndpoint" or "ICarterModule" or "IEndpointGroup")
                || type.Name.EndsWith("Controller", StringComparison.Ordinal) || type.Name.EndsWith("Endpoint", StringComparison.Ordinal) || type.Name.EndsWith("Endpoints", StringComparison.Ordinal)
                || type.Name is "Mutation" or "Mutations" || type.Name.EndsWith("Mutations", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return member.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "HttpPostAttribute" or "HttpGetAttribute" or "HttpPutAttribute" or "RouteAttribute" or "FunctionAttribute" or "FunctionNameAttribute");
    }

    /// <summary>Whether a lambda around the operation is handed to <c>MapPost</c> and the like, so that it answers requests.</summary>
    public static bool IsInMappedLambda(IOperation operation)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            if (at is IInvocationOperation { TargetMethod.Name: "MapPost" or "MapGet" or "MapPut" or "MapMethods" or "Map" })
            {
                return true;
            }
        }

        return false;
    }
}
