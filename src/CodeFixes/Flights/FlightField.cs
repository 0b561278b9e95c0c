using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>The field that holds a flight: named and placed as the type names and places its own.</summary>
internal static class FlightField
{
    // A longer name says more than a field needs.
    private const int MaxStemLength = 16;

    private static readonly string[] s_renewals = ["Refresh", "Renew", "Redeem", "Rotate", "Exchange", "Reauth"];

    public static string NameFor(string member, bool isStatic, RefreshCallSite site)
    {
        var (type, declaration) = (site.Type!, site.TypeDeclaration!);
        var stem = Stem(member);
        var pascal = char.ToUpperInvariant(stem[0]) + stem.Substring(1) + "Flight";
        var camel = char.ToLowerInvariant(stem[0]) + stem.Substring(1) + "Flight";
        var models = type.GetMembers().OfType<IFieldSymbol>()
            .Where(field => !field.IsConst
                && !field.IsImplicitlyDeclared
                && field.DeclaredAccessibility == Accessibility.Private
                && field.IsStatic == isStatic)
            .Select(field => field.Name)
            .ToArray();
        var prefixes = isStatic ? new[] { "s_", "_" } : new[] { "_" };
        var prefix = prefixes.FirstOrDefault(candidate => models.Any(name => name.StartsWith(candidate, StringComparison.Ordinal)));
        var wanted = site.Style.Config.FieldName(pascal, isStatic) is { } ruled ? ruled
            : prefix is not null ? prefix + camel
            : models.Length == 0 ? prefixes[0] + camel
            : models.All(name => char.IsUpper(name[0])) ? pascal
            : models.All(name => char.IsLower(name[0])) ? camel
            : prefixes[0] + camel;
        return UniqueNames.Member(wanted, type, declaration);
    }

    // A member that is called after a renewal gives its name; one that renews by the way, or has a long name, does not.
    private static string Stem(string member)
    {
        var stem = Identifiers.WithoutAsync(member);
        return stem.Length <= MaxStemLength && s_renewals.Any(word => stem.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            ? stem
            : "Refresh";
    }

    /// <summary>The name of the local that takes a field's place in top-level statements.</summary>
    public static string LocalNameFor(string member, SyntaxNode inside) =>
        UniqueNames.Local(char.ToLowerInvariant(Stem(member)[0]) + Stem(member).Substring(1) + "Flight", inside);

    public static FieldDeclarationSyntax Declaration(string name, bool isStatic, FlightType flight, CodeStyle style)
    {
        var creation = style.TargetTypedNew ? $"new({flight.Options})" : $"new {flight.Name}({flight.Options})";
        return ((FieldDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration(
            $"private {(isStatic ? "static " : "")}readonly {flight.Name} {name} = {creation};")!)
            .WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation);
    }

    public static LocalDeclarationStatementSyntax Local(string name, FlightType flight) =>
        ((LocalDeclarationStatementSyntax)SyntaxFactory.ParseStatement($"var {name} = new {flight.Name}({flight.Options});"))
            .WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation);

    /// <summary>
    /// Puts the field behind the leading fields of its kind, or first, but never between directives that might leave it out.
    /// </summary>
    public static TypeDeclarationSyntax Insert(TypeDeclarationSyntax type, FieldDeclarationSyntax field, SyntaxTrivia newLine,
        SyntaxTriviaList comments = default)
    {
        var index = 0;
        var isStatic = field.Modifiers.Any(SyntaxKind.StaticKeyword);
        for (var at = 0; at < type.Members.Count && type.Members[at] is FieldDeclarationSyntax known; at++)
        {
            if (!isStatic || known.Modifiers.Any(SyntaxKind.StaticKeyword) || known.Modifiers.Any(SyntaxKind.ConstKeyword))
            {
                index = at + 1;
            }
        }

        if (index > 0 && type.Members.Take(index).Any(member => member.ContainsDirectives))
        {
            index = 0;
        }

        // The first of the directives that close a block may hang on the member that follows.
        if (index > 0 && index < type.Members.Count && type.Members[index].GetLeadingTrivia().Any(trivia => trivia.IsDirective))
        {
            index = 0;
        }

        var indent = IndentOf(type);
        field = field.WithLeadingTrivia(Comments.Lines(comments, indent.Last(), newLine).Concat(indent)).WithTrailingTrivia(newLine);
        if (index < type.Members.Count && type.Members[index] is not FieldDeclarationSyntax && !StartsWithBlankLine(type.Members[index]))
        {
            // The blank line leads the member, so that a second field goes before it.
            var next = type.Members[index];
            type = type.ReplaceNode(next, next.WithLeadingTrivia(next.GetLeadingTrivia().Insert(0, newLine)));
        }

        return type.WithMembers(type.Members.Insert(index, field));
    }

    /// <summary>The white space before the members of a type.</summary>
    public static SyntaxTriviaList IndentOf(TypeDeclarationSyntax type)
    {
        foreach (var member in type.Members)
        {
            var last = member.GetLeadingTrivia().LastOrDefault();
            if (last.IsKind(SyntaxKind.WhitespaceTrivia))
            {
                return SyntaxFactory.TriviaList(last);
            }
        }

        return SyntaxFactory.TriviaList(SyntaxFactory.ElasticMarker);
    }

    private static bool StartsWithBlankLine(SyntaxNode node) => node.GetLeadingTrivia().FirstOrDefault().IsKind(SyntaxKind.EndOfLineTrivia);

    /// <summary>Whether code stands in a static local function or lambda, where no instance field can be used.</summary>
    public static bool IsInStatic(SyntaxNode node) => node.Ancestors().Any(at =>
        at is LocalFunctionStatementSyntax local && local.Modifiers.Any(SyntaxKind.StaticKeyword)
        || at is AnonymousFunctionExpressionSyntax lambda && lambda.Modifiers.Any(SyntaxKind.StaticKeyword));

    /// <summary>How code of the type reaches the field: with <c>this.</c> where the type or its configuration asks for it.</summary>
    public static string Access(string name, bool isStatic, RefreshCallSite site) =>
        !isStatic && site.Style.QualifiesFields ? "this." + name : name;
}
