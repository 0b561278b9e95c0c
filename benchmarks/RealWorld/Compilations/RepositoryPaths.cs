using System.Text.RegularExpressions;

namespace RefreshRace.RealWorld.Compilations;

/// <summary>Paths from the root of a repository, with forward slashes; the root itself is the empty text.</summary>
internal static class RepositoryPaths
{
    public static string Above(string path) => path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : string.Empty;

    /// <summary>The folders above a file, the nearest first and the root last.</summary>
    public static IEnumerable<string> Ancestors(string path)
    {
        while (path.Length > 0)
        {
            path = Above(path);
            yield return path;
        }
    }

    public static string Join(string directory, string path)
    {
        var parts = new List<string>();
        foreach (var part in $"{directory}/{path.Replace('\\', '/')}".Split('/'))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "." or ".."))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    /// <summary>What an MSBuild wildcard matches: ** for any folders, * and ? within one name.</summary>
    public static Regex Glob(string pattern) => new(
        "^" + Regex.Escape(pattern).Replace(@"\*\*/", "(.*/)?").Replace(@"\*\*", ".*").Replace(@"\*", "[^/]*").Replace(@"\?", "[^/]") + "$",
        RegexOptions.IgnoreCase);
}
