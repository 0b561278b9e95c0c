using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>The methods of each class go to a second file, in a partial declaration.</summary>
internal sealed class PartialClasses(Seed seed) : Rewrite(seed)
{
    public override Rewritten? Apply()
    {
        var classes = Seed.Root.DescendantNodes().OfType<ClassDeclarationSyntax>()
            .Where(one => one.Parent is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax && one.Members.OfType<MethodDeclarationSyntax>().Any())
            .ToList();
        if (classes.Count == 0)
        {
            return null;
        }

        var partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword);
        ClassDeclarationSyntax Part(ClassDeclarationSyntax one, bool methods)
        {
            var members = one.Members.Where(member => member is MethodDeclarationSyntax == methods);
            var part = one.WithMembers(SyntaxFactory.List(members));
            part = one.Modifiers.Any(SyntaxKind.PartialKeyword) ? part : part.WithModifiers(one.Modifiers.Add(partial));
            return methods ? part.WithBaseList(null).WithParameterList(null).WithAttributeLists([]).WithConstraintClauses([]) : part;
        }

        var first = Seed.Root.ReplaceNodes(classes, (_, current) => Part(current, methods: false).From(current));
        var second = Seed.Root.ReplaceNodes(classes, (_, current) => Part(current, methods: true).From(current));
        second = second.RemoveNodes(second.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).Where(node =>
            node is MemberDeclarationSyntax and not BaseNamespaceDeclarationSyntax && !(node is ClassDeclarationSyntax { Modifiers: var modifiers } one && modifiers.Any(SyntaxKind.PartialKeyword)
                && classes.Exists(known => known.Identifier.ValueText == one.Identifier.ValueText))), SyntaxRemoveOptions.KeepNoTrivia)!;
        return new Rewritten([first, second.WithAttributeLists([])]);
    }
}
