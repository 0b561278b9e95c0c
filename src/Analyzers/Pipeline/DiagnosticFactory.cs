using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Hosting;
using RefreshRace.Analyzers.Model;
using RefreshRace.Analyzers.Rules;

namespace RefreshRace.Analyzers.Pipeline;

/// <summary>Turns verdicts into diagnostics: rule, place, the frames that lead there, and the facts a fix needs.</summary>
internal static class DiagnosticFactory
{
    // Frames beyond this many are left out of the additional locations; nobody reads further.
    private const int MaxLocations = 24;

    public static Diagnostic Race(RefreshCall refresh, RaceVerdict race, AnalysisScope scope, InstanceLifetimes lifetimes)
    {
        var isNameOnly = refresh.Strength == EvidenceStrength.Weak;
        var isDoubtful = isNameOnly || race.IsDoubtful;
        var rule = RuleTable.Of(race.Flaw.Flaw);
        refresh = AtOwner(InWrittenCode(refresh, race, scope), race);
        var place = refresh.Operation.Syntax.GetLocation();
        var others = FramesOf(race).Select(frame => frame.Call.Syntax.GetLocation());
        if (race.Flaw.Guard is { } guard)
        {
            others = others.Append(guard.Syntax.GetLocation());
        }

        return Diagnostic.Create(
            isDoubtful ? Descriptors.RR0101_PossibleRefresh : Visible(rule.Descriptor, scope),
            place,
            others.Where(location => location != place).Distinct().Take(MaxLocations),
            FixFacts.Of(refresh, race.Flaw, lifetimes.IsShortLived(refresh.Body.Member.ContainingType, CancellationToken.None)),
            refresh.Name,
            SiteNames.OfEntry(race.Entry),
            isNameOnly ? "its name is the only evidence" : isDoubtful ? "nothing shows that anybody calls it" : Detail(rule.Detail, refresh, race));
    }

    /// <summary>The refresh, or, where a member shares the result of a token that is handed to it under another key, the call in that member: all below it only passes the token on.</summary>
    private static RefreshCall AtOwner(RefreshCall refresh, RaceVerdict race) =>
        race is { Flaw.Flaw: GuardFlaw.KeyNotFromToken, Entry: { Origin: TokenOrigin.Parameter, Callee: not null } owner }
            ? refresh with { Operation = owner.Call, Body = owner.Body, Tokens = owner.Tokens }
            : refresh;

    /// <summary>The refresh, or, where it stands in a generated client, the nearest call of it that somebody wrote.</summary>
    private static RefreshCall InWrittenCode(RefreshCall refresh, RaceVerdict race, AnalysisScope scope)
    {
        if (!scope.Generated.Holds(refresh.Body, CancellationToken.None))
        {
            return refresh;
        }

        var written = FramesOf(race).FirstOrDefault(frame => frame.Call is IInvocationOperation && !scope.Generated.Holds(frame.Body, CancellationToken.None));
        return written is null ? refresh : refresh with { Operation = written.Call, Body = written.Body, Tokens = written.Tokens };
    }

    public static Diagnostic Failure(RefreshCall refresh, CallFrame frame, FailureFinding failure)
    {
        return Diagnostic.Create(
            RuleTable.Of(failure.Kind, failure.Doubtful),
            PlaceOf(failure.Place),
            [frame.Call.Syntax.GetLocation()],
            FixFacts.Of(failure),
            refresh.Name,
            failure.Detail);
    }

    /// <summary>A whole catch block underlined would hide the code in it: its head says enough.</summary>
    private static Location PlaceOf(SyntaxNode place) => place switch
    {
        CatchClauseSyntax clause => Location.Create(place.SyntaxTree, Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(clause.SpanStart, (clause.Filter ?? clause.Declaration as SyntaxNode)?.Span.End ?? clause.CatchKeyword.Span.End)),
        IfStatementSyntax branch => Location.Create(place.SyntaxTree, Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(branch.SpanStart, branch.CloseParenToken.Span.End)),
        _ => place.GetLocation(),
    };

    /// <summary>The calls that lead to the refresh, the nearest first: where they are too many, the far ones are the ones that may be missing.</summary>
    private static IEnumerable<CallFrame> FramesOf(RaceVerdict race) =>
        race.Open.Concat(race.Beside).SelectMany(path => path.Tree.Frames()).Where(frame => frame.Callee is not null).OrderBy(frame => frame.Depth);

    /// <summary>A message does not send people to a type that their project cannot see.</summary>
    private static DiagnosticDescriptor Visible(DiagnosticDescriptor rule, AnalysisScope scope) =>
        rule == Descriptors.RR0001_Unguarded && scope.Options.IsInstalled && scope.Symbols.Type("RefreshRace.SingleFlight`2") is null
            ? Descriptors.RR0001_UnguardedWithoutTypes
            : rule;

    private static string Detail(DetailForm form, RefreshCall refresh, RaceVerdict race)
    {
        var detail = race.Flaw.Detail;
        return form switch
        {
            DetailForm.Sender => refresh.Name == SiteNames.OfMember(race.Entry.Body.Member) ? "" : $" in '{refresh.Name}'",
            DetailForm.LockName => detail.Length == 0 ? $"the lock around '{refresh.Name}'" : $"'{detail}'",
            DetailForm.Parenthesised => detail.Length == 0 ? "" : $" ({detail})",
            _ => detail,
        };
    }
}
