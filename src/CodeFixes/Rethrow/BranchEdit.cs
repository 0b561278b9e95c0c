using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Rethrow;

/// <summary>Lets the branch for an unsuccessful answer end with an exception, instead of an empty value.</summary>
internal static class BranchEdit
{
    /// <summary>The return that the exception takes the place of; null where the branch goes on in another way.</summary>
    /// <param name="holdsOnFailure">What the analyzer read out of the condition; null where it said nothing.</param>
    public static ReturnStatementSyntax? FailureReturn(IfStatementSyntax branch, bool? holdsOnFailure, SemanticModel model)
    {
        // What stands behind the branch of the success is the failure's alone only if that branch always leaves.
        var failure = holdsOnFailure is not { } holds ? null
            : holds ? branch.Statement
            : branch.Else?.Statement
                ?? (model.AnalyzeControlFlow(branch.Statement) is { Succeeded: true, EndPointIsReachable: false } ? Next(branch) : null);
        return failure switch
        {
            ReturnStatementSyntax single => single,
            BlockSyntax block => block.Statements.LastOrDefault() as ReturnStatementSyntax,
            _ => null,
        } is { } found && ExceptionPath.IsExpected(found.FirstAncestorOrSelf<BlockSyntax>() ?? (SyntaxNode)branch, false, model, default)
            ? found
            : null;
    }

    public static SyntaxNode Apply(SyntaxNode root, IfStatementSyntax branch, ReturnStatementSyntax failure, SemanticModel model)
    {
        var statement = SyntaxFactory.ParseStatement($"throw {Exception(branch.Condition, model)};");
        return root.ReplaceNode(failure, statement.WithLeadingTrivia(Comments.LeadingWithInner(failure, CodeStyle.NewLineOf(root)))
            .WithTrailingTrivia(failure.GetTrailingTrivia()));
    }

    /// <summary>
    /// The empty value that the exception takes the place of: the null of <c>response.IsSuccess ? new Tokens(…) : null</c>; null for none.
    /// </summary>
    public static ExpressionSyntax? FailureValue(ConditionalExpressionSyntax choice, bool? holdsOnFailure, SemanticModel model)
    {
        var (failure, other) = holdsOnFailure == true ? (choice.WhenTrue, choice.WhenFalse) : (choice.WhenFalse, choice.WhenTrue);
        return holdsOnFailure is not null
            && Expressions.IsNullOrDefault(failure)
            && other is not (ThrowExpressionSyntax or LiteralExpressionSyntax)
            && choice.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp7 }
            && ExceptionPath.IsExpected(choice, false, model, default)
                ? failure
                : null;
    }

    public static SyntaxNode Apply(SyntaxNode root, ConditionalExpressionSyntax choice, ExpressionSyntax failure, SemanticModel model) =>
        root.ReplaceNode(failure, SyntaxFactory.ParseExpression($"throw {Exception(choice.Condition, model)}").WithTriviaFrom(failure));

    private static string Exception(ExpressionSyntax condition, SemanticModel model)
    {
        foreach (var access in condition.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>())
        {
            if (model.GetTypeInfo(access.Expression).Type is not { } type)
            {
                continue;
            }

            var subject = access.Expression.ToString();
            if (type.Name == "HttpResponseMessage")
            {
                var carriesStatus = model.Compilation.GetTypesByMetadataName("System.Net.Http.HttpRequestException")
                    .Any(found => found.InstanceConstructors.Any(constructor => constructor.Parameters.Length == 3));
                var unsuccessful = TypeName("System.Net.Http", "HttpRequestException", condition.SpanStart, model);
                var status = $"$\"The renewal was answered with status {{{subject}.StatusCode:D}}.\"";
                return carriesStatus
                    ? $"new {unsuccessful}({status}, inner: null, statusCode: {subject}.StatusCode)"
                    : $"new {unsuccessful}({status})";
            }

            if (access.Name.Identifier.ValueText is "IsError" or "HasError" or "IsSuccess" or "IsSuccessful" or "Success" or "Succeeded")
            {
                var reason = new[] { "Error", "ErrorMessage", "Message" }.FirstOrDefault(name => Members(type, name).Any());
                var invalid = TypeName("System", "InvalidOperationException", condition.SpanStart, model);
                return reason is null
                    ? $"new {invalid}(\"The renewal failed.\")"
                    : $"new {invalid}($\"The renewal failed: {{{subject}.{reason}}}\")";
            }
        }

        return $"new {TypeName("System", "InvalidOperationException", condition.SpanStart, model)}(\"The renewal gave no tokens.\")";
    }

    private static string TypeName(string space, string name, int position, SemanticModel model) =>
        model.LookupNamespacesAndTypes(position, name: name).Any(found => found.ContainingNamespace?.ToDisplayString() == space)
            ? name
            : $"global::{space}.{name}";

    private static IEnumerable<IPropertySymbol> Members(ITypeSymbol type, string name)
    {
        for (ITypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            foreach (var property in at.GetMembers(name).OfType<IPropertySymbol>())
            {
                yield return property;
            }
        }
    }

    private static StatementSyntax? Next(IfStatementSyntax branch)
    {
        if (branch.Parent is not BlockSyntax block)
        {
            return null;
        }

        var index = block.Statements.IndexOf(branch);
        return index + 1 < block.Statements.Count ? block.Statements[index + 1] : null;
    }
}
