using DemoGame.Commands;

return CommandLine.Run(args);
