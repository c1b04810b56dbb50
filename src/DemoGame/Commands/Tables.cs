using Spectre.Console;

namespace DemoGame.Commands;

/// <summary>Tables without borders, on a terminal or in a file.</summary>
internal static class Tables
{
    /// <summary>Wide enough that no row is wrapped when the output is not a terminal.</summary>
    private const int UnlimitedWidth = 10_000;

    /// <summary>Creates a table with columns of text, to the left, and columns of numbers, to the right.</summary>
    public static Table Create(string[] text, params string[] numbers)
    {
        var table = new Table().NoBorder();
        foreach (string heading in text) table.AddColumn(heading);
        foreach (string heading in numbers) table.AddColumn(heading, column => column.RightAligned());
        return table;
    }

    /// <summary>Adds a row of plain text.</summary>
    public static void Add(this Table table, params string[] cells) => table.AddRow(cells.Select(cell => new Text(cell)));

    /// <summary>Prints a table.</summary>
    public static void Print(this Table table, TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (!console.Profile.Out.IsTerminal) console.Profile.Width = UnlimitedWidth;
        console.Write(table);
    }
}
