using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A form becomes the JSON of a dictionary, serialized by hand.</summary>
internal sealed class FormAsJsonDictionary(Seed seed) : FormRewrite(seed)
{
    protected override ExpressionSyntax Form(ObjectCreationExpressionSyntax content, IReadOnlyList<(ExpressionSyntax Key, ExpressionSyntax Value)> pairs) =>
        Expression($"new StringContent(global::System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> {{ {string.Join(", ", pairs.Select(pair => $"[{pair.Key}] = {pair.Value}"))} }}), "
            + "global::System.Text.Encoding.UTF8, \"application/json\")");
}
