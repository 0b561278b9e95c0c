using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace RefreshRace.RealWorld.Compilations;

/// <summary>A target framework: the language version that it brings, and the symbols that it defines.</summary>
/// <param name="Family">net (5 and later), netcoreapp, netstandard or netframework.</param>
/// <param name="Major">The major version.</param>
/// <param name="Minor">The minor version; of .NET Framework with the build, as 72 of 4.7.2.</param>
/// <param name="Platform">android, ios and the like; empty for all.</param>
internal sealed partial record TargetFramework(string Family, int Major, int Minor, string Platform)
{
    private static readonly (int Major, int Minor)[] Cores = [(1, 0), (1, 1), (2, 0), (2, 1), (2, 2), (3, 0), (3, 1)];

    private static readonly (int Major, int Minor)[] Standards = [(1, 0), (1, 1), (1, 2), (1, 3), (1, 4), (1, 5), (1, 6), (2, 0), (2, 1)];

    private static readonly string[] Frameworks = ["20", "35", "40", "45", "451", "452", "46", "461", "462", "47", "471", "472", "48", "481"];

    /// <summary>Gets the version of C# that the SDK takes where a project names none.</summary>
    public LanguageVersion DefaultLanguage => (Family, Major, Minor) switch
    {
        ("net", >= 5 and var major, _) => Language(major + 4),
        ("netcoreapp", 3, _) or ("netstandard", 2, 1) => LanguageVersion.CSharp8,
        _ => LanguageVersion.CSharp7_3,
    };

    /// <summary>Gets the symbols that the SDK defines for it.</summary>
    public IEnumerable<string> Symbols => Family switch
    {
        "net" => Modern(),
        "netcoreapp" => ["NETCOREAPP", $"NETCOREAPP{Major}_{Minor}", .. OrGreater("NETCOREAPP", Cores)],
        "netstandard" => ["NETSTANDARD", $"NETSTANDARD{Major}_{Minor}", .. OrGreater("NETSTANDARD", Standards)],
        _ => ["NETFRAMEWORK", $"NET{Digits}", .. Frameworks.TakeWhile(version => version != Digits).Append(Digits).Select(version => $"NET{version}_OR_GREATER")],
    };

    private string Digits => Major.ToString(CultureInfo.InvariantCulture) + Minor.ToString(CultureInfo.InvariantCulture);

    public static TargetFramework? Parse(string? text)
    {
        if (text is null || Moniker().Match(text.Trim().ToLowerInvariant()) is not { Success: true } match)
        {
            return null;
        }

        var (name, version, platform) = (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value);
        int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
        return version.Split('.') is [var major, var minor]
            ? new TargetFramework(name, Number(major), Number(minor), platform)
            : version.Length > 1 ? new TargetFramework("netframework", Number(version[..1]), Number(version[1..]), platform) : null;
    }

    /// <summary>The newest of several frameworks in a list; of a .NET rather one without a platform.</summary>
    public static string? Newest(string? list) => list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(text => (Text: text, Framework: Parse(text)))
        .Where(one => one.Framework is not null)
        .OrderByDescending(one => one.Framework!.Family switch { "net" => 3, "netcoreapp" => 2, "netstandard" => 1, _ => 0 })
        .ThenByDescending(one => one.Framework!.Major)
        .ThenByDescending(one => one.Framework!.Minor)
        .ThenBy(one => one.Framework!.Platform.Length)
        .Select(one => one.Text)
        .FirstOrDefault();

    private static LanguageVersion Language(int version) =>
        LanguageVersionFacts.TryParse(version.ToString(CultureInfo.InvariantCulture), out var known) ? known : LanguageVersion.Latest;

    private IEnumerable<string> Modern()
    {
        IEnumerable<string> symbols =
        [
            "NET", "NETCOREAPP", $"NET{Major}_{Minor}",
            .. Enumerable.Range(5, Math.Max(Major - 4, 0)).Select(version => $"NET{version}_0_OR_GREATER"),
            .. Cores.Select(core => $"NETCOREAPP{core.Major}_{core.Minor}_OR_GREATER"),
        ];
        return Platform.Length == 0 ? symbols : [.. symbols, Platform.ToUpperInvariant(), $"NET{Major}_{Minor}_{Platform.ToUpperInvariant()}"];
    }

    private IEnumerable<string> OrGreater(string prefix, IEnumerable<(int Major, int Minor)> versions) => versions
        .Where(version => version.Major < Major || (version.Major == Major && version.Minor <= Minor))
        .Select(version => $"{prefix}{version.Major}_{version.Minor}_OR_GREATER");

    [GeneratedRegex(@"^(netcoreapp|netstandard|net)(\d+\.\d+|\d{2,3})(?:-([a-z]+)[\d.]*)?$")]
    private static partial Regex Moniker();
}
