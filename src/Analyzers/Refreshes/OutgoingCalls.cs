using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Symbols;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>Tells which calls send: methods of HTTP clients, declared HTTP interfaces, and helpers of this compilation that reach one.</summary>
internal sealed class OutgoingCalls(AnalysisScope scope)
{
    // A helper behind four others is further away than a reader would look for the send.
    private const int MaxHelperDepth = 4;

    private const int MaxOperations = 4_000;

    private static readonly string[] HttpVerbs = { "Get", "Post", "Put", "Patch", "Delete", "Send", "Head", "Options", "Execute", "Request", "Download", "Upload", "Query" };

    private static readonly string[] SendingNames =
    {
        "Post", "Put", "Send", "Request", "Execute", "Exchange", "Call", "Fetch", "Submit", "Invoke", "Query", "Upload", "Authenticate", "Authorize", "Refresh", "Renew", "Rotate",
        "Token", "GetToken", "GetAccessToken", "GetOAuth", "GetAuth", "InitiateAuth", "AdminInitiateAuth", "Acquire", "Obtain", "Retrieve", "Make", "Perform", "DoPost", "DoRequest",
        "Access", "Grant", "Login", "SignIn", "Connect", "Mutat", "Http", "Api", "Auth", "TryPost", "TrySend", "TryRefresh", "TryGetToken", "TryExchange", "RunAsync", "Process", "Blocking",
    };

    private static readonly string[] BuiltThings = { "Request", "RequestMessage", "Content", "Builder", "Form", "Uri", "Url", "Parameters", "Options", "Payload" };

    // One table per depth: how far may still be looked is part of the question, so that no answer depends on who asked first.
    private readonly ConcurrentDictionary<IMethodSymbol, bool>[] _helpers =
        Enumerable.Range(0, MaxHelperDepth).Select(_ => new ConcurrentDictionary<IMethodSymbol, bool>(SymbolEqualityComparer.Default)).ToArray();

    private readonly ConcurrentDictionary<IMethodSymbol, SendKind> _kinds = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _framework = new(SymbolEqualityComparer.Default);

    public SendKind Kind(IInvocationOperation call, CancellationToken cancellationToken)
    {
        var method = call.TargetMethod;
        if (method.MethodKind == MethodKind.LocalFunction)
        {
            return Kind(call, 0, cancellationToken);
        }

        return _kinds.TryGetValue(method, out var known) ? known : _kinds.GetOrAdd(method, Kind(call, 0, cancellationToken));
    }

    private SendKind Kind(IInvocationOperation call, int depth, CancellationToken cancellationToken)
    {
        var method = call.TargetMethod.ReducedFrom ?? call.TargetMethod;
        if (IsHttp(call, method))
        {
            return SendKind.Http;
        }

        if (LocalFunctions.CodeOf(call) is { } code)
        {
            return depth < MaxHelperDepth && code.Descendants().Take(MaxOperations).OfType<IInvocationOperation>().Any(inner => SendsAt(inner, depth + 1, cancellationToken)) ? SendKind.Helper : SendKind.No;
        }

        if (method.MethodKind is MethodKind.DelegateInvoke)
        {
            return IsAwaitable(method.ReturnType) ? SendKind.Perhaps : SendKind.No;
        }

        // Before the names of dispatchers are asked: what this compilation implements, it may call as it likes.
        if (ImplementationsSend(method, depth, cancellationToken))
        {
            return SendKind.Helper;
        }

        // A flight runs what sends; its key may be made of what is sent.
        if (IsOfTheFramework(method) || NeverARefresh.IsMediator(method) || FlightTypes.IsFlight(method.ContainingType))
        {
            return SendKind.No;
        }

        if (scope.Compilation.Assembly.Equals(method.ContainingAssembly, SymbolEqualityComparer.Default) && !method.IsAbstract && !method.IsExtern)
        {
            if (Sends(method.OriginalDefinition, depth, cancellationToken))
            {
                return SendKind.Helper;
            }

            // The body of a virtual method, or the default of an interface, may be a placeholder.
            if (!method.IsVirtual && method.ContainingType?.TypeKind != TypeKind.Interface)
            {
                return SendKind.No;
            }
        }

        var named = SendingNames.Any(name => method.Name.StartsWith(name, StringComparison.Ordinal))
            || IsClientVerb(method);
        return Builds(method) ? SendKind.No
            : named ? SendKind.Perhaps
            : IsAwaitable(method.ReturnType) ? SendKind.Border
            : SendKind.No;
    }

