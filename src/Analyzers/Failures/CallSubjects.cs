using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Failures;

internal static class CallSubjects
{
    public static CallSubject Of(CallFrame frame)
    {
        if (frame.Callee is not { Body.Member.Name: var called })
        {
            return CallSubject.Refresh;
        }

        // RevokeRefreshTokenAsync names the token, not what is done to it.
        var (member, subject) = (frame.Body.Member.Name, ObjectOf(called));
        return FailureVocabulary.Removes(called) || FailureVocabulary.Removes(member) ? CallSubject.Other
            : FailureVocabulary.IsAboutRefresh(subject) || FailureVocabulary.IsAboutRefresh(member) ? CallSubject.Refresh
            : FailureVocabulary.Says(subject, "token", "credential", "session", "jwt", "bearer")
                ? (PresentsRefreshToken(frame) || IsAskedOfRefresher(frame.Call) ? CallSubject.Refresh : CallSubject.Token)
            : CallSubject.Other;
    }

    // GetToken(user, refreshToken: stored.RefreshToken): what goes in says what kind of getting it is.
    private static bool PresentsRefreshToken(CallFrame frame) =>
        frame.Tokens.Any(token => StateMembers.SymbolOf(token) is { } given && FailureVocabulary.Says(given.Name, "refresh"));

    // _tokenRefresher.GetTokenAsync(): who is asked says what kind of getting it is.
    private static bool IsAskedOfRefresher(IOperation call) =>
        call is IInvocationOperation { Instance: { Type: { } type } receiver } && receiver.Unwrap() is not IInstanceReferenceOperation
        && (FailureVocabulary.IsAboutRefresh(type.Name)
            || StateMembers.SymbolOf(receiver) is { } kept && FailureVocabulary.IsAboutRefresh(kept.Name));

    // PostWithSession, SendWithTokenAsync, GetWithRefreshAsync: what a request is equipped with is not what it gets.
    // AuthenticateWithRefreshTokenAsync says what it presents.
    private static string ObjectOf(string name) =>
        name.IndexOf("With", StringComparison.Ordinal) is > 0 and var at && !FailureVocabulary.Says(name.Substring(at), "refreshtoken")
            ? name.Substring(0, at)
            : name;
}
