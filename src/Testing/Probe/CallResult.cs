using System.Net;
using System.Net.Http;
using System.Reflection;

namespace RefreshRace.Testing;

/// <summary>What a call of the code under test gave, and whether that says that the call failed.</summary>
/// <param name="value">The result; null where there is none.</param>
/// <param name="type">The type the code declares for it; <see cref="object"/> where there is none.</param>
internal sealed class CallResult(object? value, Type type)
{
    /// <summary>Properties by which result types of HTTP and identity libraries say how it went, with the value that means failure:
    /// HttpResponseMessage and Refit (IsSuccessStatusCode), RestSharp (IsSuccessful), ASP.NET Core Identity (Succeeded),
    /// Duende.IdentityModel (IsError), and common result types.</summary>
    private static readonly Dictionary<string, bool> s_failureFlags = new(StringComparer.Ordinal)
    {
        ["IsSuccessStatusCode"] = false,
        ["IsSuccessful"] = false,
        ["IsSuccess"] = false,
        ["Succeeded"] = false,
        ["Success"] = false,
        ["IsError"] = true,
        ["HasError"] = true,
    };

    public object? Value => value;

    /// <summary>Why the result counts as a failure; null when it does not.</summary>
    public string? Failure => value switch
    {
        null or "" when type == typeof(string) => "was given no token",
        null when type == typeof(HttpResponseMessage) => "was given null instead of a response",

        // Tasks without a result used to be made as Task<object> with null.
        null => type == typeof(object) ? null : "was given null",
        false => "was given false",
        ProcessFailure failure => failure.ToString(),
        HttpResponseMessage { IsSuccessStatusCode: true } => null,
        HttpResponseMessage response => $"was given the answer {(int)response.StatusCode}",
        HttpStatusCode status => (int)status is >= 200 and < 300 ? null : $"was given the answer {(int)status}",
        _ => FailureFlag(value),
    };

    private static string? FailureFlag(object value)
    {
        var type = value.GetType();
        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            var isFlag = property.PropertyType == typeof(bool) && property.GetMethod is { IsPublic: true };
            if (isFlag && s_failureFlags.TryGetValue(property.Name, out var failed) && (bool)property.GetValue(value)! == failed)
                return $"was given {type.Name} with {property.Name} = {(failed ? "true" : "false")}";
        }

        return null;
    }
}
