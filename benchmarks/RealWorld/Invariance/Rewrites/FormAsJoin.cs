using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A form becomes parts that string.Join puts together.</summary>
internal sealed class FormAsJoin(Seed seed) : FormRewrite(seed)
{
    protected override ExpressionSyntax Form(ObjectCreationExpressionSyntax content, IReadOnlyList<(ExpressionSyntax Key, ExpressionSyntax Value)> pairs) =>
        Expression($"new StringContent(string.Join(\"&\", new[] {{ {string.Join(", ", pairs.Select(pair => $"{pair.Key} + \"=\" + Uri.EscapeDataString({pair.Value})"))} }}), "
            + "global::System.Text.Encoding.UTF8, \"application/x-www-form-urlencoded\")");
}
