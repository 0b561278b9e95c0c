using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Pipeline;

/// <summary>
/// The files in which the callers of a member, and their callers, may stand, told by names alone: an over-estimate that binds nothing. A file outside of it can hold no
/// finding of the member's refreshes, and need not wait for their judgement.
/// </summary>
internal sealed class CallerFiles(AnalysisScope scope)
{
    // As far as the callers of a refresh are walked.
    private const int MaxDepth = 7;

    // Beyond so many names or uses of one name, every file counts as reached.
    private const int MaxNames = 200;
    private const int MaxUses = 2_000;

    /// <summary>The files that members of a name may reach; null for every file.</summary>
    public HashSet<SyntaxTree>? Of(string name, CancellationToken cancellationToken)
    {
        var files = new HashSet<SyntaxTree>();
        var names = new HashSet<string>(StringComparer.Ordinal) { name };
        var next = new List<string> { name };
        for (var depth = 0; depth < MaxDepth && next.Count > 0; depth++)
        {
            var level = next;
            next = [];
            foreach (var callee in level.Where(callee => callee.Length > 0))
            {
                if (names.Count > MaxNames || scope.Texts.Names(callee, MaxUses, cancellationToken) is not { } uses)
                {
                    return null;
                }

                foreach (var use in uses)
                {
                    files.Add(use.SyntaxTree);
                    if (NameOf(use) is { } caller && names.Add(caller))
                    {
                        next.Add(caller);
                    }
                }
            }
        }

        return files;
    }

    /// <summary>The name by which the member around a node is called: its own, or its type's where it is run by making one. Empty where nothing can call it.</summary>
    public static string NameOf(SyntaxNode node)
    {
        var member = MemberBodies.MemberAround(node);
        return member switch
        {
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            ConstructorDeclarationSyntax or VariableDeclaratorSyntax or PropertyDeclarationSyntax => member.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.ValueText,
            AccessorDeclarationSyntax or ArrowExpressionClauseSyntax => member.FirstAncestorOrSelf<PropertyDeclarationSyntax>()?.Identifier.ValueText,
            _ => null,
        } ?? "";
    }
}
