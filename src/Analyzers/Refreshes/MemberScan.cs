using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>Asks each kind of evidence, strongest first, about every call of one member.</summary>
internal sealed class MemberScan(AnalysisScope scope, OutgoingCalls outgoing)
{
    // A member with more operations is generated or data; it is not read to its end.
    private const int MaxOperations = 50_000;

    // What a call without a body here may do with a form other than send it.
    private static readonly string[] s_keepingVerbs = ["Save", "Set", "Store", "Add", "Update", "Upsert", "Insert", "Persist", "Write", "Put", "Cache", "Log", "Append", "Validate", "Verify", "Load"];

    private readonly PayloadReader _payloads = new(scope, outgoing);
    private readonly DeclaredEvidence _declared = new(scope);
    private readonly ShapeEvidence _shapes = new(scope);

    public ImmutableArray<RefreshCall> Scan(MemberBody body, CancellationToken cancellationToken)
    {
        if (NeverARefresh.IsDouble(body.Member.ContainingType) || NeverARefresh.IsForbidden(body.Member) || scope.Options.ExcludedSymbols(body.Root.Syntax.SyntaxTree).Contains(body.Member))
        {
            return ImmutableArray<RefreshCall>.Empty;
        }

        var found = new List<(RefreshCall Call, Payload Payload)>();
        var count = 0;
        foreach (var operation in body.Root.Descendants())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (++count > MaxOperations)
            {
                break;
            }

            if (operation is IInvocationOperation call && Judge(call, body, cancellationToken) is { } evidence)
            {
                found.Add(evidence);
            }
            else if (operation is IPropertyReferenceOperation property && _declared.Covers(property))
            {
                found.Add((new RefreshCall(EvidenceKind.Declared, EvidenceStrength.Certain, property, body, property.Property.Name, ImmutableArray<IOperation>.Empty), new Payload()));
            }
        }