    // A sender behind an interface or an abstract method of this compilation: each implementation that sends makes the call one that sends.
    private bool ImplementationsSend(IMethodSymbol method, int depth, CancellationToken cancellationToken) =>
        (method.IsAbstract || method.ContainingType?.TypeKind == TypeKind.Interface)
        && scope.Compilation.Assembly.Equals(method.ContainingAssembly, SymbolEqualityComparer.Default)
        && scope.Implementations.Of(method).Any(implementation => Sends(implementation.OriginalDefinition, depth, cancellationToken));

    // A code base's own IHttpClient, IApiClient, RestService sends by Get as well as by Post.
    private static bool IsClient(INamedTypeSymbol? type) =>
        type is not null && (type.Name.Has("Http") || type.Name.Has("Api") || type.Name.Has("Rest") || type.Name.EndsWith("Client", StringComparison.Ordinal) || type.Name.EndsWith("Proxy", StringComparison.Ordinal))
        && !type.Name.EndsWith("Context", StringComparison.Ordinal) && !type.Name.EndsWith("Factory", StringComparison.Ordinal);

    // RequestBuilder.PostForm(…) makes a request, and .With…(…) hands itself on; neither sends.
    private static bool Builds(IMethodSymbol method)
    {
        var result = method.ReturnType;
        return SymbolEqualityComparer.Default.Equals(result.OriginalDefinition, method.ContainingType?.OriginalDefinition)
            || BuiltThings.Any(ending => result.Name.EndsWith(ending, StringComparison.Ordinal));
    }

    /// <summary>Whether a method of this compilation sends, in its own body or through helpers.</summary>
    public bool Sends(IMethodSymbol method, CancellationToken cancellationToken) => Sends(method.OriginalDefinition, 0, cancellationToken);

    private bool Sends(IMethodSymbol method, int depth, CancellationToken cancellationToken)
    {
        if (depth >= MaxHelperDepth)
        {
            return false;
        }

        return _helpers[depth].TryGetValue(method, out var known) ? known : _helpers[depth].GetOrAdd(method, SendsInside(method, depth, cancellationToken));
    }

    // A method that calls itself does not send on that account: further down there is less and less to look at.
    private bool SendsInside(IMethodSymbol method, int depth, CancellationToken cancellationToken)
    {
        if (scope.Bodies.Of(method, cancellationToken) is not { } body)
        {
            return false;
        }

        // What sends by itself first: it spares the reading of helpers.
        var calls = body.Operations.Take(MaxOperations).OfType<IInvocationOperation>().ToList();
        return calls.Any(inner => IsHttp(inner, inner.TargetMethod.ReducedFrom ?? inner.TargetMethod))
            || calls.Any(inner => SendsAt(inner, depth + 1, cancellationToken));
    }

    private bool SendsAt(IInvocationOperation call, int depth, CancellationToken cancellationToken) => Kind(call, depth, cancellationToken) switch
    {
        SendKind.Http or SendKind.Helper => true,
        SendKind.Perhaps => IsAwaitable(call.TargetMethod.ReturnType),
        _ => false,
    };

    /// <summary>Whether a body hands something to a client of this code base's own that blocks: what it made it has sent itself, and its answer is no part of another request.</summary>
    public bool SendsBlocking(MemberBody body, CancellationToken cancellationToken) =>
        body.Operations.Take(MaxOperations).OfType<IInvocationOperation>().Any(call => IsClientVerb(call.TargetMethod) && Kind(call, cancellationToken) == SendKind.Perhaps);

