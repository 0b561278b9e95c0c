using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RefreshRace.RealWorld.Compilations;

/// <summary>The MSBuild properties that are known so far, and what can be said with them about values and conditions.</summary>
internal sealed partial class ProjectProperties
{
    // A property may name another one; five rounds end what refers to itself.
    private const int MaxRounds = 5;

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _fixed = new(StringComparer.OrdinalIgnoreCase);

    public string? this[string name]
    {
        get => _values.GetValueOrDefault(name);
        set
        {
            if (!_fixed.Contains(name))
            {
                _values[name] = value ?? string.Empty;
            }
        }
    }

    /// <summary>Sets a property as the command line does: no file changes it.</summary>
    public void Fix(string name, string value)
    {
        _values[name] = value;
        _fixed.Add(name);
    }

    public string Expand(string value)
    {
        for (var round = 1; round <= MaxRounds && value.Contains("$("); round++)
        {
            var last = round == MaxRounds;
            value = PropertyUse().Replace(value, use => _values.TryGetValue(use.Groups[1].Value, out var known) ? known : last ? string.Empty : use.Value);
        }

        return value;
    }

    /// <summary>Whether an element's condition holds; null when that cannot be told here.</summary>
    public bool? Holds(XElement element)
    {
        if ((string?)element.Attribute("Condition") is not { } condition)
        {
            return true;
        }

        var text = PropertyUse().Replace(condition, use => _values.GetValueOrDefault(use.Groups[1].Value, string.Empty));
        bool? result = null;
        foreach (var term in Conjunction().Split(text))
        {
            if (Comparison().Match(term) is not { Success: true } match)
            {
                return null;
            }

            var equal = match.Groups[1].Value.Equals(match.Groups[3].Value, StringComparison.OrdinalIgnoreCase);
            result = (result ?? true) && equal == (match.Groups[2].Value == "==");
        }

        // What the SDK or the command line would have set is unknown here, so a mere comparison with it says nothing.
        return PropertyUse().Matches(condition).All(use => _values.ContainsKey(use.Groups[1].Value)) ? result : result == true ? true : null;
    }

    [GeneratedRegex(@"\$\(([A-Za-z_][A-Za-z0-9_]*)\)")]
    private static partial Regex PropertyUse();

    [GeneratedRegex(@"\s+and\s+", RegexOptions.IgnoreCase)]
    private static partial Regex Conjunction();

    [GeneratedRegex(@"^\s*'([^']*)'\s*(==|!=)\s*'([^']*)'\s*$")]
    private static partial Regex Comparison();
}
