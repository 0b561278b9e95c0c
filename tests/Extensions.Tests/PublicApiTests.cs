using RefreshRace.Tests;

namespace RefreshRace.Extensions.Tests;

/// <summary>The public surface changes only on purpose.</summary>
public class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_one_of_the_baseline() => PublicApi.ShouldBeTheOneOfTheBaseline(typeof(ScopedSingleFlight<,>).Assembly);
}