    private static bool IsClientVerb(IMethodSymbol method) => IsClient(method.ContainingType) && HttpVerbs.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal));

    public static bool IsAwaitable(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask" or "IObservable" or "UniTask" or "IFlurlResponse" }
        || (type is INamedTypeSymbol named && named.GetMembers("GetAwaiter").Length > 0);

    private static bool IsHttp(IInvocationOperation call, IMethodSymbol method)
    {
        var type = method.ContainingType;
        if (type is null)
        {
            return false;
        }

        if (IsDeclaredHttp(method))
        {
            return true;
        }

        if (!HttpVerbs.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal)))
        {
            // The body of such a request goes out in the callback, which finds it in the state that it is handed.
            return method.Name is "BeginGetResponse" or "BeginGetRequestStream" && IsOrInherits(type, "WebRequest");
        }

        if (method.IsExtensionMethod && method.Parameters.Length > 0)
        {
            var space = type.ContainingNamespace?.ToDisplayString() ?? "";
            return method.DeclaringSyntaxReferences.IsEmpty
                && (IsOrInherits(method.Parameters[0].Type, "HttpMessageInvoker")
                    || (space.StartsWith("Flurl.Http", StringComparison.Ordinal) && IsAwaitable(method.ReturnType))
                    || (space.StartsWith("RestSharp", StringComparison.Ordinal) && method.Parameters[0].Type.Name is "IRestClient" or "RestClient"));
        }

        return method.Name switch
        {
            "GetResponse" or "GetResponseAsync" => IsOrInherits(type, "WebRequest"),
            _ when IsOrInherits(type, "HttpMessageInvoker") || IsOrInherits(type, "HttpMessageHandler") => !method.Name.EndsWith("Headers", StringComparison.Ordinal),
            _ when IsOrInherits(type, "WebClient") => method.Name.StartsWith("Upload", StringComparison.Ordinal) || method.Name.StartsWith("Download", StringComparison.Ordinal),
            _ when type.Name is "IRestClient" or "RestClient" => method.Name.StartsWith("Execute", StringComparison.Ordinal) || IsAwaitable(method.ReturnType),
            _ when type.Name is "IFlurlRequest" or "IFlurlClient" or "FlurlRequest" or "FlurlClient" => method.Name.StartsWith("Send", StringComparison.Ordinal),
            _ when type.Name.Contains("GraphQL") => IsAwaitable(method.ReturnType) && (method.Name.StartsWith("Send", StringComparison.Ordinal) || method.Name.StartsWith("Post", StringComparison.Ordinal) || method.Name.StartsWith("Execute", StringComparison.Ordinal) || method.Name.StartsWith("Query", StringComparison.Ordinal)),
            "SendWebRequest" => true,
            _ => IsOrInherits(type, "BaseRequestBuilder") && IsAwaitable(method.ReturnType),
        };
    }

    /// <summary>A method of an interface that a generator turns into HTTP: Refit, RestEase, WebApiClient and their like mark it with the verb.</summary>
    public static bool IsDeclaredHttp(IMethodSymbol method) =>
        method.ContainingType is { TypeKind: TypeKind.Interface } && HttpAttribute(method) is not null;

    /// <summary>The attribute that names verb and path of a declared HTTP method.</summary>
    public static AttributeData? HttpAttribute(IMethodSymbol method)
    {
        foreach (var attribute in method.OriginalDefinition.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is "PostAttribute" or "GetAttribute" or "PutAttribute" or "PatchAttribute" or "DeleteAttribute"
                or "HttpPostAttribute" or "HttpGetAttribute" or "HttpPutAttribute" or "HttpPatchAttribute" or "HttpDeleteAttribute")
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>The address that a declared HTTP method has by its attribute, or by its own name where the attribute gives none.</summary>
    public static string? AddressOf(IMethodSymbol method) =>
        method.ContainingType is not { TypeKind: TypeKind.Interface } type || HttpAttribute(method) is not { } attribute ? null
        : attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Primitive, Value: string { Length: > 0 } path } ? path
        : type.Name + "/" + (method.Name.EndsWith("Async", StringComparison.Ordinal) ? method.Name.Substring(0, method.Name.Length - 5) : method.Name);

    public static bool IsOrInherits(ITypeSymbol? type, string name)
    {
        // Ten bases are more than any client has.
        for (var depth = 0; type is not null && depth < 10; depth++, type = type.BaseType)
        {
            if (type.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    // Streams, encodings, serializers, tasks and collections carry a payload about, but do not send it.
    private bool IsOfTheFramework(IMethodSymbol method) => method.ContainingType is { } type && _framework.GetOrAdd(type.OriginalDefinition, IsOfTheFramework);

    private static bool IsOfTheFramework(INamedTypeSymbol type)
    {
        var space = type.ContainingNamespace?.ToDisplayString() ?? "";
        return space == "System" || space.StartsWith("System.", StringComparison.Ordinal) || space.StartsWith("Microsoft.Extensions", StringComparison.Ordinal)
            || space.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || space.StartsWith("Newtonsoft.", StringComparison.Ordinal)
            || space.StartsWith("Microsoft.JSInterop", StringComparison.Ordinal) || space.StartsWith("Serilog", StringComparison.Ordinal)
            || space.StartsWith("Microsoft.IdentityModel", StringComparison.Ordinal) || space.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal);
    }
}
