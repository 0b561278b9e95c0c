using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A form becomes JSON that is put together as a text.</summary>
internal sealed class FormAsHandWrittenJson(Seed seed) : FormRewrite(seed)
{
    protected override ExpressionSyntax Form(ObjectCreationExpressionSyntax content, IReadOnlyList<(ExpressionSyntax Key, ExpressionSyntax Value)> pairs) =>
        Expression($"new StringContent(\"{{\" + {string.Join(" + \",\" + ", pairs.Select(pair => $"\"\\\"\" + {pair.Key} + \"\\\":\\\"\" + {pair.Value} + \"\\\"\""))} + \"}}\", "
            + "global::System.Text.Encoding.UTF8, \"application/json\")");
}
