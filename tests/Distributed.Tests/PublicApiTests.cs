using RefreshRace.Postgres;
using RefreshRace.Redis;
using RefreshRace.Tests;

namespace RefreshRace.Distributed.Tests;

/// <summary>The public surface changes only on purpose.</summary>
public class PublicApiTests
{
    [Fact]
    public void The_protocols_surface_is_the_one_of_its_baseline() =>
        PublicApi.ShouldBeTheOneOfTheBaseline(typeof(IFlightStore).Assembly, "Distributed.PublicApi.txt");

    [Fact]
    public void The_surface_for_PostgreSQL_is_the_one_of_its_baseline() =>
        PublicApi.ShouldBeTheOneOfTheBaseline(typeof(PostgresFlightStore).Assembly, "Postgres.PublicApi.txt");

    [Fact]
    public void The_surface_for_Redis_is_the_one_of_its_baseline() =>
        PublicApi.ShouldBeTheOneOfTheBaseline(typeof(RedisFlightStore).Assembly, "Redis.PublicApi.txt");
}
