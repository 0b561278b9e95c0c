using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A form becomes a text that is put together with +.</summary>
internal sealed class FormAsConcatenation(Seed seed) : FormRewrite(seed)
{
    protected override ExpressionSyntax Form(ObjectCreationExpressionSyntax content, IReadOnlyList<(ExpressionSyntax Key, ExpressionSyntax Value)> pairs) =>
        Text(string.Join(" + \"&\" + ", pairs.Select(pair => $"{pair.Key} + \"=\" + Uri.EscapeDataString({pair.Value})")));

    private static ExpressionSyntax Text(string text) => Expression($"new StringContent({text}, global::System.Text.Encoding.UTF8, \"application/x-www-form-urlencoded\")");
}
