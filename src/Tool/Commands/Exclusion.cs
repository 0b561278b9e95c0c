using System.Collections.Immutable;
using Microsoft.Extensions.FileSystemGlobbing;

namespace RefreshRace.Tool.Commands;

/// <summary>Paths that a scan leaves out.</summary>
internal sealed class Exclusion
{
    private readonly Matcher? _matcher;

    /// <param name="globs">e.g. <c>tests/**</c>; relative to the root of the scan.</param>
    public Exclusion(ImmutableArray<string> globs)
    {
        if (!globs.IsEmpty)
        {
            _matcher = new Matcher(StringComparison.Ordinal);
            _matcher.AddIncludePatterns(globs);
        }
    }

    /// <param name="path">Relative to the root of the scan, with forward slashes.</param>
    public bool Covers(string path) => _matcher?.Match(path).HasMatches == true;
}
