namespace RefreshRace.Distributed;

/// <summary>The engine of a distributed flight could not do its work. Unless the flight's exchange had begun, nothing was presented to the
/// identity provider.</summary>
public sealed class FlightEngineException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problem">The kind of the problem.</param>
    /// <param name="message">What is wrong and what to do. It must contain neither keys nor results.</param>
    /// <param name="innerException">What the client of the engine threw.</param>
    public FlightEngineException(FlightEngineProblem problem, string message, Exception? innerException = null)
        : base(message, innerException) => Problem = problem;

    /// <summary>The kind of the problem.</summary>
    public FlightEngineProblem Problem { get; }

    /// <summary>Whether it may pass by itself.</summary>
    internal bool IsOutage => Problem is not FlightEngineProblem.Misconfigured;
}
