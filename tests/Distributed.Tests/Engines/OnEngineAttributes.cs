using System.Reflection;
using Xunit.Sdk;

namespace RefreshRace.Distributed.Tests;

/// <summary>Runs a theory on one engine, or reports it as skipped with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class OnEngineAttribute : DataAttribute
{
    private readonly string _engine;

    protected OnEngineAttribute(string engine, string? missing)
    {
        _engine = engine;
        Skip = missing;
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[_engine]];
}

public sealed class OnMemoryAttribute() : OnEngineAttribute(Engines.Memory, null);

public sealed class OnGarnetAttribute() : OnEngineAttribute(Engines.Garnet, null);

public sealed class OnRedisAttribute() : OnEngineAttribute(Engines.Redis, RedisServer.Missing);

public sealed class OnPostgresAttribute() : OnEngineAttribute(Engines.Postgres, PostgresServer.Missing);
