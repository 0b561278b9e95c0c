using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance;

/// <summary>
/// One way to write a seed otherwise. It changes every place that has its shape, and none where that would change what the code does; a rewritten seed that does not compile is
/// dropped and counted.
/// </summary>
internal abstract class Rewrite(Seed seed) : CSharpSyntaxRewriter
{
    private readonly Stack<List<MemberDeclarationSyntax>> _members = new();
    private readonly List<MemberDeclarationSyntax> _types = [];
    private readonly Dictionary<string, string> _merged = [];
    private int _fresh;

    protected Seed Seed { get; } = seed;

    protected SemanticModel Model { get; } = seed.Compilation.GetSemanticModel(seed.Tree);

    /// <summary>What becomes of the seed; null where nothing in it has the shape.</summary>
    public virtual Rewritten? Apply()
    {
        var root = Visit(Seed.Root);
        return root == Seed.Root ? null : new Rewritten([(CompilationUnitSyntax)root], Merged: _merged);
    }

    public override SyntaxNode? VisitCompilationUnit(CompilationUnitSyntax node)
    {
        var visited = (CompilationUnitSyntax)base.VisitCompilationUnit(node)!;
        if (_types.Count == 0)
        {
            return visited;
        }

        var space = visited.Members.OfType<BaseNamespaceDeclarationSyntax>().LastOrDefault();
        return space is null ? visited.AddMembers([.. _types]) : visited.ReplaceNode(space, WithMembers(space, _types));
    }

    public override SyntaxNode? VisitClassDeclaration(ClassDeclarationSyntax node)
    {
        _members.Push([]);
        var visited = (ClassDeclarationSyntax)base.VisitClassDeclaration(node)!;
        var added = _members.Pop();
        return added.Count == 0 ? visited : visited.WithMembers(visited.Members.AddRange(added)).WithOpenBraceToken(Brace(SyntaxKind.OpenBraceToken))
            .WithCloseBraceToken(Brace(SyntaxKind.CloseBraceToken)).WithSemicolonToken(default);
    }

    protected static SyntaxToken Brace(SyntaxKind kind) => SyntaxFactory.Token(kind);

    protected static ArgumentSyntax[] Arguments(InvocationExpressionSyntax call) => [.. call.ArgumentList.Arguments];

    protected static ExpressionSyntax Expression(string text) => SyntaxFactory.ParseExpression(text);

    protected static StatementSyntax Statement(string text) => SyntaxFactory.ParseStatement(text);

    protected static MemberDeclarationSyntax Member(string text) => SyntaxFactory.ParseMemberDeclaration(text)!;

    /// <summary>A member of the class that is being visited.</summary>
    protected void AddMember(string text, SyntaxNode owner) => _members.Peek().Add(Member(text).From(owner));

    /// <summary>A type at the end of the file.</summary>
    protected void AddType(string text, SyntaxNode owner) => _types.Add(Member(text).From(owner));

    protected bool IsInClass => _members.Count > 0;

    /// <summary>Whether the file holds types alone: no namespace, and no statements.</summary>
    protected bool HoldsTypesAlone => !Seed.Root.Members.Any(member => member is BaseNamespaceDeclarationSyntax or GlobalStatementSyntax);

    protected static bool IsTask(ITypeSymbol? type) =>
        type?.ToDisplayString().Split('<')[0] is "System.Threading.Tasks.Task" or "System.Threading.Tasks.ValueTask";

    /// <summary>What a method gives that does nothing else; null where it does more.</summary>
    protected static ExpressionSyntax? OnlyExpression(MethodDeclarationSyntax method) =>
        method.ExpressionBody?.Expression ?? (method.Body is { Statements: [ReturnStatementSyntax { Expression: { } value }] } ? value : null);

    /// <summary>Says that a member becomes a part of another: what was found in one is found in the other.</summary>
    protected void Merge(SyntaxNode member, SyntaxNode into)
    {
        if (Owners.Of(member) is { } name && Owners.Of(into) is { } target)
        {
            _merged[name] = target;
        }
    }

    /// <summary>A name that the seed does not use.</summary>
    protected string Fresh(string stem)
    {
        string name;
        do
        {
            name = $"{stem}{++_fresh}";
        }
        while (Seed.Text.Contains(name, StringComparison.Ordinal) || Seed.World.Contains(name, StringComparison.Ordinal));

        return name;
    }

    protected string TypeText(ITypeSymbol type, SyntaxNode at) => type.ToMinimalDisplayString(Model, at.SpanStart, SymbolDisplayFormat.MinimallyQualifiedFormat);

    protected bool Is(ExpressionSyntax expression, string type) => Model.GetTypeInfo(expression).Type?.ToDisplayString() is { } name && name.TrimEnd('?') == type;

    private static BaseNamespaceDeclarationSyntax WithMembers(BaseNamespaceDeclarationSyntax space, List<MemberDeclarationSyntax> added) => space switch
    {
        NamespaceDeclarationSyntax block => block.AddMembers([.. added]),
        FileScopedNamespaceDeclarationSyntax file => file.AddMembers([.. added]),
        _ => space,
    };
}
