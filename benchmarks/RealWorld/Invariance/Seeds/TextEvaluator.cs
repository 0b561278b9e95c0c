using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.RealWorld.Invariance.Seeds;

/// <summary>
/// Works out the texts that a test hands to its verifier: literals, constants, concatenations, interpolations, and calls of helpers whose body is such an expression.
/// Nothing is run.
/// </summary>
internal sealed class TextEvaluator(Compilation compilation)
{
    private const int MaxDepth = 8;

    private static readonly Dictionary<string, string> NoArguments = [];

    /// <summary>The text of an expression, where the parameters in it have the given values; null when it cannot be worked out.</summary>
    public string? Evaluate(ExpressionSyntax expression, Dictionary<string, string>? arguments = null) => Evaluate(expression, arguments ?? NoArguments, 0);

    private string? Evaluate(ExpressionSyntax expression, Dictionary<string, string> arguments, int depth) => depth > MaxDepth ? null : expression switch
    {
        LiteralExpressionSyntax literal => literal.Token.Value?.ToString(),
        ParenthesizedExpressionSyntax inner => Evaluate(inner.Expression, arguments, depth),
        BinaryExpressionSyntax sum when sum.IsKind(SyntaxKind.AddExpression) =>
            Evaluate(sum.Left, arguments, depth) is { } left && Evaluate(sum.Right, arguments, depth) is { } right ? left + right : null,
        InterpolatedStringExpressionSyntax interpolated => Interpolated(interpolated, arguments, depth),
        InvocationExpressionSyntax call => Called(call, arguments, depth),
        IdentifierNameSyntax name when arguments.TryGetValue(name.Identifier.ValueText, out var value) => value,
        IdentifierNameSyntax or MemberAccessExpressionSyntax => Named(expression, depth),
        _ => null,
    };

    private static ExpressionSyntax? Definition(ISymbol? symbol) => symbol?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
    {
        VariableDeclaratorSyntax { Initializer.Value: var value } => value,
        PropertyDeclarationSyntax { ExpressionBody.Expression: var value } => value,
        MethodDeclarationSyntax { ExpressionBody.Expression: var value } => value,
        _ => null,
    };

    private string? Interpolated(InterpolatedStringExpressionSyntax interpolated, Dictionary<string, string> arguments, int depth)
    {
        var text = new StringBuilder();
        foreach (var part in interpolated.Contents)
        {
            var value = part is InterpolationSyntax { FormatClause: null } hole ? Evaluate(hole.Expression, arguments, depth) : (part as InterpolatedStringTextSyntax)?.TextToken.ValueText;
            if (value is null)
            {
                return null;
            }

            text.Append(value);
        }

        return text.ToString();
    }

    private string? Called(InvocationExpressionSyntax call, Dictionary<string, string> arguments, int depth)
    {
        var values = call.ArgumentList.Arguments.Select(argument => (Name: argument.NameColon?.Name.Identifier.ValueText, Text: Evaluate(argument.Expression, arguments, depth))).ToList();
        if (call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Replace" } replace && values is [{ Text: { Length: > 0 } old }, { Text: { } @new }, ..])
        {
            return Evaluate(replace.Expression, arguments, depth)?.Replace(old, @new, StringComparison.Ordinal);
        }

        if (Model(call).GetSymbolInfo(call).Symbol is not IMethodSymbol method || method.ReturnType.SpecialType != SpecialType.System_String || Definition(method) is not { } body)
        {
            return null;
        }

        var inner = new Dictionary<string, string>();
        foreach (var parameter in method.Parameters)
        {
            var at = values.FindIndex(value => value.Name == parameter.Name);
            at = at >= 0 ? at : parameter.Ordinal < values.Count && values[parameter.Ordinal].Name is null ? parameter.Ordinal : -1;
            var text = at >= 0 ? values[at].Text : parameter.HasExplicitDefaultValue ? parameter.ExplicitDefaultValue as string ?? string.Empty : null;
            if (text is null)
            {
                return null;
            }

            inner[parameter.Name] = text;
        }

        return Evaluate(body, inner, depth + 1);
    }

    private string? Named(ExpressionSyntax name, int depth) =>
        Model(name).GetSymbolInfo(name).Symbol is IFieldSymbol or IPropertySymbol or ILocalSymbol { IsConst: true }
            && Definition(Model(name).GetSymbolInfo(name).Symbol) is { } value
            ? Evaluate(value, NoArguments, depth + 1)
            : null;

    private SemanticModel Model(SyntaxNode node) => compilation.GetSemanticModel(node.SyntaxTree);
}
