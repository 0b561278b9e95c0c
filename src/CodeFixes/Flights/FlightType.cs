using Microsoft.CodeAnalysis;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>The flight class that a site needs, and the object that is created of it.</summary>
/// <param name="Name">With its type arguments in full, e.g. <c>global::RefreshRace.SingleFlight&lt;string,
/// global::App.TokenResponse&gt;</c>.</param>
/// <param name="Options">An object creation for the constructor; null for the defaults.</param>
internal sealed record FlightType(string Name, string? Options)
{
    /// <summary>The class, or null where the compilation does not see it: then no fix is offered, because it could not compile.</summary>
    /// <param name="key">The key's type in full; null for a client that holds one session.</param>
    /// <param name="looksAgain">Whether the guarded code looks for itself whether a refresh is still needed, so that keeping a result
    /// would only keep an old answer.</param>
    public static FlightType? Of(string? key, ReturnShape shape, bool looksAgain, CodeStyle style, Compilation compilation)
    {
        var simple = key is null ? "SessionFlight" : "SingleFlight";
        var arguments = new[] { key, shape.Result is { } result ? style.Text(result) : null }.Where(argument => argument is not null)
            .ToArray();
        if (!Exists(compilation, simple, arguments.Length)
            || key?[0] == '(' && compilation.GetTypesByMetadataName("System.ValueTuple`2").IsEmpty)
        {
            return null;
        }

        var list = arguments.Length == 0 ? "" : "<" + string.Join(", ", arguments) + ">";
        var setting = looksAgain ? "RetainFor = global::System.TimeSpan.Zero"
            : shape.RetainIf(style.Patterns) is { } retainIf ? "RetainIf = " + retainIf
            : null;

        return new FlightType($"global::RefreshRace.{simple}{list}", setting is null
            ? null
            : $"new global::RefreshRace.{simple}Options{list} {{ {setting} }}");
    }

    private static bool Exists(Compilation compilation, string name, int arity) =>
        compilation.GetTypesByMetadataName(
            "RefreshRace." + name + (arity == 0 ? "" : "`" + arity.ToString(System.Globalization.CultureInfo.InvariantCulture)))
            .Any(type => compilation.IsSymbolAccessibleWithin(type, compilation.Assembly));
}
