using System.Reflection;
using System.Text;

namespace RefreshRace.Tests;

/// <summary>The public surface of an assembly, as text that a test compares with the baseline beside it.</summary>
internal static class PublicApi
{
    /// <summary>Compares the surface with a text beside the test. When a change is meant, copy the text that the failed test has written over the baseline:
    /// the review sees what changed.</summary>
    public static void ShouldBeTheOneOfTheBaseline(Assembly assembly, string file = "PublicApi.txt")
    {
        var actual = Describe(assembly);
        var baseline = Path.Combine(AppContext.BaseDirectory, file);
        var expected = File.Exists(baseline) ? File.ReadAllText(baseline).ReplaceLineEndings("\n") : "";
        if (expected == actual)
            return;
        var written = Path.Combine(AppContext.BaseDirectory, Path.ChangeExtension(file, ".actual.txt"));
        File.WriteAllText(written, actual);
        var before = expected.Split('\n');
        var now = actual.Split('\n');
        Assert.Fail($"The public surface has changed; it is in {written}.\nGone:\n{string.Join('\n', before.Except(now))}\nNew:\n{string.Join('\n', now.Except(before))}");
    }

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        var nullability = new NullabilityInfoContext();
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(type.IsEnum ? "enum " : type.IsInterface ? "interface " : type.IsAbstract && type.IsSealed ? "static class " : type.IsAbstract ? "abstract class " : "sealed class ").Append(Name(type));
            if (type.BaseType is { } parent && parent != typeof(object) && !type.IsEnum)
                text.Append(" : ").Append(Name(parent));
            text.Append('\n');
            if (type.IsEnum)
            {
                foreach (var value in Enum.GetValues(type))
                    text.Append("    ").Append(value).Append(" = ").Append((int)value).Append('\n');
                continue;
            }

            const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
            var lines = new List<string>();
            lines.AddRange(type.GetConstructors(All).Where(IsVisible).Select(c => $".ctor({Parameters(c)})"));
            lines.AddRange(type.GetProperties(All).Where(p => p.GetMethod is { } get && IsVisible(get)).Select(p =>
                $"{Name(p.PropertyType)}{Mark(nullability.Create(p).ReadState, p.PropertyType)} {p.Name} {{ get;{Setter(p)} }}"));
            lines.AddRange(type.GetMethods(All).Where(m => IsVisible(m) && !m.IsSpecialName).Select(m =>
                $"{(m.IsAbstract ? "abstract " : "")}{Name(m.ReturnType)} {m.Name}{Generic(m)}({Parameters(m)})"));
            foreach (var line in lines.Order(StringComparer.Ordinal))
                text.Append("    ").Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Setter(PropertyInfo property) =>
        property.SetMethod is not { } set || !IsVisible(set) ? ""
        : set.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit") ? " init;"
        : " set;";

    private static string Mark(NullabilityState state, Type type) => state == NullabilityState.Nullable && !type.IsValueType ? "?" : "";

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? " = default" : "")}"));

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;
}
