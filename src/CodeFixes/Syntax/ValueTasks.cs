using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>Conversions to <c>ValueTask</c>.</summary>
internal static class ValueTasks
{
    /// <summary><c>new ValueTask&lt;T>(task)</c>.</summary>
    public static ExpressionSyntax Of(ExpressionSyntax task, ITypeSymbol? result, CodeStyle style)
    {
        var creation = (ObjectCreationExpressionSyntax)SyntaxFactory.ParseExpression(
            $"new global::System.Threading.Tasks.ValueTask{(result is null ? "" : $"<{style.Text(result)}>")}(x)");
        return creation.WithType(creation.Type.WithAdditionalAnnotations(Simplifier.Annotation))
            .WithArgumentList(SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(task))));
    }
}
