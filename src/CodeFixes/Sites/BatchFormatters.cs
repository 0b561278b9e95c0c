using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace RefreshRace.CodeFixes.Sites;

/// <summary>
/// <c>dotnet format</c> asks a provider about the first diagnostic that its analyzer reported, whatever the rule, and hands the key of the
/// answer to Fix All for the provider's own rule. Which
/// diagnostic is the first is chance, so every one of another rule is answered with the key of the first offer.
/// </summary>
internal static class BatchFormatters
{
    /// <summary>Whether the diagnostic is another rule's; it is answered then.</summary>
    public static bool Answers(CodeFixContext context, Diagnostic diagnostic, ImmutableArray<string> rules, string key)
    {
        if (rules.Contains(diagnostic.Id))
        {
            return false;
        }

        context.RegisterCodeFix(CodeAction.Create($"Fix all {string.Join(", ", rules)}", _ => Task.FromResult(context.Document), key),
            diagnostic);
        return true;
    }
}
