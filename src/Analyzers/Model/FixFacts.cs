using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace RefreshRace.Analyzers.Model;

/// <summary>What a diagnostic hands over to the fixes in <see cref="Diagnostic.Properties"/>: places in the tree of the diagnostic, so that a fix repeats no analysis.</summary>
internal static class FixFacts
{
    /// <summary>Spans of the expressions that the call presents as the refresh token, the best one first. Absent where none is visible in the tree of the call.</summary>
    public const string Tokens = "Tokens";

    /// <summary>Span of what takes the flawed guard (the wait, the lock, the assignment of the shared task). Absent where there is none in the tree of the call.</summary>
    public const string Guard = "Guard";

    /// <summary>There where instances of the type around the call live for one request, scope or use, so that a flight in one of their fields is nobody else's.</summary>
    public const string ShortLived = "ShortLived";

    /// <summary>There where a failure that went on would be swallowed by a caller, would end the session there, or would skip another way to tokens.</summary>
    public const string MustStay = "MustStay";

    /// <summary>Whether the condition that a diagnostic is on holds of a failure ("true") or of a success ("false"). Absent on a catch.</summary>
    public const string HoldsOnFailure = "HoldsOnFailure";

    public static ImmutableDictionary<string, string?> Of(FailureFinding failure)
    {
        var facts = ImmutableDictionary<string, string?>.Empty;
        if (failure.MustStay)
        {
            facts = facts.Add(MustStay, null);
        }

        return failure.HoldsOnFailure is { } holds ? facts.Add(HoldsOnFailure, holds ? "true" : "false") : facts;
    }

    public static ImmutableDictionary<string, string?> Of(RefreshCall refresh, GuardVerdict verdict, bool isShortLived)
    {
        var tree = refresh.Operation.Syntax.SyntaxTree;
        var facts = ImmutableDictionary<string, string?>.Empty;
        if (isShortLived)
        {
            facts = facts.Add(ShortLived, null);
        }

        var tokens = refresh.Tokens.Where(token => token.Syntax.SyntaxTree == tree).Select(token => Text(token.Syntax.Span)).Distinct().ToArray();
        if (tokens.Length > 0)
        {
            facts = facts.Add(Tokens, string.Join(";", tokens));
        }

        return verdict.Guard is { } guard && guard.Syntax.SyntaxTree == tree ? facts.Add(Guard, Text(guard.Syntax.Span)) : facts;
    }

    /// <summary>The spans that a diagnostic carries under that name; empty where it carries none.</summary>
    public static ImmutableArray<TextSpan> Spans(Diagnostic diagnostic, string fact)
    {
        var spans = ImmutableArray.CreateBuilder<TextSpan>();
        if (diagnostic.Properties.TryGetValue(fact, out var text) && text is not null)
        {
            foreach (var part in text.Split(';'))
            {
                var numbers = part.Split('+');
                if (numbers.Length == 2
                    && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
                    && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length))
                {
                    spans.Add(new TextSpan(start, length));
                }
            }
        }

        return spans.ToImmutable();
    }

    private static string Text(TextSpan span) =>
        span.Start.ToString(CultureInfo.InvariantCulture) + "+" + span.Length.ToString(CultureInfo.InvariantCulture);
}
