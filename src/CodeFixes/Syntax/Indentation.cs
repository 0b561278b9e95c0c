using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Options;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>
/// How a document is indented: read off its code, because few projects say it in a configuration file, and a field among tabs must not be
/// led by spaces.
/// </summary>
internal static class Indentation
{
    // Members that are indented further than this below their type are aligned with something.
    private const int MaxStep = 8;

    /// <summary>The options with the document's own line ends, tabs or spaces, and width of a step.</summary>
    public static OptionSet AsIn(SyntaxNode root, OptionSet options)
    {
        options = options.WithChangedOption(FormattingOptions.NewLine, LanguageNames.CSharp, CodeStyle.NewLineOf(root).ToString());
        return Step(root) switch
        {
            null => options,
            "\t" => options.WithChangedOption(FormattingOptions.UseTabs, LanguageNames.CSharp, true),
            var spaces => options.WithChangedOption(FormattingOptions.UseTabs, LanguageNames.CSharp, false)
                .WithChangedOption(FormattingOptions.IndentationSize, LanguageNames.CSharp, spaces.Length),
        };
    }

    /// <summary>One step of indentation; four spaces where the document shows none.</summary>
    public static string StepIn(SyntaxNode root) => Step(root) ?? "    ";

    /// <summary>The white space before a node that is the first on its line; null where something else stands there.</summary>
    public static string? Before(SyntaxNode node) => Lead(node);

    private static string? Step(SyntaxNode root)
    {
        foreach (var type in root.DescendantNodes(at => at is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax
            or TypeDeclarationSyntax).OfType<TypeDeclarationSyntax>())
        {
            foreach (var member in type.Members)
            {
                if (Lead(member) is not { Length: > 0 } inner
                    || Lead(type) is not { } outer
                    || !inner.StartsWith(outer, StringComparison.Ordinal)
                    || inner.Length == outer.Length)
                {
                    continue;
                }

                var step = inner.Substring(outer.Length);
                if (step.All(letter => letter == '\t'))
                {
                    return "\t";
                }

                if (step.Length <= MaxStep && step.All(letter => letter == ' ') && inner.All(letter => letter == ' '))
                {
                    return step;
                }
            }
        }

        return null;
    }

    // The white space between the start of the line and the node; null where something else stands there.
    private static string? Lead(SyntaxNode node)
    {
        var text = node.SyntaxTree.GetText();
        var line = text.Lines.GetLineFromPosition(node.SpanStart);
        var lead = text.ToString(Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(line.Start, node.SpanStart));
        return lead.All(char.IsWhiteSpace) ? lead : null;
    }
}
