using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;
using RefreshRace.Analyzers.Symbols;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>Asks each kind of evidence, strongest first, about every call of one member.</summary>
internal sealed class MemberScan(AnalysisScope scope, OutgoingCalls outgoing)
{
    // A member with more operations is generated or data; it is not read to its end.
    private const int MaxOperations = 50_000;

    // What a call without a body here may do with a form other than send it.
    private static readonly string[] s_keepingVerbs = ["Save", "Set", "Store", "Add", "Update", "Upsert", "Insert", "Persist", "Write", "Put", "Cache", "Log", "Append", "Validate", "Verify", "Load"];

    private readonly PayloadReader _payloads = new(scope, outgoing);
    private readonly Dictionary<IMethodSymbol, MemberBody> _generated = new(SymbolEqualityComparer.Default);
    private readonly DeclaredEvidence _declared = new(scope);
    private readonly ShapeEvidence _shapes = new(scope);

    public ImmutableArray<RefreshCall> Scan(MemberBody body, CancellationToken cancellationToken)
    {
        if (NeverARefresh.IsDouble(body.Member.ContainingType) || NeverARefresh.IsForbidden(body.Member) || scope.Options.ExcludedSymbols(body.Root.Syntax.SyntaxTree).Contains(body.Member))
        {
            return ImmutableArray<RefreshCall>.Empty;
        }

        var found = ImmutableArray.CreateBuilder<RefreshCall>();
        var count = 0;
        foreach (var operation in body.Operations)
        {
            WorkCounter.Add(WorkKind.Steps);
            cancellationToken.ThrowIfCancellationRequested();
            if (++count > MaxOperations)
            {
                break;
            }

            if (operation is IInvocationOperation call && Judge(call, body, cancellationToken) is { } refresh)
            {
                found.Add(refresh);
            }
            else if (operation is IPropertyReferenceOperation property && _declared.Covers(property))
            {
                found.Add(new RefreshCall(EvidenceKind.Declared, EvidenceStrength.Certain, property, body, property.Property.Name, ImmutableArray<IOperation>.Empty));
            }
            else if (operation is IInvalidOperation unbound && UnboundEvidence.Of(unbound) is { } named
                && !NeverARefresh.AnswersRequests(body.Member))
            {
                found.Add(new RefreshCall(EvidenceKind.Shape, EvidenceStrength.Likely, unbound, body, named.Name, named.Tokens));
            }
        }

        return found.ToImmutable();
    }

    /// <summary>Whether the member makes a request that says refresh, and leaves the sending to whoever calls it.</summary>
    public bool BuildsRefresh(MemberBody body, CancellationToken cancellationToken) =>
        body.Member is { ReturnsVoid: false, MethodKind: MethodKind.Ordinary or MethodKind.PropertyGet } && _payloads.Read(body, cancellationToken).RefreshGrant;

