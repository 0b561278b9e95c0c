using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace RefreshRace.Analyzers.Knowledge;

/// <summary>What is known about published packages: the rows of <c>sdks.tsv</c>, and those that a project adds in files named <c>RefreshRace.*.tsv</c>.</summary>
internal sealed class Catalogue
{
    private const string Resource = "RefreshRace.Analyzers.Knowledge.sdks.tsv";

    // A type with more bases than this is generated.
    private const int MaxBases = 10;

    private static readonly Lazy<ImmutableArray<SdkRow>> s_shippedRows = new(() => SdkRowReader.Read(ShippedText()).Rows);
    private static readonly Lazy<Catalogue> s_shipped = new(() => new Catalogue(s_shippedRows.Value, ImmutableArray<SdkRow>.Empty));

    // By the last part of the type's name, as most types are told apart by it.
    private readonly ImmutableDictionary<string, ImmutableArray<SdkRow>> _byType;

    private Catalogue(ImmutableArray<SdkRow> rows, ImmutableArray<SdkRow> ofProject)
    {
        ProjectNames = ofProject.Where(row => row.Kind == SdkKind.Redeems).Select(row => row.Method).Distinct().ToImmutableArray();
        ByMethod = rows.Where(row => row.Kind == SdkKind.Redeems)
            .GroupBy(row => row.Method, StringComparer.Ordinal)
            .ToImmutableDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);
        _byType = rows.Where(row => row.Kind != SdkKind.Redeems)
            .GroupBy(row => row.Type.Substring(row.Type.LastIndexOf('.') + 1), StringComparer.Ordinal)
            .ToImmutableDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);
        SilentNames = ByMethod.Values.SelectMany(group => group).Where(row => !Vocabulary.SaysRefresh(row.Method)).ToImmutableArray();
    }

    /// <summary>The methods that the project itself says to redeem: whoever names one means a refresh, whatever else the file says.</summary>
    public ImmutableArray<string> ProjectNames { get; }

    /// <summary>What comes with the analyzer.</summary>
    public static Catalogue Shipped => s_shipped.Value;

    /// <summary>The rows about what redeems, by method name: nearly every call is told apart by one look-up here.</summary>
    public ImmutableDictionary<string, ImmutableArray<SdkRow>> ByMethod { get; }

    /// <summary>Rows whose method name does not speak of a refresh, so that the test of a file's text must look for the name itself, where the type exists.</summary>
    public ImmutableArray<SdkRow> SilentNames { get; }

    /// <summary>The shipped rows and those of the project, which come last.</summary>
    public static Catalogue With(ImmutableArray<SdkRow> rows) =>
        rows.IsEmpty ? Shipped : new Catalogue(s_shippedRows.Value.AddRange(rows), rows);

    /// <summary>The text of the shipped rows.</summary>
    public static SourceText ShippedText()
    {
        using var stream = typeof(Catalogue).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not embedded.");
        return SourceText.From(stream, Encoding.UTF8);
    }

    /// <summary>Whether a row says that the method is no refresh to guard: its type, a base of it or an interface that it implements merges refreshes or only looks alike.</summary>
    public bool RulesOut(IMethodSymbol method)
    {
        var reduced = method.ReducedFrom ?? method;
        for (var (at, depth) = (reduced.ContainingType, 0); at is not null && depth < MaxBases; at = at.BaseType, depth++)
        {
            if (RulesOut(at, reduced.Name))
            {
                return true;
            }
        }

        return reduced.IsExtensionMethod && reduced.Parameters.Length > 0 && reduced.Parameters[0].Type is INamedTypeSymbol extended && RulesOut(extended, reduced.Name);
    }

    /// <summary>Whether the compilation declares a type whose refreshes are merged inside: it is the source of that library.</summary>
    public bool IsSourceOfMergingLibrary(Compilation compilation) =>
        _byType.Values.SelectMany(group => group)
            .Any(row => row.Kind == SdkKind.MergesInside && compilation.Assembly.GetTypeByMetadataName(row.Type) is not null);

    private bool RulesOut(INamedTypeSymbol type, string method) =>
        _byType.TryGetValue(type.MetadataName, out var rows) && rows.Any(row => (row.Method.Length == 0 || row.Method == method) && row.Declares(type));
}
