using RefreshRace.Tool.Analysis;
using RefreshRace.Tool.Findings;

namespace RefreshRace.Tool.Reports.Scenes;

/// <summary>What goes wrong, rule by rule, played with the actors of a site.</summary>
internal static class Scripts
{
    private const int A = Stage.A;
    private const int B = Stage.B;

    /// <summary>The collision at a finding; null for rules that are about no refresh.</summary>
    public static Scene? For(Finding finding) => RuleFamily.Of(finding.RuleId) switch
    {
        "RR0001" => Unguarded(finding),
        "RR0002" => Swallowed(finding),
        "RR0003" => NoRecheck(finding),
        "RR0004" => ReadBeforeGuard(finding),
        "RR0005" => TooNarrow(finding, "Guard of A", "Guard of B", "enters: nobody else has this instance"),
        "RR0006" => NotAtomic(finding),
        "RR0007" => FailureCached(finding),
        "RR0008" => CallerCancellation(finding),
        "RR0009" => WrongKey(finding),
        "RR0010" => SessionDestroyed(finding),
        "RR0011" => Retried(finding),
        "RR0012" => RotationDiscarded(finding),
        "RR0013" => TooNarrow(finding, "Flight of A", "Flight of B", "flies alone"),
        "RR0014" => NotReleased(finding),
        _ => null,
    };

    private static Scene Unguarded(Finding finding)
    {
        var stage = new Stage(finding);
        Collide(stage);
        return stage.Play();
    }

    private static void Collide(Stage stage)
    {
        stage.Read(A);
        stage.Read(B);
        stage.Redeem(A);
        stage.Keep(A);
        stage.Reuse(B);
        stage.Revoke();
        stage.Fail(B);
    }

    private static Scene Swallowed(Finding finding)
    {
        var stage = new Stage(finding);
        stage.Read(A);
        stage.Read(B);
        stage.Redeem(A);
        stage.Reuse(B);
        stage.Fail(B);
        stage.HarmNote(B, "its caller goes on as if the renewal had succeeded");
        return stage.Play();
    }

    private static Scene NoRecheck(Finding finding)
    {
        var stage = new Stage(finding, "Lock");
        var inside = stage.ReadsInside;
        ReadUnless(stage, inside);
        stage.AskGuard(A, stage.Guard, "enters");
        stage.AskGuard(B, stage.Guard, "waits");
        ReadIf(stage, inside, A, "R1");
        stage.Redeem(A);
        stage.Keep(A);
        stage.Note(stage.Guard, "A leaves, B enters");
        stage.HarmNote(B, "does not look whether A has refreshed");
        ReadIf(stage, inside, B, "R2");
        if (inside)
        {
            stage.Redeem(B, "R2", "R3");
            stage.HarmNote(B, "a second refresh that nobody needed; every waiter adds one");
        }
        else
        {
            stage.Reuse(B);
            stage.Fail(B);
        }

        return stage.Play();
    }

    private static void ReadUnless(Stage stage, bool inside)
    {
        if (!inside)
        {
            stage.Read(A);
            stage.Read(B);
        }
    }

    private static void ReadIf(Stage stage, bool inside, int caller, string token)
    {
        if (inside)
        {
            stage.Read(caller, token);
        }
    }

    private static Scene ReadBeforeGuard(Finding finding)
    {
        var stage = new Stage(finding, "Lock");
        stage.Read(A);
        stage.Read(B);
        stage.AskGuard(A, stage.Guard, "enters");
        stage.AskGuard(B, stage.Guard, "waits, with R1 in hand");
        stage.Redeem(A);
        stage.Keep(A);
        stage.Note(stage.Guard, "A leaves, B enters");
        stage.Reuse(B);
        stage.Revoke();
        stage.Fail(B);
        return stage.Play();
    }

    private static Scene TooNarrow(Finding finding, string guardOfA, string guardOfB, string says)
    {
        var stage = new Stage(finding, guardOfA, guardOfB);
        stage.AskGuard(A, stage.Guard, says);
        stage.AskGuard(B, stage.GuardOfB, says);
        Collide(stage);
        return stage.Play();
    }

