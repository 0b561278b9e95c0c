using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Verification;

namespace RefreshRace.Analyzers.Tests.Knowledge;

/// <summary>The shipped rows about packages: readable, sorted, unique, with a source, and each names something that exists.</summary>
public class CatalogueTests
{
    private static readonly string[][] s_rows =
        [.. Catalogue.ShippedText().Lines.Select(line => line.ToString()).Where(line => line.Length > 0).Skip(1).Select(line => line.Split('\t'))];

    [Fact]
    public void EveryRowCanBeRead() => Assert.Empty(SdkRowReader.Read(Catalogue.ShippedText()).Problems);

    [Fact]
    public void RowsAreSortedAndUnique()
    {
        var ids = s_rows.Select(row => row[0]).ToList();

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public void EveryRowNamesItsPackageAndItsSource() => Assert.All(s_rows, row =>
    {
        Assert.Equal(8, row.Length);
        Assert.NotEqual("-", row[4]);
        Assert.StartsWith("https://github.com/", row[6], StringComparison.Ordinal);
    });

    [Fact]
    public void EveryRowBindsAgainstDeclarationsOfItsPackage()
    {
        var packages = Packages();
        var unknown = new List<string>();
        foreach (var row in SdkRowReader.Read(Catalogue.ShippedText()).Rows)
        {
            var type = packages.GetTypeByMetadataName(row.Type) ?? packages.GetTypeByMetadataName(Nested(row.Type));
            if (type is null || (row.Method.Length > 0 && type.GetMembers(row.Method).IsEmpty))
            {
                unknown.Add($"{row.Type} {row.Method}");
            }
        }

        Assert.True(unknown.Count == 0, string.Join("\n", unknown));
    }

    private static string Nested(string type) => type[..type.LastIndexOf('.')] + "+" + type[(type.LastIndexOf('.') + 1)..];

    private static CSharpCompilation Packages()
    {
        var stubs = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "stubs"), "*.cs").Order(StringComparer.Ordinal);
        var trees = stubs.Select(file => CSharpSyntaxTree.ParseText(SourceText.From(File.ReadAllText(file), Encoding.UTF8), path: file));
        return CSharpCompilation.Create("Packages", trees, Framework.NetCore.AddRange(Framework.AspNetCore));
    }
}
