namespace RefreshRace.Schedules;

/// <summary>Bugs planted in the product's own sources. A suite that stays green on them would prove nothing about the product.</summary>
public class MutantTests
{
    private const int Most = 4000;

    [Fact]
    public void Removal_by_key_only_lets_flights_overlap()
    {
        var mutant = Mutant.With(
            ("flight.Key = default!;", ""),
            (
                "end.Overdue = led.Overdue;",
                """
                end.Overdue = led.Overdue;
                if (led.State == FlightState.Gone && shard.FindLocked(led.Key, led.Hash, _comparer) is { IsUnderWay: true } younger)
                    shard.RemoveLocked(younger);
                """));
        Assert.Contains("overlap", mutant.Random("zombie", Most));
    }

    [Fact]
    public void Without_retention_a_straggler_presents_the_consumed_token()
    {
        var mutant = Mutant.With(("if (_retainFor == 0 && !end.IsForCommit && !mayPassOn)", "if (!end.IsForCommit && !mayPassOn)"));
        Assert.Contains("consumed token", mutant.DepthFirst("burst of 3", Most));
    }

    [Fact]
    public void Completion_before_publication_leaves_a_call_without_an_end()
    {
        // The delegate runs, and ends, before the flight is in the table; then it is entered and nobody ever takes it out.
        var mutant = Mutant.With(
            ("        shard.AddLocked(flight);\n        shard.UnderWay++;", "        shard.UnderWay++;"),
            (
                "            marker?.EndedAtOnce();\n            return outcome;",
                """
                            marker?.EndedAtOnce();
                            var late = new Flight<TKey, TResult>(led.Key, led.Hash, Clock.Never);
                            using (ShardOf(led.Hash).Lock())
                            {
                                if (ShardOf(led.Hash).FindLocked(led.Key, led.Hash, _comparer) is null)
                                    ShardOf(led.Hash).AddLocked(late);
                            }

                            return outcome;
                """));
        Assert.Contains("never returned", mutant.DepthFirst("burst of 3", Most));
    }

    [Fact]
    public void Waiters_that_resume_before_the_key_is_free_join_the_flight_that_ended()
    {
        var mutant = Mutant.With((
            "SchedulePoint.Hit(\"before completion\");",
            """
            CompleteCallers(led.Outcome as TaskCompletionSource<TResult>, task, false);
            SchedulePoint.Hit("before completion");
            """));
        Assert.Contains("joined the same flight again", mutant.DepthFirst("again", Most) ?? mutant.Random("again", Most));
    }

    public static TheoryData<string> CommitBugs => new([.. CommitBug.All.Select(bug => bug.Name)]);

    [Theory]
    [MemberData(nameof(CommitBugs))]
    public void Each_bug_of_the_commit_protocol_is_found(string name)
    {
        var bug = CommitBug.All.Single(b => b.Name == name);
        var mutant = Mutant.With((bug.Text, bug.Replacement));
        var found = mutant.DepthFirst(bug.Scenario, Most) ?? mutant.Random(bug.Scenario, Most);
        Assert.NotNull(found);
        Assert.Contains(bug.Violation, found);
    }

    [Fact]
    public void The_sources_without_an_edit_pass()
    {
        var product = Mutant.With();
        Assert.Null(product.DepthFirst("burst of 3", 300));
        Assert.Null(product.Random("zombie", 100));
    }

    [Fact]
    public void A_seed_and_a_list_of_choices_replay_a_schedule()
    {
        var seeded = new Seeded(7);
        Assert.Null(Explorer.Once(Scenarios.Named("burst of 3"), seeded));
        var again = new Seeded(7);
        Assert.Null(Explorer.Once(Scenarios.Named("burst of 3"), again));
        Assert.Equal(seeded.Choices, again.Choices);
        var replay = new Replay(seeded.Choices);
        Assert.Null(Explorer.Once(Scenarios.Named("burst of 3"), replay));
        Assert.Equal(seeded.Choices, replay.Choices);
    }
}
