using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A form becomes a list of key-value pairs.</summary>
internal sealed class FormAsPairList(Seed seed) : FormRewrite(seed)
{
    protected override ExpressionSyntax Form(ObjectCreationExpressionSyntax content, IReadOnlyList<(ExpressionSyntax Key, ExpressionSyntax Value)> pairs) =>
        Expression($"new FormUrlEncodedContent(new List<KeyValuePair<string, string>> {{ {string.Join(", ", pairs.Select(pair => $"new({pair.Key}, {pair.Value})"))} }})");
}
