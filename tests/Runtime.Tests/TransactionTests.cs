using System.Transactions;

namespace RefreshRace.Runtime.Tests;

/// <summary>
/// The leader's ambient transaction may roll back for reasons of its own. The exchange cannot, and the joiners go on with its result.
/// </summary>
public class TransactionTests
{
    private readonly List<string> _seen = [];
    private string _store = "T0";

    private void See(string where) => _seen.Add($"{where}: {(Transaction.Current is null ? "none" : "ambient")}");

    private async Task<string> Exchange(string key, CancellationToken token)
    {
        See("exchange");
        await Task.Yield();
        See("exchange, later");
        return "T1";
    }

    /// <summary>Writes as the clients of databases do: with the ambient transaction, if there is one.</summary>
    private async Task Save(string key, string result, CancellationToken token)
    {
        See("commit");
        if (Transaction.Current is { } transaction)
            transaction.EnlistVolatile(new Row(() => _store = result), EnlistmentOptions.None);
        else
            _store = result;
        await Task.Yield();
        See("commit, later");
    }

    public static TheoryData<FlightContext, TransactionScopeAsyncFlowOption> Cases => new()
    {
        { FlightContext.Leader, TransactionScopeAsyncFlowOption.Enabled },
        { FlightContext.Leader, TransactionScopeAsyncFlowOption.Suppress },
        { FlightContext.Isolated, TransactionScopeAsyncFlowOption.Enabled },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task It_reaches_neither_exchange_nor_commit(FlightContext context, TransactionScopeAsyncFlowOption flow)
    {
        // Off the runner's context, so that the leader runs its delegate itself; a scope belongs to its thread, which therefore waits.
        await Blocking.Run(() =>
        {
            var flight = new SingleFlight<string, string>(new() { Context = context });
            using var scope = new TransactionScope(flow);
            var call = flight.RunAndCommitAsync("T0", Exchange, Save);
            Assert.NotNull(Transaction.Current);
            Assert.Equal("T1", call.Ends().GetAwaiter().GetResult());

            // The scope is disposed of without having been completed: it rolls back.
        });
        Assert.Null(Transaction.Current);
        Assert.Equal("T1", _store);
        Assert.Equal(["exchange: none", "exchange, later: none", "commit: none", "commit, later: none"], _seen);
    }

    [Fact]
    public async Task Nor_the_plain_forms_and_the_leader_has_it_again_afterwards()
    {
        await Blocking.Run(() =>
        {
            var flight = Flights.With();
            using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
            var outer = Transaction.Current;
            Assert.Equal("T1", flight.RunAsync("A", Exchange).Ends().GetAwaiter().GetResult());
            Assert.Equal(
                "B1", flight.RunAsync("B", (_, _, _) => Task.FromResult(Transaction.Current is null ? "B1" : "ambient"), 0).Result);
            Assert.Equal("C1", flight.Run("C", (_, _) => Transaction.Current is null ? "C1" : "ambient"));
            Assert.Throws<FormatException>(() => flight.Run("D", (_, _) => throw new FormatException()));
            Assert.Same(outer, Transaction.Current);
            scope.Complete();
        });
    }

    [Fact]
    public async Task A_delegate_may_use_a_transaction_of_its_own()
    {
        var flight = Flights.With();
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            var result = await flight.RunAsync("A", async (_, _) =>
            {
                using var own = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
                await Task.Yield();
                var isOwn = Transaction.Current is not null;
                own.Complete();
                return isOwn ? "A1" : "none";
            });
            Assert.Equal("A1", result);
        }
    }

    [Fact]
    public async Task A_scope_that_is_complete_already_does_not_end_the_flight()
    {
        await Blocking.Run(() =>
        {
            var flight = Flights.With();
            using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
            scope.Complete();
            Assert.Equal("T1", flight.RunAsync("A", (_, _) => Task.FromResult("T1")).Ends().GetAwaiter().GetResult());
            Assert.Equal(0, flight.InFlight());
        });
    }

    [Fact]
    public async Task A_scope_that_the_delegate_leaves_open_does_not_cost_its_result()
    {
        TransactionScope? left = null;
        await Blocking.Run(() =>
        {
            var flight = Flights.With();
            var outer = new TransactionScope();
            Assert.Equal("T1", flight.RunAsync("A", (_, _) =>
            {
                left = new TransactionScope();
                return Task.FromResult("T1");
            }).Result);
            Assert.Equal("T1", flight.RunAsync("A", Flights.Never).Result);

            // What the delegate has done to the scopes of this thread is its own affair.
            Record.Exception(left!.Dispose);
            Record.Exception(outer.Dispose);
        });
        Assert.NotNull(left);
    }

    private sealed class Row(Action write) : IEnlistmentNotification
    {
        public void Prepare(PreparingEnlistment preparingEnlistment) => preparingEnlistment.Prepared();

        public void Commit(Enlistment enlistment)
        {
            write();
            enlistment.Done();
        }

        public void Rollback(Enlistment enlistment) => enlistment.Done();

        public void InDoubt(Enlistment enlistment) => enlistment.Done();
    }
}
