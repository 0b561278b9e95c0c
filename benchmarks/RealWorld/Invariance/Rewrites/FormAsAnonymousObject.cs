using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A form becomes the JSON of an anonymous object.</summary>
internal sealed class FormAsAnonymousObject(Seed seed) : FormRewrite(seed)
{
    protected override ExpressionSyntax Form(ObjectCreationExpressionSyntax content, IReadOnlyList<(ExpressionSyntax Key, ExpressionSyntax Value)> pairs) =>
        pairs.All(pair => pair.Key is LiteralExpressionSyntax { Token.Value: string key } && SyntaxFacts.IsValidIdentifier(key))
            ? Expression($"global::System.Net.Http.Json.JsonContent.Create(new {{ {string.Join(", ", pairs.Select(pair => $"{((LiteralExpressionSyntax)pair.Key).Token.ValueText} = {pair.Value}"))} }})")
            : content;
}
