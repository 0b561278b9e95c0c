using System.Collections.Immutable;

namespace RefreshRace.Analyzers.Failures;

/// <summary>Answers the fourth question, "what happens to its failure?", for one frame: the catches, non-success branches, loops and dropped results around its call.</summary>
internal sealed class FailureJudge(AnalysisScope scope)
{
    private readonly AnalysisScope _scope = scope;

    public ImmutableArray<FailureFinding> Judge(Frame frame, CancellationToken cancellationToken) => ImmutableArray<FailureFinding>.Empty;
}
