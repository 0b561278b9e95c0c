namespace RefreshRace.Distributed;

/// <summary>The flight that this one waited for failed in another process.</summary>
public sealed class FlightFailedElsewhereException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="exceptionType">The full name of the type that the leader caught.</param>
    /// <param name="description">What <see cref="DistributedFlightOptions{TKey, TResult}.DescribeFailure"/> said of it.</param>
    public FlightFailedElsewhereException(string exceptionType, string? description)
        : base($"The refresh failed in another process: {description ?? exceptionType}.")
    {
        ExceptionType = exceptionType;
        Description = description;
    }

    /// <summary>The full name of the type of the exception that the leader caught.</summary>
    public string ExceptionType { get; }

    /// <summary>What <see cref="DistributedFlightOptions{TKey, TResult}.DescribeFailure"/> said of the failure, for example
    /// <c>invalid_grant</c>; null if nothing.</summary>
    public string? Description { get; }
}
