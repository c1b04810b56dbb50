using System.CommandLine;
using System.Globalization;
using VisionRuntime;

namespace DemoGame.Commands;

/// <summary><c>model classify</c>: what a network makes of sentences.</summary>
internal static class ModelClassify
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "A model file with a vocabulary, as fit saves it." };
        var sentences = new Argument<string[]>("sentences")
        {
            Description = "The sentences, each in quotation marks.", Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("classify", "Classify sentences.") { model, sentences };
        command.SetAction(parsed =>
        {
            SentenceClassifier classifier;
            try
            {
                classifier = new SentenceClassifier(parsed.GetValue(model)!);
            }
            catch (ArgumentException exception)
            {
                throw new CommandException(exception.Message.Split(" (Parameter", 2)[0]);
            }
            using (classifier)
            {
                foreach (string sentence in parsed.GetValue(sentences)!)
                {
                    var found = classifier.Classify(sentence);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{found.Label} {100 * found.Score:0.0} %\t{sentence}"));
                }
            }
            return 0;
        });
        return command;
    }
}
