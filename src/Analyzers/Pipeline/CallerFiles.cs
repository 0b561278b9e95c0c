using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Pipeline;

/// <summary>
/// The files in which a member's callers, and their callers, may stand, told by names alone: an over-estimate that binds nothing. A file outside of it can hold no
/// finding of the member's refreshes, and need not wait for their judgement.
/// </summary>
internal sealed class CallerFiles(AnalysisScope scope)
{
    // As far as the callers of a refresh are walked.
    private const int MaxDepth = 7;

    // Beyond so many names or uses of one name, every file counts as reached.
    private const int MaxNames = 200;
    private const int MaxUses = 2_000;

    private readonly ConcurrentDictionary<MemberBody, HashSet<SyntaxTree>?> _reached = new();

    /// <summary>Whether something that is said about the member's refreshes may stand in a file.</summary>
    public bool MayReach(MemberBody member, SyntaxTree tree, CancellationToken cancellationToken)
    {
        if (member.Root.Syntax.SyntaxTree == tree)
        {
            return true;
        }

        var reached = _reached.TryGetValue(member, out var known) ? known : _reached.GetOrAdd(member, Find(member, cancellationToken));
        return reached is null || reached.Contains(tree);
    }

    private HashSet<SyntaxTree>? Find(MemberBody member, CancellationToken cancellationToken)
    {
        var files = new HashSet<SyntaxTree>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var next = new List<string>();
        AddNames(member.Root.Syntax, names, next);
        for (var depth = 0; depth < MaxDepth && next.Count > 0; depth++)
        {
            var level = next;
            next = [];
            foreach (var name in level)
            {
                if (names.Count > MaxNames || scope.Texts.Names(name, MaxUses, cancellationToken) is not { } uses)
                {
                    return null;
                }

                foreach (var use in uses)
                {
                    files.Add(use.SyntaxTree);
                    AddNames(use, names, next);
                }
            }
        }

        return files;
    }

    /// <summary>The names by which the member around a node is called: its own, and its type's where it is run by making one.</summary>
    private static void AddNames(SyntaxNode node, HashSet<string> names, List<string> next)
    {
        var member = MemberBodies.MemberAround(node);
        var name = member switch
        {
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            ConstructorDeclarationSyntax or VariableDeclaratorSyntax or PropertyDeclarationSyntax => member.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.ValueText,
            AccessorDeclarationSyntax or ArrowExpressionClauseSyntax => member.FirstAncestorOrSelf<PropertyDeclarationSyntax>()?.Identifier.ValueText,
            _ => null,
        };
        if (name is not null && names.Add(name))
        {
            next.Add(name);
        }
    }
}
