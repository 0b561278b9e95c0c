using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Keys;

/// <summary>
/// Moves the read of a refresh token to where a function starts: through the locals that it takes, as far as each step is a cheap
/// synchronous read.
/// </summary>
internal sealed class EntryRead(EnclosingFunction function, SemanticModel model, CancellationToken cancellationToken)
{
    // A token that travels through more locals than this is out of sight.
    private const int MaxSteps = 8;

    /// <summary>The expression as it can be evaluated at the function's entry, or null.</summary>
    public ExpressionSyntax? ToEntry(ExpressionSyntax expression) => ToEntry(expression, 0);

    private ExpressionSyntax? ToEntry(ExpressionSyntax expression, int step)
    {
        if (step > MaxSteps)
        {
            return null;
        }

        expression = Expressions.Strip(expression);
        if (expression is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } coalesce)
        {
            // Where the other value is a token, too, both together are the key; an empty one is none, and a throw leaves.
            return ToEntry(coalesce.Left, step + 1) is not { } first ? null
                : coalesce.Right is ThrowExpressionSyntax
                    || model.GetConstantValue(coalesce.Right, cancellationToken).HasValue
                    || Expressions.LastName(coalesce.Right) == "Empty" ? first
                : ToEntry(coalesce.Right, step + 1) is { } second and not BinaryExpressionSyntax
                    && first is not BinaryExpressionSyntax ? SyntaxFactory.ParseExpression($"{first} ?? {second}")
                : null;
        }

        if (expression is IdentifierNameSyntax name
            && model.GetSymbolInfo(name, cancellationToken).Symbol is ILocalSymbol local
            && DeclaredInside(local))
        {
            return SourceOf(local) is { } source ? ToEntry(source, step + 1) : null;
        }

        return IsCheapAtEntry(expression, step, out var rewritten) && !IsWrittenBefore(expression) ? rewritten : null;
    }

    // _session = await LoadAsync(user): what is read of it afterwards is not there at the entry, or is another user's. A method of the
    // object may do it as well.
    private bool IsWrittenBefore(ExpressionSyntax expression)
    {
        var before = function.Body.DescendantNodes().Where(node => node.Span.End <= expression.SpanStart).ToArray();
        return Writes.Changes(before, expression)
            || expression is MemberAccessExpressionSyntax or IdentifierNameSyntax && before.OfType<InvocationExpressionSyntax>().Any(call =>
                call.Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax }
                && model.GetSymbolInfo(call, cancellationToken).Symbol is IMethodSymbol { MethodKind: MethodKind.Ordinary } method
                && SymbolEqualityComparer.Default.Equals(method.ContainingType, function.Symbol.ContainingType)
                && IsState(expression)
                && method.DeclaringSyntaxReferences.Any(
                    place => Writes.Changes(place.GetSyntax(cancellationToken).DescendantNodes(), expression)));
    }

    // The read starts from a member of the object: in another method, another thing may have the name of a parameter.
    private bool IsState(ExpressionSyntax expression) =>
        expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().FirstOrDefault() is { } root
        && model.GetSymbolInfo(root, cancellationToken).Symbol is IFieldSymbol or IPropertySymbol
            or IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } };

    private bool IsCheapAtEntry(ExpressionSyntax expression, int step, out ExpressionSyntax rewritten)
    {
        rewritten = expression;
        var substitutions = new Dictionary<IdentifierNameSyntax, ExpressionSyntax>();
        foreach (var node in expression.DescendantNodesAndSelf())
        {
            switch (node)
            {
                case InvocationExpressionSyntax call:
                    if (Expressions.LastName(call.Expression) is not { } called
                        || !(called.StartsWith("Get", StringComparison.Ordinal) || called.StartsWith("Find", StringComparison.Ordinal))
                        || call.ArgumentList.Arguments.Any(
                            argument => !model.GetConstantValue(argument.Expression, cancellationToken).HasValue)
                        || ReturnShape.Of(model.GetTypeInfo(call, cancellationToken).Type) is not { IsAsync: false })
                    {
                        return false;
                    }

                    break;
                case IdentifierNameSyntax name:
                    switch (model.GetSymbolInfo(name, cancellationToken).Symbol)
                    {
                        case ILocalSymbol local when DeclaredInside(local):
                            if (SourceOf(local) is not { } source
                                || ToEntry(source, step + 1) is not { } hoisted
                                || hoisted is BinaryExpressionSyntax or ConditionalAccessExpressionSyntax)
                            {
                                return false;
                            }

                            substitutions.Add(name, hoisted.WithTriviaFrom(name));
                            break;
                        case IParameterSymbol parameter
                            when parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction }
                                || IsAssigned(name):
                        case IRangeVariableSymbol:
                            return false;
                    }

                    break;
                case GenericNameSyntax or MemberAccessExpressionSyntax or MemberBindingExpressionSyntax or ConditionalAccessExpressionSyntax
                    or ElementAccessExpressionSyntax or ElementBindingExpressionSyntax
                    or ThisExpressionSyntax or BaseExpressionSyntax or LiteralExpressionSyntax or ArgumentListSyntax
                    or BracketedArgumentListSyntax or ArgumentSyntax or TypeArgumentListSyntax or PredefinedTypeSyntax
                    or ParenthesizedExpressionSyntax
                    or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression }:
                    break;
                default:
                    return false;
            }
        }

        rewritten = expression.ReplaceNodes(substitutions.Keys, (old, _) => substitutions[old]).WithoutTrivia();
        return true;
    }

    private bool DeclaredInside(ILocalSymbol local) =>
        local.DeclaringSyntaxReferences.Any(reference => function.Body.Span.Contains(reference.Span));

    // What has another value later is not what it is at the entry.
    private bool IsAssigned(IdentifierNameSyntax name) => Writes.Changes(function.Body.DescendantNodes(), name);

    // The one value that a local ever has; null where it has several or none that an expression gives.
    private ExpressionSyntax? SourceOf(ILocalSymbol local)
    {
        if (IsAssigned(SyntaxFactory.IdentifierName(local.Name)) || local.DeclaringSyntaxReferences.Length != 1)
        {
            return null;
        }

        var declaration = local.DeclaringSyntaxReferences[0].GetSyntax(cancellationToken);
        if (declaration is VariableDeclaratorSyntax { Initializer: { } initializer })
        {
            return initializer.Value;
        }

        // x is { } y, x is string y, x is not { } y
        return declaration is SingleVariableDesignationSyntax { Parent: RecursivePatternSyntax or DeclarationPatternSyntax
            or VarPatternSyntax } designation
            && designation.Ancestors().SkipWhile(at => at is PatternSyntax).FirstOrDefault() is IsPatternExpressionSyntax test
            && designation.Parent!.Parent is IsPatternExpressionSyntax or UnaryPatternSyntax
            ? test.Expression
            : null;
    }
}
