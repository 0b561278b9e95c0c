using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Failures;

/// <summary>Whether what happens to a frame's call happens to the refresh, or to a larger piece of business in which a refresh takes place somewhere.</summary>
internal enum FrameSubject
{
    /// <summary>A call that says nothing of tokens; its error handling is about its own business.</summary>
    Other,

    /// <summary>A call that gets a token, which may or may not refresh: experts differ.</summary>
    Token,

    /// <summary>The refresh itself, or a call or member that is named for it.</summary>
    Refresh,
}

internal static class FrameSubjects
{
    public static FrameSubject Of(Frame frame)
    {
        if (frame.Callee is not { Body.Member.Name: var called })
        {
            return FrameSubject.Refresh;
        }

        // RevokeRefreshTokenAsync names the token, not what is done to it.
        var member = frame.Body.Member.Name;
        return FailureWords.Removes(called) || FailureWords.Removes(member) ? FrameSubject.Other
            : FailureWords.IsAboutRefresh(called) || FailureWords.IsAboutRefresh(member) ? FrameSubject.Refresh
            : FailureWords.Says(ObjectOf(called), "token", "credential", "session", "jwt", "bearer") ? FrameSubject.Token
            : FrameSubject.Other;
    }

    // PostWithSession, SendWithTokenAsync: what a request is equipped with is not what it gets.
    private static string ObjectOf(string name) => name.IndexOf("With", StringComparison.Ordinal) is > 0 and var at ? name.Substring(0, at) : name;
}