        // A builder whose name sounds like sending is no send where its result is sent on (a token that its own answer rotates leads back to the call itself); a call of a local function is none where the send inside is one.
        return found.Where(candidate => !found.Any(other => (other.Call != candidate.Call && other.Payload.Through.Contains(candidate.Call.Operation)) || IsInLocalFunctionOf(candidate.Call.Operation, other.Call.Operation)))
            .Select(candidate => candidate.Call).ToImmutableArray();
    }

    /// <summary>Whether the member makes a request that says refresh, and leaves the sending to whoever calls it.</summary>
    public bool BuildsRefresh(MemberBody body, CancellationToken cancellationToken) =>
        body.Member is { ReturnsVoid: false, MethodKind: MethodKind.Ordinary or MethodKind.PropertyGet } && _payloads.Read(body, cancellationToken).RefreshGrant;

    private static bool IsInLocalFunctionOf(IOperation call, IOperation other) =>
        call is IInvocationOperation { TargetMethod: { MethodKind: MethodKind.LocalFunction } method } && SymbolEqualityComparer.Default.Equals(other.EnclosingFunction()?.OriginalDefinition, method.OriginalDefinition);

    private (RefreshCall, Payload)? Judge(IInvocationOperation call, MemberBody body, CancellationToken cancellationToken)
    {
        if (scope.Catalogue.RulesOut(call.TargetMethod))
        {
            return null;
        }

        if (CatalogueEvidence.Of(call, scope) is { } entry)
        {
            return Certain(EvidenceKind.Catalogue, call, body, CatalogueEvidence.TokenOf(entry, call), cancellationToken);
        }

        if (_declared.Covers(call))
        {
            return Certain(EvidenceKind.Declared, call, body, null, cancellationToken);
        }

        var kind = outgoing.Kind(call, cancellationToken);
        if (kind != SendKind.No)
        {
            var payload = _payloads.Read(call, body, cancellationToken);
            if (payload.RefreshGrant && (kind != SendKind.Border || (payload.CarriesToken && !KeepsWhatItIsHanded(call.TargetMethod))))
            {
                return Found(EvidenceKind.Grant, EvidenceStrength.Certain, call, body, NameOf(body), payload, payload.Tokens);
            }

            if (kind != SendKind.Border && payload.OpenGrant && payload.HasKeyedToken)
            {
                return Found(EvidenceKind.Grant, EvidenceStrength.Likely, call, body, NameOf(body), payload, payload.Tokens);
            }

            if (kind != SendKind.Border && EndpointEvidence.StrengthOf(call, payload, body) is { } strength)
            {
                return Found(EvidenceKind.Endpoint, strength, call, body, NameOf(body), payload, payload.Tokens);
            }

            if (kind is SendKind.Http or SendKind.Helper && !AnswerEvidence.IsNamedForToken(call.TargetMethod) && AnswerEvidence.StrengthOf(call, payload, body) is { } shownByAnswer)
            {
                return Found(EvidenceKind.Answer, shownByAnswer, call, body, NameOf(body), payload, payload.Tokens);
            }

            if (kind != SendKind.Border && RequestEvidence.StrengthOf(call, payload, body, scope) is { } likely && (kind == SendKind.Helper || !_shapes.HasBodyHere(call.TargetMethod, cancellationToken)))
            {
                return Found(EvidenceKind.Catalogue, likely, call, body, call.TargetMethod.Name, payload, payload.Tokens);
            }
        }

        if (kind == SendKind.No && CallbackEvidence.Covers(call) && !NeverARefresh.AnswersRequests(body.Member))
        {
            var handed = _payloads.Read(call, body, cancellationToken);
            return Found(EvidenceKind.Answer, EvidenceStrength.Likely, call, body, NameOf(body), handed, CallbackEvidence.TokensOf(call));
        }

        var (evidence, certainty) = _shapes.Covers(call, body) ? (EvidenceKind.Shape, EvidenceStrength.Likely) : NameEvidence.Covers(call) ? (EvidenceKind.Name, EvidenceStrength.Weak) : default;
        if (evidence is not (EvidenceKind.Shape or EvidenceKind.Name) || _shapes.HasBodyHere(call.TargetMethod, cancellationToken))
        {
            return null;
        }

        var shown = _payloads.Read(call, body, cancellationToken);
        var tokens = TokensOf(call, shown, ExchangeSigns.Of(call).Given);
        return IsAskedByRequest(call, tokens, body) ? null : Found(evidence, certainty, call, body, ShapeEvidence.NameOf(call), shown, tokens);
    }

    private static bool KeepsWhatItIsHanded(IMethodSymbol method) =>
        NeverARefresh.IsOfAnotherTrade(method) || Array.Exists(s_keepingVerbs, verb => method.Name.StartsWith(verb, StringComparison.Ordinal));

    private static string NameOf(MemberBody body) => body.Member.AssociatedSymbol?.Name ?? body.Member.Name;

    // An issuer is asked by the request that it answers. Who answers a request with a token of its own keeping is a client.
    private static bool IsAskedByRequest(IInvocationOperation call, ImmutableArray<IOperation> tokens, MemberBody body) =>
        (NeverARefresh.AnswersRequests(body.Member) || NeverARefresh.IsInMappedLambda(call)) && !StoredTokens.AreRedeemed(call, tokens, body);

    private (RefreshCall, Payload) Certain(EvidenceKind kind, IInvocationOperation call, MemberBody body, IOperation? token, CancellationToken cancellationToken)
    {
        var payload = _payloads.Read(call, body, cancellationToken);
        return Found(kind, EvidenceStrength.Certain, call, body, call.TargetMethod.Name, payload, TokensOf(call, payload, token));
    }

    private static (RefreshCall, Payload) Found(EvidenceKind kind, EvidenceStrength strength, IInvocationOperation call, MemberBody body, string name, Payload payload, ImmutableArray<IOperation> tokens) =>
        (new RefreshCall(kind, strength, call, body, name, tokens), payload);

    private static ImmutableArray<IOperation> TokensOf(IInvocationOperation call, Payload payload, IOperation? known)
    {
        if (payload.Tokens is { IsEmpty: false } tokens)
        {
            return tokens;
        }

        if (known is not null)
        {
            return ImmutableArray.Create(known);
        }

        var texts = call.Arguments.Where(argument => argument.ArgumentKind != ArgumentKind.DefaultValue && argument.Value.Type?.SpecialType == SpecialType.System_String && !argument.Value.ConstantValue.HasValue).ToList();
        return texts.Count == 1 ? ImmutableArray.Create(texts[0].Value) : ImmutableArray<IOperation>.Empty;
    }
}