    private static Scene NotAtomic(Finding finding)
    {
        var stage = new Stage(finding, "Shared state");
        stage.AskGuard(A, stage.Guard, "is a refresh in flight?");
        stage.GuardSays(stage.Guard, A, "no");
        stage.AskGuard(B, stage.Guard, "is a refresh in flight?");
        stage.GuardHarms(stage.Guard, B, "no: A has not said so yet");
        Collide(stage);
        return stage.Play();
    }

    private static Scene FailureCached(Finding finding)
    {
        var stage = new Stage(finding, "Shared task");
        stage.AskGuard(A, stage.Guard, "starts the refresh");
        stage.Read(A);
        stage.RedeemAndLose(A, "503 or a time-out, once");
        stage.HarmNote(stage.Guard, "the failure stays");
        stage.AskGuard(B, stage.Guard, "asks, a minute later");
        stage.GuardHarms(stage.Guard, B, "the same failure, without a new attempt");
        stage.Fail(B);
        return stage.Play();
    }

    private static Scene CallerCancellation(Finding finding)
    {
        var stage = new Stage(finding, "Shared task");
        stage.AskGuard(A, stage.Guard, "starts it, on A's cancellation token");
        stage.AskGuard(B, stage.Guard, "joins");
        stage.Read(A);
        stage.HarmNote(A, "A's client hangs up");
        stage.RedeemAndLose(A, "R2 is on its way, and nobody takes it");
        stage.GuardHarms(stage.Guard, B, "OperationCanceledException");
        stage.Fail(B);
        return stage.Play();
    }

    private static Scene WrongKey(Finding finding)
    {
        var stage = new Stage(finding, "Shared result");
        stage.AskGuard(A, stage.Guard, "refreshes, for user A");
        stage.Read(A);
        stage.Redeem(A);
        stage.AskGuard(B, stage.Guard, "asks, for user B");
        stage.GuardHarms(stage.Guard, B, "the tokens of user A");
        stage.HarmNote(B, "user B acts as user A");
        return stage.Play();
    }

    private static Scene SessionDestroyed(Finding finding)
    {
        var stage = new Stage(finding);
        stage.Read(A);
        stage.Read(B);
        stage.Redeem(A);
        stage.Keep(A);
        stage.Reuse(B);
        stage.HarmStore(B, "ends the session, R2 with it", finding.Place);
        stage.HarmNote(A, "is signed out, with a token that was good");
        return stage.Play();
    }

    private static Scene Retried(Finding finding)
    {
        var stage = new Stage(finding);
        stage.Read(A);
        stage.RedeemAndLose(A, "R1 is consumed, and the answer is lost");
        stage.Note(A, "tries again", finding.Place);
        stage.Reuse(A);
        stage.Revoke();
        return stage.Play();
    }

    private static Scene RotationDiscarded(Finding finding)
    {
        var stage = new Stage(finding);
        stage.Read(A);
        stage.Redeem(A);
        stage.HarmNote(A, "R2 is not kept", finding.Place);
        stage.Note(B, "comes when the access token has expired again");
        stage.Read(B);
        stage.Reuse(B);
        stage.Fail(B);
        return stage.Play();
    }

    private static Scene NotReleased(Finding finding)
    {
        var stage = new Stage(finding, "Lock");
        stage.AskGuard(A, stage.Guard, "enters");
        if (finding.Message.Contains("is not released", StringComparison.Ordinal)
            || finding.Message.Contains("is never released", StringComparison.Ordinal))
        {
            stage.Read(A);
            stage.RedeemAndLose(A, "fails");
            stage.HarmNote(A, "leaves without releasing the lock");
            stage.AskGuard(B, stage.Guard, "waits");
            stage.HarmNote(B, "no refresh from now on, until the process restarts");
        }
        else
        {
            stage.AskGuard(B, stage.Guard, "goes on without holding it");
            Collide(stage);
        }

        return stage.Play();
    }
}
