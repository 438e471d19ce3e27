using Pangea.Cli;

return await CommandLine.RunAsync(args, Terminal.OfProcess());
