using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A form becomes an interpolated text.</summary>
internal sealed class FormAsInterpolation(Seed seed) : FormRewrite(seed)
{
    protected override ExpressionSyntax Form(ObjectCreationExpressionSyntax content, IReadOnlyList<(ExpressionSyntax Key, ExpressionSyntax Value)> pairs) =>
        Expression($"new StringContent($\"{string.Join('&', pairs.Select(Part))}\", global::System.Text.Encoding.UTF8, \"application/x-www-form-urlencoded\")");

    private static string Part((ExpressionSyntax Key, ExpressionSyntax Value) pair) => $"{Hole(pair.Key)}={Hole(pair.Value, escaped: true)}";

    private static string Hole(ExpressionSyntax value, bool escaped = false) => value is LiteralExpressionSyntax { Token.Value: string text } && text.All(char.IsAsciiLetterOrDigit) | text.All(one => one is '_' || char.IsAsciiLetterOrDigit(one))
        ? text
        : escaped ? $"{{Uri.EscapeDataString({value})}}" : $"{{{value}}}";
}
