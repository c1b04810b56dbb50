using System.CommandLine;
using Vision.Experiments;

Experiment[] all =
[
    new Dropout(), new BatchNormalization(), new ReluAgainstTanh(), new Residual(), new Initialization(), new Reduction(), new Crops(),
    new Pretraining(), new Transfer(),
];
string available = string.Join(", ", all.Select(experiment => experiment.Name));
var names = new Argument<string[]>("names")
{
    Description = $"The experiments: {available}; all if none is named.",
    DefaultValueFactory = _ => [],
};
var threads = new Option<int>("--threads")
{
    Description = "The number of threads.", DefaultValueFactory = _ => Environment.ProcessorCount,
};
var folder = new Option<string>("--out")
{
    Description = "The folder for the tables and the plots.", DefaultValueFactory = _ => Path.Combine("bench", "experiments", "results"),
};
var root = new RootCommand("What the lecture notes claim about networks, measured: a table and a plot each.") { names, threads, folder };
root.SetAction(parsed =>
{
    string[] wanted = parsed.GetValue(names)!;
    if (wanted.FirstOrDefault(name => all.All(experiment => experiment.Name != name)) is { } unknown)
    {
        Console.Error.WriteLine($"experiments: unknown experiment '{unknown}'; available: {available}");
        return 2;
    }
    foreach (var experiment in all.Where(experiment => wanted.Length == 0 || wanted.Contains(experiment.Name)))
        experiment.Run(parsed.GetValue(threads), parsed.GetValue(folder)!);
    return 0;
});
return root.Parse(args).Invoke();
