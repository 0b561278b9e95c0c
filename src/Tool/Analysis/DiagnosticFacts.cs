using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace RefreshRace.Tool.Analysis;

/// <summary>Reads what the analyzer leaves in <see cref="Diagnostic.Properties"/>. The names are the analyzer's; a test holds them against
/// it.</summary>
internal static class DiagnosticFacts
{
    /// <summary>Spans of the expressions that are presented as the refresh token.</summary>
    public const string Tokens = "Tokens";

    /// <summary>Span of what takes the flawed guard.</summary>
    public const string Guard = "Guard";

    /// <summary>There where a failure must not be let go on.</summary>
    public const string MustStay = "MustStay";

    /// <summary>The rules about a failure: their first additional location is the call that fails.</summary>
    private static readonly ImmutableHashSet<string> s_failures = ["RR0002", "RR0010", "RR0011", "RR0012"];

    /// <summary>Whether the rule is about what becomes of a failure or an answer, rather than about a race.</summary>
    public static bool IsAboutFailure(string rule) => s_failures.Contains(RuleFamily.Of(rule));

    /// <summary>Whether the rule is about a refresh at all: the rules about options are not.</summary>
    public static bool IsAboutRefresh(string rule) => rule != "RR0100";

    /// <summary>The spans under a name, in the tree of the diagnostic; empty where there are none.</summary>
    public static ImmutableArray<TextSpan> Spans(Diagnostic diagnostic, string name)
    {
        if (!diagnostic.Properties.TryGetValue(name, out var text) || text is null)
        {
            return [];
        }

        return [.. text.Split(';').Select(Span).OfType<TextSpan>()];
    }

    private static TextSpan? Span(string text)
    {
        var parts = text.Split('+');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? new TextSpan(start, length)
            : null;
    }
}
