using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Rethrow;

/// <summary>
/// A catch that returns nothing, in a method whose result type has a way to say why: a factory such as <c>Result.Fail(string)</c>, or a
/// property such as <c>Error</c>.
/// </summary>
/// <param name="Returns">The statements that return nothing.</param>
/// <param name="Value">The result that carries the failure, with <c>#</c> in the type's and <c>$</c> in the exception's place.</param>
internal sealed record FailureResult(CatchClauseSyntax Clause, ReturnStatementSyntax[] Returns, string Type, string Exception, string Value)
{
    private static readonly string[] s_factories = ["Fail", "Failure", "Failed", "FromException", "FromError", "Error"];

    private static readonly string[] s_reasons = ["Exception", "Error", "ErrorMessage", "ErrorDescription"];

    /// <summary>Null where the clause ends otherwise than by returning nothing, or where the type cannot carry a reason.</summary>
    public static FailureResult? Of(CatchClauseSyntax clause, SemanticModel model)
    {
        var returns = clause.Block.DescendantNodes(at => at is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .OfType<ReturnStatementSyntax>().ToArray();
        if (clause.Block.ContainsDiagnostics
            || returns.Length == 0
            || !returns.All(found => found.Expression is { } value
                && (Expressions.IsNullOrDefault(value) || Expressions.Strip(value) is DefaultExpressionSyntax))
            || model.AnalyzeControlFlow(clause.Block) is not { Succeeded: true, EndPointIsReachable: false }
            || model.GetEnclosingSymbol(clause.SpanStart) is not IMethodSymbol { MethodKind: not MethodKind.AnonymousFunction } method
            || ReturnShape.Of(
                method.ReturnType) is not { Result: INamedTypeSymbol { SpecialType: SpecialType.None, TypeKind: TypeKind.Class
                    or TypeKind.Struct } result } shape || shape.IsAsync && !method.IsAsync)
        {
            return null;
        }

        var type = (INamedTypeSymbol)result.WithNullableAnnotation(NullableAnnotation.None);
        return (Factory(type, clause, model) ?? Initializer(type, clause, model)) is { } value
            && model.Compilation.GetTypeByMetadataName("System.Exception") is { } exception
            ? new FailureResult(clause, returns, type.ToMinimalDisplayString(model, clause.SpanStart),
                exception.ToMinimalDisplayString(model, clause.SpanStart), value)
            : null;
    }

    public SyntaxNode Apply(SyntaxNode root)
    {
        var caught = Clause.Declaration?.Identifier.ValueText is { Length: > 0 } known ? known : UniqueNames.Local("exception", Clause);
        var value = SyntaxFactory.ParseExpression(Value.Replace("#", Type).Replace("$", caught));
        var clause = Clause.ReplaceNodes(Returns.Select(found => found.Expression!), (old, _) => value.WithTriviaFrom(old));
        if (clause.Declaration is null)
        {
            var declaration = SyntaxFactory.CatchDeclaration(SyntaxFactory.ParseTypeName(Exception)
                .WithTrailingTrivia(SyntaxFactory.Space), SyntaxFactory.Identifier(caught));
            clause = clause.WithDeclaration(declaration.WithTrailingTrivia(clause.CatchKeyword.TrailingTrivia))
                .WithCatchKeyword(clause.CatchKeyword.WithTrailingTrivia(SyntaxFactory.Space));
        }
        else if (clause.Declaration.Identifier.RawKind == 0)
        {
            var declaration = clause.Declaration;
            clause = clause.WithDeclaration(declaration.WithType(declaration.Type.WithTrailingTrivia(SyntaxFactory.Space))
                .WithIdentifier(SyntaxFactory.Identifier(caught)));
        }

        return root.ReplaceNode(Clause, clause);
    }

    // A static method of the type that takes an exception or a text and nothing else that is needed, and gives the type back.
    private static string? Factory(INamedTypeSymbol result, SyntaxNode at, SemanticModel model)
    {
        var factories = s_factories.SelectMany(name => result.GetMembers(name)).OfType<IMethodSymbol>()
            .Where(method => method is { IsStatic: true, Arity: 0, Parameters.Length: > 0 }
                && SymbolEqualityComparer.Default.Equals(method.ReturnType, result)
                && method.Parameters.Skip(1).All(parameter => parameter.IsOptional)
                && Reason(method.Parameters[0].Type) is not null
                && model.IsAccessible(at.SpanStart, method))
            .ToArray();
        var best = factories.FirstOrDefault(method => IsException(method.Parameters[0].Type)) ?? factories.FirstOrDefault();
        return best is null ? null : $"#.{best.Name}({Reason(best.Parameters[0].Type)})";
    }

    // new Result { IsSuccess = false, Error = exception.Message }
    private static string? Initializer(INamedTypeSymbol result, SyntaxNode at, SemanticModel model)
    {
        if (result.IsAbstract
            || !result.InstanceConstructors.Any(constructor => constructor.Parameters.IsEmpty
                && model.IsAccessible(at.SpanStart, constructor))
            || result.GetMembers().Any(member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })
            || new ReturnShape(ReturnKind.Value, result).RetainIf(true) is not { } retain)
        {
            return null;
        }

        // The member that tells success from failure is set to failure where it can be set; else it follows from the reason.
        var verdict = retain.Substring(retain.LastIndexOf('.') + 1);
        var set = Settable(result, verdict, at, model) is null ? "" : $"{verdict} = {(retain.Contains("!") ? "true" : "false")}, ";
        foreach (var name in s_reasons)
        {
            if (Settable(result, name, at, model) is { } property && Reason(property.Type) is { } reason)
            {
                return $"new # {{ {set}{name} = {reason} }}";
            }
        }

        return null;
    }

    private static IPropertySymbol? Settable(INamedTypeSymbol type, string name, SyntaxNode at, SemanticModel model)
    {
        for (var of = type; of is not null; of = of.BaseType)
        {
            if (of.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault() is { SetMethod: { } setter } property
                && model.IsAccessible(at.SpanStart, setter))
            {
                return property;
            }
        }

        return null;
    }

    private static string? Reason(ITypeSymbol type) =>
        IsException(type) ? "$" : type.SpecialType == SpecialType.System_String ? "$.Message" : null;

    private static bool IsException(ITypeSymbol type) =>
        type is { Name: "Exception", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };
}
