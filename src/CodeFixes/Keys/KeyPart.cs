using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RefreshRace.CodeFixes.Keys;

/// <summary>A part of a flight's key besides the token: an input of the refresh that changes its answer.</summary>
/// <param name="Name">The name of the tuple's element.</param>
/// <param name="Expression">Its value, where the flight is started.</param>
/// <param name="Parameter">The parameter that it is, so that the flight takes it from the key; null where it is read from
/// something.</param>
internal sealed record KeyPart(string Name, string Expression, ITypeSymbol Type, IParameterSymbol? Parameter)
{
    public static KeyPart Of(IParameterSymbol parameter) => new(NameFor(parameter.Name), parameter.Name, parameter.Type, parameter);

    /// <summary>A member of a tuple is called like a property.</summary>
    public static string NameFor(string name)
    {
        var bare = name.StartsWith("s_", StringComparison.Ordinal) ? name.Substring(2).TrimStart('_') : name.TrimStart('_');
        return bare.Length == 0 ? name : char.ToUpperInvariant(bare[0]) + bare.Substring(1);
    }

    /// <summary>The parts without those that say the same again, each under a name of its own.</summary>
    public static IEnumerable<KeyPart> Distinct(IEnumerable<KeyPart> parts)
    {
        var (names, expressions) = (new HashSet<string>(StringComparer.Ordinal) { "RefreshToken" },
            new HashSet<string>(StringComparer.Ordinal));
        foreach (var part in parts.OrderBy(part => part.Parameter is null).Where(part => expressions.Add(part.Expression)))
        {
            // request.Scope beside scope is the request's.
            var name = names.Contains(part.Name)
                && part.Expression.IndexOf('.') is > 0 and var dot
                && SyntaxFacts.IsValidIdentifier(part.Expression.Substring(0, dot))
                    ? NameFor(part.Expression.Substring(0, dot)) + part.Name
                    : part.Name;
            for (var (wanted, number) = (name, 2); !names.Add(name); number++)
            {
                name = wanted + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            yield return part with { Name = name };
        }
    }
}