    private RefreshCall? Judge(IInvocationOperation call, MemberBody body, CancellationToken cancellationToken)
    {
        // A guard is handed the token as its key; the refresh is what it runs.
        if (scope.Catalogue.RulesOut(call.TargetMethod) || FlightTypes.IsFlight(call.TargetMethod.ContainingType)
            || scope.Options.GuardMethods(call.Syntax.SyntaxTree).Contains(call.TargetMethod))
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

        if (!_payloads.IsMentionedAt(call, body))
        {
            return null;
        }

        NoteGenerated(call.TargetMethod, cancellationToken);
        var payload = _payloads.Read(call, body, cancellationToken);
        if (payload.MayBeRefresh && outgoing.Kind(call, cancellationToken) is var kind and not SendKind.No)
        {
            if (payload.RefreshGrant && (kind != SendKind.Border || (payload.CarriesToken && !KeepsWhatItIsHanded(call.TargetMethod))))
            {
                return Found(EvidenceKind.Grant, EvidenceStrength.Certain, call, body, NameOf(body), payload, payload.Tokens);
            }

            if (kind != SendKind.Border && payload.OpenGrant && payload.HasKeyedToken)
            {
                return Found(EvidenceKind.Grant, EvidenceStrength.Likely, call, body, NameOf(body), payload, payload.Tokens);
            }

            // A refresh token is also sent to end the session, in the same body and to an address beside.
            if (AnswerEvidence.IsForAnotherPurpose(call, body))
            {
                return null;
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

        if (CallbackEvidence.Covers(call) && outgoing.Kind(call, cancellationToken) == SendKind.No && !NeverARefresh.AnswersRequests(body.Member))
        {
            return Found(EvidenceKind.Answer, EvidenceStrength.Likely, call, body, NameOf(body), payload, CallbackEvidence.TokensOf(call));
        }

        var (evidence, certainty) = _shapes.Covers(call, body) ? (EvidenceKind.Shape, EvidenceStrength.Likely) : NameEvidence.Covers(call) ? (EvidenceKind.Name, EvidenceStrength.Weak) : default;
        if (evidence is not (EvidenceKind.Shape or EvidenceKind.Name) || _shapes.HasBodyHere(call.TargetMethod, cancellationToken))
        {
            return null;
        }

        var tokens = TokensOf(call, payload, ExchangeSigns.Of(call).Given);
        return IsAskedByRequest(call, tokens, body) ? null : Found(evidence, certainty, call, body, ShapeEvidence.NameOf(call), payload, tokens);
    }

    /// <summary>Members of generated files that a call which says refresh leads to, each once, with those that they lead to.</summary>
    public IEnumerable<MemberBody> GeneratedCallees()
    {
        var given = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
        while (_generated.Where(pair => !given.Contains(pair.Key)).OrderBy(pair => pair.Key.GetDocumentationCommentId(), StringComparer.Ordinal).ToList() is { Count: > 0 } next)
        {
            foreach (var pair in next)
            {
                given.Add(pair.Key);
                yield return pair.Value;
            }
        }
    }

    private void NoteGenerated(IMethodSymbol callee, CancellationToken cancellationToken)
    {
        callee = callee.OriginalDefinition;
        if (!callee.DeclaringSyntaxReferences.IsEmpty && !_generated.ContainsKey(callee)
            && callee.DeclaringSyntaxReferences.Any(reference => scope.Generated.Holds(reference.SyntaxTree, cancellationToken))
            && scope.Bodies.Of(callee, cancellationToken) is { } body)
        {
            _generated.Add(callee, body);
        }
    }

    private static bool KeepsWhatItIsHanded(IMethodSymbol method) =>
        NeverARefresh.IsOfAnotherTrade(method) || Array.Exists(s_keepingVerbs, verb => method.Name.StartsWith(verb, StringComparison.Ordinal));

    private static string NameOf(MemberBody body) => body.Member.AssociatedSymbol?.Name ?? body.Member.Name;

    // An issuer is asked by the request that it answers. Who answers a request with a token of its own keeping is a client.
    private static bool IsAskedByRequest(IInvocationOperation call, ImmutableArray<IOperation> tokens, MemberBody body) =>
        (NeverARefresh.AnswersRequests(body.Member) || NeverARefresh.IsInMappedLambda(call)) && !StoredTokens.AreRedeemed(call, tokens, body);

    private RefreshCall Certain(EvidenceKind kind, IInvocationOperation call, MemberBody body, IOperation? token, CancellationToken cancellationToken)
    {
        var payload = _payloads.Read(call, body, cancellationToken);
        return Found(kind, EvidenceStrength.Certain, call, body, call.TargetMethod.Name, payload, TokensOf(call, payload, token));
    }

    private static RefreshCall Found(EvidenceKind kind, EvidenceStrength strength, IInvocationOperation call, MemberBody body, string name, Payload payload, ImmutableArray<IOperation> tokens) =>
        new(kind, strength, call, body, name, tokens) { Through = payload.Through };

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
