using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.VisualBasic;

namespace RefreshRace.Tool.Loading;

/// <summary>
/// Gives Visual Basic projects the symbol <c>_MYTYPE</c>, which the loading loses. Without it their <c>My</c> namespace does not compile,
/// and
/// a C# project that refers to one sees nothing of it.
/// </summary>
internal static class VisualBasicSymbols
{
    private const string MyType = "_MYTYPE";

    public static Solution Complete(Solution solution)
    {
        foreach (var project in solution.Projects.Where(project => project.Language == LanguageNames.VisualBasic).ToList())
        {
            if (project.ParseOptions is VisualBasicParseOptions parse && project.CompilationOptions is VisualBasicCompilationOptions compile
                && !parse.PreprocessorSymbolNames.Contains(MyType, StringComparer.OrdinalIgnoreCase))
            {
                parse = parse.WithPreprocessorSymbols(parse.PreprocessorSymbols.Append(new KeyValuePair<string, object>(MyType, "Empty")));
                solution = solution
                    .WithProjectParseOptions(project.Id, parse)
                    .WithProjectCompilationOptions(project.Id, compile.WithParseOptions(parse));
            }
        }

        return solution;
    }
}
