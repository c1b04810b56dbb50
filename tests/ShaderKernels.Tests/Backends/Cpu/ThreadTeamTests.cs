using ShaderKernels.Backends.Cpu;

namespace ShaderKernels.Tests.Backends.Cpu;

public class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Every_part_runs_once_for_work_of_any_size_and_many_runs(int threads)
    {
        using var team = new ThreadTeam(threads);
        Counting[] works = [new(1), new(2), new(3), new(64), new(5)];
        for (int round = 0; round < 20_000; round++)
        {
            var work = works[round % works.Length];
            team.Run(work, work.Parts);
            work.Check();
        }
    }

    [Fact]
    public void An_exception_reaches_the_caller_and_the_team_stays_usable()
    {
        using var team = new ThreadTeam(3);
        var error = Assert.Throws<AggregateException>(() => team.Run(new Failing(), 8));
        Assert.IsType<InvalidOperationException>(error.InnerException);
        var work = new Counting(9);
        team.Run(work, 9);
        work.Check();
    }

    [Fact]
    public void Sleeping_threads_wake_again()
    {
        using var team = new ThreadTeam(4);
        var work = new Counting(16);
        for (int round = 0; round < 5; round++)
        {
            Thread.Sleep(30);
            team.Run(work, 16);
            work.Check();
        }
    }

    [Fact]
    public void Running_work_allocates_nothing()
    {
        using var team = new ThreadTeam(2);
        var work = new Counting(4);
        for (int round = 0; round < 100; round++) team.Run(work, 4);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 100; round++) team.Run(work, 4);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private sealed class Counting(int parts) : IParallelWork
    {
        private readonly int[] _done = new int[parts];
        private int _rounds;

        public int Parts => parts;

        public void Execute(int part) => Interlocked.Increment(ref _done[part]);

        public void Check()
        {
            _rounds++;
            for (int part = 0; part < parts; part++)
                Assert.True(_done[part] == _rounds, $"part {part} of {parts} ran {_done[part]} times in {_rounds} runs");
        }
    }

    private sealed class Failing : IParallelWork
    {
        public void Execute(int part)
        {
            if (part == 5) throw new InvalidOperationException("part 5");
        }
    }
}
