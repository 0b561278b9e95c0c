using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A form becomes a text that a StringBuilder puts together.</summary>
internal sealed class FormAsStringBuilder(Seed seed) : FormRewrite(seed)
{
    protected override ExpressionSyntax Form(ObjectCreationExpressionSyntax content, IReadOnlyList<(ExpressionSyntax Key, ExpressionSyntax Value)> pairs) =>
        Expression($"new StringContent(new global::System.Text.StringBuilder(){string.Join(".Append('&')", pairs.Select(pair => $".Append({pair.Key}).Append('=').Append(Uri.EscapeDataString({pair.Value}))"))}.ToString(), "
            + "global::System.Text.Encoding.UTF8, \"application/x-www-form-urlencoded\")");
}
