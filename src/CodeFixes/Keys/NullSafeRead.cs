using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Keys;

/// <summary>
/// A token that is read where a function starts, before the function's own tests: <c>session!.RefreshToken</c> behind <c>if (client is
/// null) return null;</c> becomes
/// <c>session?.RefreshToken</c>, so that whoever left before still leaves, and does not meet a null reference.
/// </summary>
internal sealed class NullSafeRead(EnclosingFunction function, SemanticModel model)
{
    /// <param name="expression">The read as it can be made at the entry.</param>
    /// <param name="original">Where the function makes it.</param>
    public ExpressionSyntax AtEntry(ExpressionSyntax expression, ExpressionSyntax original) =>
        expression is MemberAccessExpressionSyntax access
            && IsBehindATest(original)
            && Text(access, original) is { } text
            && text.Contains("?.") ? SyntaxFactory.ParseExpression(text) : expression;

    private bool IsBehindATest(ExpressionSyntax original)
    {
        for (SyntaxNode at = original; at.Parent is { } parent && at != function.Body; at = parent)
        {
            switch (parent)
            {
                case IfStatementSyntax branch when branch.Condition != at:
                case ConditionalExpressionSyntax choice when choice.Condition != at:
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression
                    or (int)SyntaxKind.CoalesceExpression } operation when operation.Right == at:
                case SwitchSectionSyntax or SwitchExpressionArmSyntax or WhileStatementSyntax or ForStatementSyntax or CatchClauseSyntax
                    or AnonymousFunctionExpressionSyntax:
                    return true;
            }
        }

        return function.OwnNodes()
            .Any(node => node.SpanStart < original.SpanStart
                && node is ReturnStatementSyntax or ThrowStatementSyntax or ThrowExpressionSyntax);
    }

    // Null for a chain that is more than members of members.
    private string? Text(ExpressionSyntax expression, ExpressionSyntax original) => expression switch
    {
        IdentifierNameSyntax or ThisExpressionSyntax or BaseExpressionSyntax => expression.WithoutTrivia().ToString(),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure => Text(sure.Operand, original),
        MemberAccessExpressionSyntax access when Text(access.Expression, original) is { } receiver =>
            receiver + (MayBeNull(access.Expression, original) ? "?." : ".") + access.Name.WithoutTrivia(),
        _ => null,
    };

    private bool MayBeNull(ExpressionSyntax link, ExpressionSyntax original)
    {
        link = Expressions.Strip(link);
        var position = function.Body is BlockSyntax block ? block.OpenBraceToken.Span.End : function.Body.SpanStart;
        var (type, annotation) = model.GetSpeculativeSymbolInfo(position, link, SpeculativeBindingOption.BindAsExpression).Symbol switch
        {
            IFieldSymbol field => (field.Type, field.NullableAnnotation),
            IPropertySymbol property => (property.Type, property.NullableAnnotation),
            IParameterSymbol parameter => (parameter.Type, parameter.NullableAnnotation),
            _ => (null, default),
        };
        return type is { IsReferenceType: true }
            && (annotation == NullableAnnotation.Annotated || IsTested(link, original, annotation == NullableAnnotation.None));
    }

    // Code that knows no annotations may leave the test to a method that takes the object, or one that holds it.
    private bool IsTested(ExpressionSyntax link, ExpressionSyntax original, bool byMethods)
    {
        var text = link.WithoutTrivia().ToString();
        var before = function.OwnNodes().Where(node => node.SpanStart < original.SpanStart).ToArray();
        return EmptyTests.In(before, text) != EmptyTest.None
            || byMethods
                && before.OfType<ArgumentSyntax>()
                    .Any(argument => argument.Parent?.Parent is InvocationExpressionSyntax call && IsCondition(call)
                && Expressions.Strip(argument.Expression).WithoutTrivia().ToString() is var given
                && (given == text || text.StartsWith(given + ".", StringComparison.Ordinal)));
    }

    private static bool IsCondition(InvocationExpressionSyntax call)
    {
        SyntaxNode at = call;
        while (at.Parent is ParenthesizedExpressionSyntax or PrefixUnaryExpressionSyntax or BinaryExpressionSyntax)
        {
            at = at.Parent;
        }

        return at.Parent is IfStatementSyntax or ConditionalExpressionSyntax;
    }
}
