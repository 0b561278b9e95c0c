using Microsoft.CodeAnalysis;

namespace RefreshRace.Tool.Analysis;

/// <summary>What the message of a finding about a failure says that the handler does, without the sentence around it.</summary>
internal static class FailureText
{
    public static string Of(Diagnostic diagnostic) => RuleFamily.Of(diagnostic.Id) switch
    {
        "RR0002" => Between(diagnostic.GetMessage(), "this code ", ". Rethrow") ?? "goes on as if the renewal had succeeded",
        "RR0010" => "ends the session",
        "RR0011" => "presents the same token again",
        _ => "loses the rotated token",
    };

    private static string? Between(string message, string before, string after)
    {
        var start = message.IndexOf(before, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        start += before.Length;
        var end = message.IndexOf(after, start, StringComparison.Ordinal);
        return end < 0 ? null : message[start..end];
    }
}
