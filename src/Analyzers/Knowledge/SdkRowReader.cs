using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis.Text;

namespace RefreshRace.Analyzers.Knowledge;

/// <summary>
/// Reads a catalogue: tab-separated lines of <c>id, kind, token, when, package, versions, link, note</c>. The first four say what the analyzer does;
/// <c>-</c> stands for nothing, and columns at the end may be left out from <c>token</c> on. Empty lines, lines that begin with <c>#</c> and a header are skipped.
/// </summary>
internal static class SdkRowReader
{
    public const int MinColumns = 2;

    public const int MaxColumns = 8;

    // A catalogue longer than this is no list of SDK methods that somebody wrote.
    private const int MaxRows = 10_000;

    public static (ImmutableArray<SdkRow> Rows, ImmutableArray<SdkRowProblem> Problems) Read(SourceText text)
    {
        var rows = ImmutableArray.CreateBuilder<SdkRow>();
        var problems = ImmutableArray.CreateBuilder<SdkRowProblem>();
        foreach (var line in text.Lines.Take(MaxRows))
        {
            var content = line.ToString();
            if (string.IsNullOrWhiteSpace(content) || content[0] == '#' || content.StartsWith("id\t", StringComparison.Ordinal))
            {
                continue;
            }

            var (row, value, expected) = Parse(content.Split('\t').Select(column => column.Trim()).ToArray());
            if (row is not null)
            {
                rows.Add(row);
            }
            else
            {
                problems.Add(new SdkRowProblem(line, value, expected));
            }
        }

        return (rows.ToImmutable(), problems.ToImmutable());
    }

    private static (SdkRow? Row, string Value, string Expected) Parse(string[] columns)
    {
        if (columns.Length is < MinColumns or > MaxColumns)
        {
            return (null, columns[0], $"{MinColumns} to {MaxColumns} columns separated by tabs, and not {columns.Length}");
        }

        if (Kind(columns[1]) is not { } kind)
        {
            return (null, columns[1], "one of redeems, merges, merges-inside, looks-alike");
        }

        if (Member(columns[0]) is not { } member || (kind == SdkKind.Redeems && member.Method.Length == 0))
        {
            var type = kind == SdkKind.Redeems ? "" : " or T:Namespace.Type";
            return (null, columns[0], $"a documentation id without parameters, M:Namespace.Type.Method{type}");
        }

        var token = Column(columns, 2);
        var position = -1;
        if (token != "-" && !int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out position))
        {
            return (null, token, "the position of an argument (0, 1, …) or -");
        }

        var when = Column(columns, 3);
        return Overload(when) is { } overloads
            ? (new SdkRow(kind, member.Type, member.Method, token == "-" ? -1 : position, overloads), "", "")
            : (null, when, "one of refresh-request, refresh-token-parameter, grant-argument, -");
    }

    private static string Column(string[] columns, int index) => index < columns.Length && columns[index].Length > 0 ? columns[index] : "-";

    private static SdkKind? Kind(string text) => text switch
    {
        "redeems" => SdkKind.Redeems,
        "merges" => SdkKind.Merges,
        "merges-inside" => SdkKind.MergesInside,
        "looks-alike" => SdkKind.LooksAlike,
        _ => null,
    };

    private static Overloads? Overload(string text) => text switch
    {
        "-" => Overloads.All,
        "refresh-request" => Overloads.RefreshRequest,
        "refresh-token-parameter" => Overloads.RefreshTokenParameter,
        "grant-argument" => Overloads.GrantArgument,
        _ => null,
    };

    private static (string Type, string Method)? Member(string id)
    {
        if (id.Length < 3 || id[1] != ':' || !id.Skip(2).All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '.' or '`'))
        {
            return null;
        }

        var name = id.Substring(2);
        var last = name.LastIndexOf('.');
        if (name[0] == '.' || name[name.Length - 1] == '.' || name.Contains(".."))
        {
            return null;
        }

        return id[0] == 'T' ? (name, "") : id[0] == 'M' && last > 0 ? (name.Substring(0, last), name.Substring(last + 1)) : null;
    }
}
