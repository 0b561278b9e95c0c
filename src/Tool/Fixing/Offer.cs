using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace RefreshRace.Tool.Fixing;

/// <summary>A fix that a light bulb would show.</summary>
/// <param name="Provider">Who offers it.</param>
/// <param name="Action">What it does; its title is what the user reads.</param>
internal sealed record Offer(CodeFixProvider Provider, CodeAction Action);
