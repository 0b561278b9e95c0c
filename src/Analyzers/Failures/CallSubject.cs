using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Failures;

/// <summary>Whether what happens to a frame's call happens to the refresh, or to a larger piece of business in which a refresh takes place somewhere.</summary>
internal enum CallSubject
{
    /// <summary>A call that says nothing of tokens; its error handling is about its own business.</summary>
    Other,

    /// <summary>A call that gets a token, which may or may not refresh: experts differ.</summary>
    Token,

    /// <summary>The refresh itself, or a call or member that is named for it.</summary>
    Refresh,
}

internal static class CallSubjects
{
    public static CallSubject Of(CallFrame frame)
    {
        if (frame.Callee is not { Body.Member.Name: var called })
        {
            return CallSubject.Refresh;
        }

        // RevokeRefreshTokenAsync names the token, not what is done to it.
        var member = frame.Body.Member.Name;
        return FailureVocabulary.Removes(called) || FailureVocabulary.Removes(member) ? CallSubject.Other
            : FailureVocabulary.IsAboutRefresh(called) || FailureVocabulary.IsAboutRefresh(member) ? CallSubject.Refresh
            : FailureVocabulary.Says(ObjectOf(called), "token", "credential", "session", "jwt", "bearer") ? CallSubject.Token
            : CallSubject.Other;
    }

    // PostWithSession, SendWithTokenAsync: what a request is equipped with is not what it gets.
    private static string ObjectOf(string name) => name.IndexOf("With", StringComparison.Ordinal) is > 0 and var at ? name.Substring(0, at) : name;
}
