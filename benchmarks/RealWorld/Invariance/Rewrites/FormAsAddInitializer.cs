using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A form becomes a dictionary whose initializer adds its pairs.</summary>
internal sealed class FormAsAddInitializer(Seed seed) : FormRewrite(seed)
{
    protected override ExpressionSyntax Form(ObjectCreationExpressionSyntax content, IReadOnlyList<(ExpressionSyntax Key, ExpressionSyntax Value)> pairs) =>
        Expression($"new FormUrlEncodedContent(new Dictionary<string, string> {{ {string.Join(", ", pairs.Select(pair => $"{{ {pair.Key}, {pair.Value} }}"))} }})");
}
